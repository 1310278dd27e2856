//! `page` and `size` of lists kept whole in memory (projects, definitions), and the page object around them.

use std::collections::HashMap;

use serde::Serialize;

use crate::error::{ApiError, ApiResult};

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    page: usize,
    size: usize,
}

/// A page as the API answers it. `size` is what is on this page, not what was asked for (Opik's way).
#[derive(Debug, Serialize)]
pub struct Page<T> {
    page: usize,
    size: usize,
    total: usize,
    content: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sortable_by: Option<Vec<&'static str>>,
}

impl Paging {
    /// Reads `page` (from 1, default 1) and `size` (from 1, default 10).
    ///
    /// # Errors
    /// 400 `{"errors"}` for a number below 1; 404 for what is no number (Opik's framework does so).
    pub fn read(query: &HashMap<String, String>) -> ApiResult<Self> {
        let number = |name: &str, default: usize| match query.get(name).map(|text| text.trim()) {
            None | Some("") => Ok(default),
            Some(text) => match text.parse::<i64>() {
                Ok(value) if value < 1 => {
                    Err(ApiError::bad_query(format!("query param {name} must be greater than or equal to 1")))
                }
                Ok(value) => Ok(usize::try_from(value).unwrap_or(usize::MAX)),
                Err(_) => Err(ApiError::not_found("HTTP 404 Not Found")),
            },
        };
        Ok(Self { page: number("page", 1)?, size: number("size", 10)? })
    }

    /// The page of these items.
    pub fn cut<T>(self, items: Vec<T>, sortable_by: Option<Vec<&'static str>>) -> Page<T> {
        let total = items.len();
        let skipped = (self.page - 1).saturating_mul(self.size);
        let content: Vec<T> = items.into_iter().skip(skipped).take(self.size).collect();
        Page { page: self.page, size: content.len(), total, content, sortable_by }
    }
}
