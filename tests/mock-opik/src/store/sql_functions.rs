//! SQL functions, because SQLite itself ignores the case of ASCII letters only.

use std::borrow::Cow;

use memchr::memmem::Finder;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

/// `text` in the form in which it is compared without regard to case.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Adds `fold(text)`: the text in lower case; and `has(text, part)`: whether `part` occurs in `text`, byte for byte.
pub(super) fn add(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("fold", 1, flags, |ctx| match ctx.get_raw(0) {
        ValueRef::Text(text) => Ok(Some(fold(&String::from_utf8_lossy(text)).into_owned())),
        _ => Ok(None),
    })?;
    conn.create_scalar_function("has", 2, flags, |ctx| {
        let ValueRef::Text(text) = ctx.get_raw(0) else { return Ok(false) };
        Ok(finder(ctx)?.find(text).is_some())
    })
}

/// The searcher for the second argument, built once for each statement.
fn finder(ctx: &Context<'_>) -> rusqlite::Result<std::sync::Arc<Finder<'static>>> {
    ctx.get_or_create_aux(1, |part| -> Result<_, std::convert::Infallible> {
        let part = match part {
            ValueRef::Text(part) => part,
            _ => b"",
        };
        Ok(Finder::new(part).into_owned())
    })
}
