//! Lists: one form of page, one form of asking for it.
//!
//! A list handler takes [`Paging`], asks the store for `paging.limit()` rows from `paging.offset()`, and answers
//! `Page::new(rows, &paging, total)`. Limits are enforced here: too large a page is a 422, not a surprise.

use axum::extract::{FromRequestParts, RawQuery};
use axum::http::request::Parts;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::error::{ApiError, FieldError};

/// The most rows a page may hold.
pub const MOST_PER_PAGE: u32 = 100;
/// Rows of a page unless asked otherwise.
const DEFAULT_PER_PAGE: u32 = 20;
/// Beyond, offsets make no sense: use the cursor.
const LAST_PAGE: u32 = 1_000_000;

/// Which part of a list is wanted. Add `params(Paging)` to the handler's documentation.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Page, from 1.
    #[param(default = 1, minimum = 1, required = false)]
    pub page: u32,
    /// Rows per page.
    #[param(default = 20, minimum = 1, maximum = 100, required = false)]
    pub per_page: u32,
    /// Where the previous page ended (`meta.next_cursor`), in lists that have one; wins over `page`.
    #[param(required = false)]
    pub cursor: Option<String>,
}

impl Paging {
    /// How many rows to fetch.
    pub fn limit(&self) -> i64 {
        i64::from(self.per_page)
    }

    /// How many rows to skip.
    pub fn offset(&self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.per_page)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, state).await.unwrap_or(RawQuery(None));
        let mut errors = Vec::new();
        let mut paging = Self { page: 1, per_page: DEFAULT_PER_PAGE, cursor: None };
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "page" => paging.page = whole("page", &value, LAST_PAGE, &mut errors),
                "per_page" => paging.per_page = whole("per_page", &value, MOST_PER_PAGE, &mut errors),
                "cursor" if !value.is_empty() => paging.cursor = Some(value.into_owned()),
                _ => {}
            }
        }
        if errors.is_empty() { Ok(paging) } else { Err(ApiError::invalid_fields(errors)) }
    }
}

fn whole(path: &str, value: &str, highest: u32, errors: &mut Vec<FieldError>) -> u32 {
    match value.parse() {
        Ok(number) if (1..=highest).contains(&number) => number,
        _ => {
            let message = format!("must be a whole number from 1 to {highest}");
            errors.push(FieldError { path: path.to_owned(), message });
            1
        }
    }
}

/// What a page says about the whole list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Meta {
    /// This page, from 1.
    pub page: u32,
    /// Rows per page.
    pub per_page: u32,
    /// Rows in the whole list.
    pub total: i64,
    /// Pages in the whole list.
    pub total_pages: i64,
    /// Whether `total` was counted; long lists are estimated.
    pub total_exact: bool,
    /// Where the next page begins, in lists with a cursor; null on the last page and in lists without.
    pub next_cursor: Option<String>,
}

impl Meta {
    /// What a page with exactly counted rows says.
    pub fn new(paging: &Paging, total: i64) -> Self {
        let per_page = i64::from(paging.per_page);
        Self {
            page: paging.page,
            per_page: paging.per_page,
            total,
            total_pages: (total + per_page - 1) / per_page,
            total_exact: true,
            next_cursor: None,
        }
    }

    /// The total is an estimate.
    #[must_use]
    pub fn estimated(mut self) -> Self {
        self.total_exact = false;
        self
    }

    /// The list has a cursor; none: this is the last page.
    #[must_use]
    pub fn cursor(mut self, next: Option<String>) -> Self {
        self.next_cursor = next;
        self
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// The whole list.
    pub meta: Meta,
}

impl<T> Page<T> {
    /// A page of an exactly counted list.
    pub fn new(data: Vec<T>, paging: &Paging, total: i64) -> Self {
        Self { data, meta: Meta::new(paging, total) }
    }
}

/// A short list that comes whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct Data<T> {
    /// The rows.
    pub data: Vec<T>,
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn paging(query: &str) -> Result<Paging, ApiError> {
        let (mut parts, ()) = Request::get(format!("/x?{query}")).body(()).expect("a request").into_parts();
        Paging::from_request_parts(&mut parts, &()).await
    }

    #[tokio::test]
    async fn a_page_is_asked_for_within_limits() {
        let asked = paging("q=a%20b&page=3&per_page=50").await.expect("sound");
        assert_eq!((asked.limit(), asked.offset()), (50, 100));
        let asked = paging("").await.expect("sound");
        assert_eq!((asked.limit(), asked.offset()), (20, 0));
        let refused = paging("page=0&per_page=101").await.expect_err("beyond the limits");
        let paths: Vec<_> = refused.errors.iter().map(|error| error.path.as_str()).collect();
        assert_eq!(paths, ["page", "per_page"]);
        assert!(paging("page=-1").await.is_err());
        assert!(paging("per_page=many").await.is_err());
    }

    #[test]
    fn the_last_page_may_be_short() {
        let paging = Paging { page: 1, per_page: 20, cursor: None };
        let pages = |total| Meta::new(&paging, total).total_pages;
        assert_eq!([pages(0), pages(1), pages(20), pages(21)], [0, 1, 1, 2]);
    }
}
