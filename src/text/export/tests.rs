#[path = "tests/csv.rs"]
mod csv;
#[path = "tests/csv_parser.rs"]
mod csv_parser;
#[path = "tests/fixture.rs"]
mod fixture;
#[path = "tests/html.rs"]
mod html;
#[path = "tests/json.rs"]
mod json;
#[path = "tests/markdown.rs"]
mod markdown;
#[path = "tests/round_trip.rs"]
mod round_trip;

use super::*;

#[test]
fn the_formats_have_the_names_of_their_menu_items() {
    let labels = ExportFormat::ALL.map(ExportFormat::label);
    assert_eq!(labels, ["CSV", "JSON", "JSONL", "Markdown", "HTML"]);
    assert_eq!(ExportFormat::ALL.map(ExportFormat::extension), ["csv", "json", "jsonl", "md", "html"]);
}

#[test]
fn a_file_of_no_conversations_is_still_a_file() {
    let file = |format| fixture::file(format, fixture::settings(), &[]);
    assert_eq!(file(ExportFormat::Json), "[]\n");
    assert_eq!(file(ExportFormat::Jsonl), "");
    assert_eq!(csv_parser::parse(&file(ExportFormat::Csv)).len(), 1);
    assert!(file(ExportFormat::Html).ends_with("</html>\n"));
}

#[test]
fn what_is_written_at_once_and_bit_by_bit_is_the_same() {
    let all = [fixture::full(), (fixture::thread("b"), vec![fixture::plain_turn("t", "Hi", "Hello")])];
    for format in ExportFormat::ALL {
        let whole = fixture::file(format, fixture::settings(), &all);
        let mut exporter = Exporter::new(format, fixture::settings());
        let (mut saved, mut out) = (String::new(), String::new());
        exporter.begin(&mut out);
        for (thread, turns) in &all {
            saved.push_str(&std::mem::take(&mut out));
            exporter.conversation(thread, turns, &mut out);
        }
        exporter.end(&mut out);
        assert_eq!(saved + &out, whole, "{}", format.label());
    }
}
