//! Saved views as a file: `{"colloquy": "views", "version": 1, "views": [{"name", "colour", "query", "columns"}]}`.

use serde_json::{Value, json};

use super::{MOST, ProjectViews, SavedView, stored};
use crate::model::{figures, time::Timestamp};

/// The most bytes of a file that is read.
pub const LONGEST: u64 = 2_000_000;
const VERSION: u64 = 1;

/// The text of a file with these views.
pub fn write<'a>(views: impl IntoIterator<Item = &'a SavedView>) -> String {
    let views: Vec<Value> = views.into_iter().map(|view| Value::Object(stored::json(view))).collect();
    let file = json!({ "colloquy": "views", "version": VERSION, "views": views });
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// Adds the views of a file, under names that are free; those that are there already are left out.
///
/// # Errors
/// Why the file has no views, as a sentence.
pub fn import(into: &mut ProjectViews, text: &str, now: Timestamp) -> Result<String, String> {
    let views = views(text)?;
    let (mut added, mut known, mut odd) = (0, 0, Vec::new());
    for (at, item) in views.iter().enumerate() {
        let taken = stored::view("", item).and_then(|view| {
            let is_same = |own: &SavedView| {
                own.name == view.name && own.query == view.query && own.columns == view.columns
            };
            if into.views.iter().any(is_same) {
                return Ok(false);
            }
            let view = SavedView { name: into.free_name(&view.name), ..view };
            into.insert(view, into.views.len(), now).map(|_| true)
        });
        match taken {
            Ok(true) => added += 1,
            Ok(false) => known += 1,
            Err(why) => odd.push((at + 1, why)),
        }
    }
    let mut parts = vec![format!("{} added", figures::counted(added, "view"))];
    if known > 0 {
        parts.push(format!("{} already there", figures::count(known)));
    }
    if let Some((number, why)) = odd.first() {
        parts.push(format!(
            "{} not taken (number {number}: {})",
            figures::count(odd.len() as u64),
            why.trim_end_matches('.').to_lowercase()
        ));
    }
    let words = parts.join(", ");
    if added == 0 && known == 0 { Err(words) } else { Ok(words) }
}

/// The items of a file.
fn views(text: &str) -> Result<Vec<Value>, String> {
    let file: Value =
        serde_json::from_str(text).map_err(|_| "This is no file of views: it is not JSON".to_owned())?;
    if file.get("colloquy").and_then(Value::as_str) != Some("views") {
        return Err("This is no file of views: Colloquy did not write it".to_owned());
    }
    match file.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        _ => return Err("This file is of another version of Colloquy".to_owned()),
    }
    match file.get("views") {
        Some(Value::Array(views)) if views.is_empty() => Err("There is no view in this file".to_owned()),
        Some(Value::Array(views)) if views.len() > MOST => Err(format!(
            "This file has {} views, at most {MOST} are possible",
            figures::count(views.len() as u64)
        )),
        Some(Value::Array(views)) => Ok(views.clone()),
        _ => Err("There is no view in this file".to_owned()),
    }
}
