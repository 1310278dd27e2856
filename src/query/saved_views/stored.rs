//! Reads and writes the views of a project as they are kept in this browser.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    LONGEST_COLUMN, LONGEST_NAME, LONGEST_QUERY, MOST, MOST_COLUMNS, ProjectViews, SavedView, ViewColour,
    builtin, columns_of, state_of,
};
use crate::{model::time::Timestamp, query::logs_view::LogsView};

impl ProjectViews {
    /// Reads what [`ProjectViews::write`] of any version wrote. What is malformed is left out; the views that come with the
    /// app and are missing are put in front.
    pub fn read(text: &str) -> Self {
        let stored: Value = serde_json::from_str(text).unwrap_or_default();
        let word = |key: &str| stored.get(key).and_then(Value::as_str);
        let mut own: Vec<SavedView> = builtin::all().collect();
        let mut views: Vec<SavedView> = Vec::new();
        for item in stored.get("views").and_then(Value::as_array).into_iter().flatten().take(MOST + own.len())
        {
            let Some(id) = item.get("id").and_then(Value::as_str) else { continue };
            let is_hidden = item.get("hidden") == Some(&Value::Bool(true));
            if let Some(at) = own.iter().position(|view| view.id == id) {
                views.push(SavedView { is_hidden, ..own.remove(at) });
            } else if let Ok(view) = view(id, item)
                && views.iter().all(|known| known.id != id)
            {
                views.push(view);
            }
        }
        // One that a later version brings comes before the others.
        own.append(&mut views);
        let seen = stored.get("seen").and_then(Value::as_object).into_iter().flatten();
        let seen: BTreeMap<String, Timestamp> =
            seen.filter_map(|(id, at)| Some((id.clone(), Timestamp::parse(at.as_str()?)?))).collect();
        let default = word("default").filter(|id| own.iter().any(|view| view.id == *id)).map(str::to_owned);
        Self { views: own, default, seen, since: word("since").and_then(Timestamp::parse) }
    }

    pub fn write(&self) -> String {
        let views = self.views.iter().map(|view| match view.is_builtin {
            true => json!({ "id": view.id, "hidden": view.is_hidden }),
            false => {
                let mut item = json(view);
                item.insert("id".to_owned(), Value::from(view.id.as_str()));
                Value::Object(item)
            }
        });
        let seen = self.seen.iter().filter(|(id, _)| self.get(id).is_some());
        let seen: Map<String, Value> = seen.map(|(id, at)| (id.clone(), Value::from(at.iso()))).collect();
        json!({
            "views": views.collect::<Vec<_>>(),
            "default": self.default,
            "seen": seen,
            "since": self.since.map(Timestamp::iso),
        })
        .to_string()
    }
}

/// What files and the browser's storage hold of a view.
pub(super) fn json(view: &SavedView) -> Map<String, Value> {
    let mut item = Map::new();
    item.insert("name".to_owned(), Value::from(view.name.as_str()));
    item.insert("colour".to_owned(), Value::from(view.colour.word()));
    item.insert("query".to_owned(), Value::from(view.query.as_str()));
    if let Some(columns) = &view.columns {
        item.insert("columns".to_owned(), Value::from(columns.clone()));
    }
    item
}

/// Reads a view.
///
/// # Errors
/// What is wrong with it, in a few words.
pub(super) fn view(id: &str, item: &Value) -> Result<SavedView, &'static str> {
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    let name = text("name").map(str::trim).filter(|name| !name.is_empty()).ok_or("it has no name")?;
    if name.len() > LONGEST_NAME * 4 || name.chars().count() > LONGEST_NAME {
        return Err("its name is too long");
    }
    let query = text("query").ok_or("it has no list")?;
    if query.len() > LONGEST_QUERY {
        return Err("it is too large");
    }
    let list = LogsView::from_query(query, None);
    let columns = match item.get("columns") {
        None | Some(Value::Null) => None,
        Some(Value::Array(columns)) if columns.len() <= MOST_COLUMNS => {
            let read = |id: &Value| Some(id.as_str().filter(|id| id.len() <= LONGEST_COLUMN)?.to_owned());
            let columns: Option<Vec<String>> = columns.iter().map(read).collect();
            columns_of(list.tab, Some(&columns.ok_or("its columns are none")?))
        }
        Some(_) => return Err("its columns are none"),
    };
    Ok(SavedView {
        id: id.to_owned(),
        name: name.to_owned(),
        colour: ViewColour::parse(text("colour").unwrap_or_default()),
        tab: list.tab,
        query: state_of(&list),
        columns,
        is_builtin: false,
        is_hidden: false,
    })
}
