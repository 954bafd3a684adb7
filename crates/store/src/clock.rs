//! The time, and the only place that asks the system for it.
//!
//! Whoever needs "now" is given a [`Clock`]; a test sets it and moves it on, so that no test has to sleep.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// The system's clock, or one that stands still until it is moved.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Mutex<DateTime<Utc>>>>);

impl Clock {
    /// The system's.
    pub fn system() -> Self {
        Self(None)
    }

    /// One that is set by hand; its clones move with it.
    pub fn manual(now: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(Mutex::new(now))))
    }

    /// The time, in microseconds as PostgreSQL keeps it: what is written equals what is read back.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.0 {
            Some(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
            None => Utc::now(),
        };
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// Moves a manual clock on.
    ///
    /// # Panics
    /// On the system's clock, which nobody moves.
    pub fn advance(&self, by: TimeDelta) {
        *self.time().lock().unwrap_or_else(PoisonError::into_inner) += by;
    }

    /// Sets a manual clock.
    ///
    /// # Panics
    /// On the system's clock, which nobody sets.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.time().lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    fn time(&self) -> &Mutex<DateTime<Utc>> {
        self.0.as_deref().expect("only a manual clock can be set")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_still_and_moves_with_its_clones() {
        let start = DateTime::from_timestamp(1_800_000_000, 123_456_789).expect("a time");
        let clock = Clock::manual(start);
        let clone = clock.clone();
        assert_eq!(clone.now().timestamp_subsec_nanos(), 123_456_000);
        clock.advance(TimeDelta::hours(2));
        assert_eq!(clone.now().timestamp(), 1_800_007_200);
        clone.set(start + TimeDelta::days(1));
        assert_eq!(clock.now().timestamp(), 1_800_086_400);
    }

    #[test]
    fn the_system_clock_runs() {
        let clock = Clock::system();
        let first = clock.now();
        assert!(first.timestamp() > 1_700_000_000 && clock.now() >= first);
    }
}
