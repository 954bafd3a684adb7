//! Proposes which columns hold which fields.
