//! What a person chose in this browser: one versioned struct in local storage, provided to the app as a context.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::{Value, json};

use crate::{
    browser::{storage, tracking},
    query::columns::widths::ChosenWidths,
};

/// The local storage key; its number is the version of the format. `public/early.js` reads the same entry.
const KEY: &str = "colloquy:preferences:1";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [(Self, &str); 3] = [(Self::System, "system"), (Self::Light, "light"), (Self::Dark, "dark")];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RowHeight {
    /// One line of each message.
    #[default]
    Compact,
    /// Two lines of each message.
    Medium,
    /// Several lines of each message.
    Tall,
}

impl RowHeight {
    const ALL: [(Self, &str); 3] =
        [(Self::Compact, "compact"), (Self::Medium, "medium"), (Self::Tall, "tall")];
}

/// How the charts above the list of threads are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ChartsForm {
    #[default]
    Off,
    /// One line with the key numbers.
    Line,
    Open,
}

impl ChartsForm {
    const ALL: [(Self, &str); 3] = [(Self::Off, "off"), (Self::Line, "line"), (Self::Open, "open")];
}

/// The stored choices. A missing or invalid field falls back to its default without affecting the others, so that other
/// versions of the app can read them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Choices {
    pub theme: Theme,
    /// Show messages as they were written, not as rendered Markdown.
    pub raw: bool,
    /// Show what people wrote as rendered Markdown, not as they typed it.
    pub typed_as_markdown: bool,
    pub row_height: RowHeight,
    /// The ids of the shown columns in order, by list (`threads`); a list that is absent shows its default columns.
    pub columns: BTreeMap<String, Vec<String>>,
    /// The widths of columns that somebody has changed, by list (`threads`) and column id.
    pub widths: BTreeMap<String, ChosenWidths>,
    /// Rows on a page of a list.
    pub page_size: Option<u32>,
    /// The reviewer's name, for servers without a login; empty if the reviewer was asked and gave none.
    pub reviewer: Option<String>,
    /// Names of the pinned feedback scores, by project id.
    pub pins: BTreeMap<String, Vec<String>>,
    /// Whether the facets are shown beside the list of threads.
    pub facets: bool,
    /// How logged data is shown (`pretty`, `json`, `yaml`), by what it is (`input`).
    pub forms: BTreeMap<String, String>,
    pub charts: ChartsForm,
    /// How they were shown before they were switched off.
    pub charts_were: ChartsForm,
    /// The name of the feedback score that the charts show, by project id.
    pub chart_scores: BTreeMap<String, String>,
}

impl Choices {
    /// Reads what [`Choices::write`] of any version wrote.
    fn read(text: &str) -> Self {
        let stored: Value = serde_json::from_str(text).unwrap_or_default();
        let word = |key: &str| stored.get(key).and_then(Value::as_str).unwrap_or_default();
        let flag = |key: &str| stored.get(key) == Some(&Value::Bool(true));
        let texts = |list: &Value| {
            let items = list.as_array()?.iter();
            Some(items.filter_map(|item| item.as_str().map(str::to_owned)).collect())
        };
        let lists = |key: &str| {
            let lists = stored.get(key).and_then(Value::as_object).into_iter().flatten();
            lists.filter_map(|(name, list)| Some((name.clone(), texts(list)?))).collect()
        };
        let words = |key: &str| {
            let words = stored.get(key).and_then(Value::as_object).into_iter().flatten();
            words.filter_map(|(name, word)| Some((name.clone(), word.as_str()?.to_owned()))).collect()
        };
        let widths = |list: &Value| {
            let width = |width: &Value| u32::try_from(width.as_u64()?).ok();
            let columns = list.as_object()?.iter();
            Some(columns.filter_map(|(id, stored)| Some((id.clone(), width(stored)?))).collect())
        };
        let lists_of_widths = stored.get("widths").and_then(Value::as_object).into_iter().flatten();
        Self {
            theme: named(&Theme::ALL, word("theme")),
            raw: flag("raw"),
            typed_as_markdown: flag("typed_as_markdown"),
            row_height: named(&RowHeight::ALL, word("row_height")),
            columns: lists("columns"),
            widths: lists_of_widths.filter_map(|(name, list)| Some((name.clone(), widths(list)?))).collect(),
            page_size: stored
                .get("page_size")
                .and_then(Value::as_u64)
                .and_then(|size| u32::try_from(size).ok()),
            reviewer: stored.get("reviewer").and_then(Value::as_str).map(str::to_owned),
            pins: lists("pins"),
            forms: words("forms"),
            facets: flag("facets"),
            charts: named(&ChartsForm::ALL, word("charts")),
            charts_were: named(&ChartsForm::ALL, word("charts_were")),
            chart_scores: words("chart_scores"),
        }
    }

