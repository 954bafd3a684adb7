//! What somebody may do. Each role may do all that the one before it may.

pub use store::core::user::Role;

/// How [`Role`] stands in the OpenAPI document. Use it as `#[schema(value_type = RoleName)]`.
#[derive(Debug, Clone, Copy, utoipa::ToSchema)]
#[schema(as = Role, rename_all = "lowercase")]
pub enum RoleName {
    /// Reads.
    Viewer,
    /// Starts imports.
    User,
    /// Changes suppliers and products, undoes imports.
    Manager,
    /// Manages users and settings.
    Admin,
}
