//! What mock-opik answers after the import of an export (`tests/mock-opik/tests/export_import.rs`) is exported again.

use chrono::FixedOffset;
use serde_json::Value;

use super::{fields::Fields, threads, traces};
use crate::text::export::{CsvSettings, ExportFormat, ExportSettings, Exporter};

const EXPORT: &str = include_str!("../../tests/mock-opik/tests/data/export.jsonl");
const ANSWERED: &str = include_str!("../../tests/mock-opik/tests/data/export.rest.json");

#[test]
fn an_export_that_was_imported_is_exported_as_the_same_file() {
    let answered: Value = serde_json::from_str(ANSWERED).unwrap();
    let thread = threads::thread(Fields::of(answered["thread"].clone()));
    let turns = answered["traces"].as_array().unwrap().iter();
    let turns: Vec<_> = turns.map(|turn| traces::trace(Fields::of(turn.clone()))).collect();
    let settings = ExportSettings {
        project: String::new(),
        title: String::new(),
        zone_at: Box::new(|_| FixedOffset::east_opt(0).unwrap()),
        link_to: Box::new(|_, _| String::new()),
        csv: CsvSettings::default(),
        render: None,
    };
    let mut exporter = Exporter::new(ExportFormat::Jsonl, settings);
    let mut again = String::new();
    exporter.begin(&mut again);
    exporter.conversation(&thread, &turns, &mut again);
    exporter.end(&mut again);
    let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    assert_eq!(read(&again), read(EXPORT));
}