    fn write(&self) -> String {
        json!({
            "theme": name_of(&Theme::ALL, self.theme),
            "raw": self.raw,
            "typed_as_markdown": self.typed_as_markdown,
            "row_height": name_of(&RowHeight::ALL, self.row_height),
            "columns": self.columns,
            "widths": self.widths,
            "page_size": self.page_size,
            "reviewer": self.reviewer,
            "pins": self.pins,
            "forms": self.forms,
            "facets": self.facets,
            "charts": name_of(&ChartsForm::ALL, self.charts),
            "charts_were": name_of(&ChartsForm::ALL, self.charts_were),
            "chart_scores": self.chart_scores,
        })
        .to_string()
    }
}

fn named<T: Copy + Default>(all: &[(T, &str)], word: &str) -> T {
    all.iter().find(|(_, name)| *name == word).map(|(one, _)| *one).unwrap_or_default()
}

fn name_of<T: Copy + PartialEq>(all: &[(T, &'static str)], which: T) -> Option<&'static str> {
    all.iter().find(|(one, _)| *one == which).map(|(_, name)| *name)
}

/// The app-wide context that holds the [`Choices`].
#[derive(Clone, Copy)]
pub struct Preferences(RwSignal<Choices>);

impl Preferences {
    /// Reads the stored choices, and follows the changes of other tabs.
    pub fn load() -> Self {
        let stored = || Choices::read(&storage::get(KEY).unwrap_or_default());
        let choices = RwSignal::new(stored());
        let other_tab = window_event_listener_untyped("storage", move |_| {
            let _ = choices.try_set(stored());
        });
        on_cleanup(move || other_tab.remove());
        Self(choices)
    }

    /// The app's context, or defaults if none was provided.
    pub fn of_app() -> Self {
        use_context::<Self>().unwrap_or_else(|| Self::holding(Choices::default()))
    }

    /// Preferences that start with these choices.
    pub fn holding(choices: Choices) -> Self {
        Self(RwSignal::new(choices))
    }

    /// Reads the choices by reference; tracked.
    pub fn with<T>(self, read: impl FnOnce(&Choices) -> T) -> T {
        tracking::track(&self.0);
        self.0.with_untracked(read)
    }

    pub fn with_untracked<T>(self, read: impl FnOnce(&Choices) -> T) -> T {
        self.0.with_untracked(read)
    }

    /// Changes the choices and stores them.
    pub fn update(self, change: impl FnOnce(&mut Choices)) {
        self.0.update(change);
        storage::set(KEY, &self.0.with_untracked(Choices::write));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_back_and_an_invalid_one_has_its_default() {
        let choices = Choices {
            theme: Theme::Dark,
            raw: true,
            typed_as_markdown: true,
            row_height: RowHeight::Tall,
            columns: BTreeMap::from([("threads".to_owned(), vec!["id".to_owned(), "tags".to_owned()])]),
            widths: BTreeMap::from([("threads".to_owned(), BTreeMap::from([("cost".to_owned(), 120)]))]),
            page_size: Some(50),
            reviewer: Some("Анна".to_owned()),
            pins: BTreeMap::from([("project".to_owned(), vec!["Helpfulness".to_owned()])]),
            forms: BTreeMap::from([("input".to_owned(), "yaml".to_owned())]),
            facets: true,
            charts: ChartsForm::Line,
            charts_were: ChartsForm::Open,
            chart_scores: BTreeMap::from([("project".to_owned(), "Tone".to_owned())]),
        };
        assert_eq!(Choices::read(&choices.write()), choices);
        let odd = Choices::read(
            r#"{"theme": "sepia", "raw": true, "columns": {"threads": 1}, "widths": {"threads": {"id": "wide", "tags": -3}}, "page_size": -3, "reviewer": 1}"#,
        );
        assert_eq!(odd.widths["threads"], ChosenWidths::new());
        assert_eq!(Choices { widths: BTreeMap::new(), ..odd }, Choices { raw: true, ..Choices::default() });
        assert_eq!(Choices::read("not json"), Choices::default());
    }
}
