//! Typed values from suppliers' cells: each module knows one kind of value and all the ways it gets written.
//!
//! Nothing here panics, whatever the text; nothing here guesses where a wrong guess would go unseen.
//! A value that can't be understood is an error that the caller turns into an [`crate::issue::Issue`].

pub mod category;
pub mod currency;
pub mod fold;
pub mod gtin;
pub mod html;
pub mod number;
pub mod quantity;
pub mod stock;
pub mod text;
pub mod url;
pub mod weight;
