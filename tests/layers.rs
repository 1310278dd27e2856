//! The house keeps its shape: who may know whom is a table, read here from the source itself.
//!
//! Arrows point one way: rooms -> `ui`, `api`, `browser` -> `model`, `text`, `query` -> nothing. What is found wrong
//! is said as `from -> to (file)`. The reader and each rule are tried on made-up sources first.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at what cannot be")]

#[path = "layers/house.rs"]
mod house;
#[path = "layers/lines.rs"]
mod lines;
#[path = "layers/source.rs"]
mod source;

use house::House;

/// Who may know whom, besides themselves. The same table as in DESIGN: a new module has to find its line here.
const ARROWS: &[(&str, &[&str])] = &[
    // The root names the modules and mounts the app.
    ("main", &["app"]),
    // The rooms: what people see. A page has the head of the shell, filled with what the page knows.
    (
        "app",
        &["shell", "projects", "logs", "settings", "ui", "api", "local", "browser", "model", "text", "query"],
    ),
    ("shell", &["ui", "api", "local", "browser", "model", "text", "query"]),
    ("projects", &["shell", "ui", "api", "local", "browser", "model", "text", "query"]),
    (
        "logs",
        &[
            "shell",
            "threads",
            "traces",
            "conversation",
            "trace",
            "ui",
            "api",
            "local",
            "browser",
            "model",
            "text",
            "query",
        ],
    ),
    ("threads", &["ui", "api", "local", "browser", "model", "text", "query"]),
    ("traces", &["ui", "api", "local", "browser", "model", "text", "query"]),
    ("conversation", &["message", "review", "ui", "api", "local", "browser", "model", "text", "query"]),
    ("trace", &["message", "review", "ui", "api", "local", "browser", "model", "text", "query"]),
    ("settings", &["shell", "review", "ui", "api", "local", "browser", "model", "text", "query"]),
    ("message", &["ui", "local", "browser", "model", "text"]),
    ("review", &["ui", "api", "local", "browser", "model", "text", "query"]),
    // The parts rooms are built from; they know neither each other's business nor any room.
    ("api", &["local", "browser", "model", "text", "query"]),
    ("ui", &["local", "browser", "model", "text", "query"]),
    ("local", &["browser", "model", "query"]),
    ("browser", &["model", "text", "query"]),
    // Pure: nothing but themselves.
    ("model", &[]),
    ("text", &["model"]),
    ("query", &["model"]),
    // The one place with URL strings: everybody may use it, so it may know only what is pure.
    ("paths", &["model", "query"]),
];

/// Rooms without a browser, which `cargo test` reaches natively; and what they may therefore not name.
const PURE: [&str; 4] = ["model", "text", "query", "paths"];
const BROWSER_CRATES: [&str; 6] =
    ["leptos", "leptos_router", "web_sys", "js_sys", "wasm_bindgen", "gloo_net"];

/// What puts markup into a page; only `ui::safe_html` may, with what `browser::renderer` made.
const MARKUP: [&str; 5] =
    ["inner_html", "set_inner_html", "outer_html", "set_outer_html", "insert_adjacent_html"];

/// HTML that need not be looked at, and where it may be named: where it is made, and where it goes into the page.
const SAFE_HTML: (&str, [&str; 2]) = ("SafeHtml", ["browser::renderer", "ui::safe_html"]);

/// Source files that may be longer than [`lines::LONGEST`], each with its reason.
const LONG: &[(&str, &str)] = &[];

/// Every rule, on one house. Empty when it stands.
fn faults(house: &House) -> Vec<String> {
    let mut faults = house.wrong_arrows(ARROWS, "paths");
    faults.extend(house.named(&BROWSER_CRATES, |file| PURE.contains(&file.room())));
    faults.extend(house.named(&MARKUP, |file| !file.module.starts_with("ui::safe_html")));
    faults.extend(house.named(&[SAFE_HTML.0], |file| !SAFE_HTML.1.contains(&file.module.as_str())));
    faults.extend(house.circles());
    faults.extend(lines::too_long(house, LONG));
    faults
}

#[test]
fn the_house_stands() {
    let house = House::read();
    assert!(house.files.len() > 10, "only {} source files were found", house.files.len());
    lines::print();
    let faults = faults(&house);
    assert!(faults.is_empty(), "\n  {}\n", faults.join("\n  "));
}

/// The faults of a made-up house of these files.
fn faults_of(files: &[(&str, &str)]) -> Vec<String> {
    faults(&House::made_up(files))
}

#[test]
fn a_sound_house_has_no_fault() {
    let files = [
        ("main.rs", "fn main() { colloquy::app::App; }"),
        ("lib.rs", "pub mod app;"),
        ("app.rs", "use crate::{logs::Page, shell::{self, head::Head as H}, paths};"),
        ("logs.rs", "pub mod page; pub use page::Page;"),
        ("logs/page.rs", "use super::side; use crate::conversation;"),
        ("shell/head.rs", "use crate::api::client::Client; use leptos::prelude::*;"),
        (
            "text/markdown.rs",
            "// inner_html and leptos\nconst S: &str = \"crate::api inner_html\"; const Q: char = '\"';",
        ),
        ("ui/safe_html.rs", "use crate::text::markdown; fn f() { set_inner_html(); }"),
    ];
    assert_eq!(faults_of(&files), Vec::<String>::new());
}

#[test]
fn an_arrow_that_points_up_or_across_is_found_however_it_is_written() {
    for (file, text, fault) in [
        ("api/client.rs", "use crate::ui::toast::Toaster;", "api -> ui"),
        ("ui/toast.rs", "fn f() { crate::api::client::get() }", "ui -> api"),
        ("ui/toast.rs", "use crate::{\n  text::{self, markdown},\n  api::{client},\n};", "ui -> api"),
        ("ui/toast.rs", "use super::super::threads::row;", "ui -> threads"),
        ("browser.rs", "use super::api;", "browser -> api"),
        ("threads/row.rs", "use crate::conversation::panel;", "threads -> conversation"),
        ("model/thread.rs", "impl crate::query::Sort {}", "model -> query"),
        ("paths.rs", "use crate::api::client;", "paths -> api"),
        ("logs/page.rs", "mod inner { fn f() { super::super::super::app::go() } }", "logs -> app"),
    ] {
        let target =
            [("api/client.rs", ""), ("threads/row.rs", ""), ("app.rs", ""), ("conversation/panel.rs", "")];
        let files: Vec<_> = std::iter::once((file, text)).chain(target).collect();
        let faults = faults_of(&files);
        assert!(faults.iter().any(|found| found.starts_with(fault)), "{file}: {text}: {faults:?}");
    }
}

#[test]
fn a_module_that_is_not_in_the_table_is_found() {
    let faults = faults_of(&[("utils.rs", "use crate::model::ids;")]);
    assert!(faults.iter().any(|fault| fault.contains("utils") && fault.contains("table")), "{faults:?}");
}

#[test]
fn a_pure_room_that_names_the_browser_is_found() {
    for text in ["use leptos::prelude::*;", "fn f() { web_sys::window(); }", "use ::wasm_bindgen as w;"] {
        let faults = faults_of(&[("text/excerpt.rs", text)]);
        assert!(faults.iter().any(|fault| fault.starts_with("text::excerpt names")), "{text}: {faults:?}");
    }
    assert!(faults_of(&[("ui/icon.rs", "use leptos::prelude::*;")]).is_empty());
}

#[test]
fn markup_outside_its_one_door_is_found() {
    for text in ["view! { <p inner_html=x/> }", "e.set_inner_html(x)", "e.insert_adjacent_html(\"a\", x)"] {
        let faults = faults_of(&[("threads/row.rs", text)]);
        assert!(faults.iter().any(|fault| fault.starts_with("threads::row names")), "{text}: {faults:?}");
    }
}

#[test]
fn safe_html_away_from_its_maker_and_its_door_is_found() {
    let faults = faults_of(&[("threads/row.rs", "fn f(html: SafeHtml) {}")]);
    assert_eq!(faults, ["threads::row names SafeHtml"]);
    assert!(faults_of(&[("browser/renderer.rs", "pub struct SafeHtml(String);")]).is_empty());
}

#[test]
fn a_circle_is_found_between_files_of_one_room_too() {
    let circle = [
        ("ui/table.rs", "use super::row;"),
        ("ui/row.rs", "use crate::ui::cell::Cell;"),
        ("ui/cell.rs", "use super::table;"),
    ];
    let faults = faults_of(&circle);
    assert!(
        faults.iter().any(|fault| fault.starts_with("circle:") && fault.contains("ui::cell")),
        "{faults:?}"
    );
    // A file and its own parts may lean on each other: that is one module in several files.
    let family =
        [("text/extract.rs", "mod part; fn f() { part::g() }"), ("text/extract/part.rs", "use super::f;")];
    assert_eq!(faults_of(&family), Vec::<String>::new());
}

#[test]
fn tests_may_use_what_they_like() {
    let text = "#[cfg(test)]\nmod tests { use crate::api::client; #[test] fn f() { if true {} } }\nuse crate::query;";
    let faults = faults_of(&[("model/ids.rs", text), ("api/client.rs", ""), ("query.rs", "")]);
    assert_eq!(faults, ["model -> query (model::ids)"]);
}

#[test]
fn a_file_that_grew_too_long_is_found() {
    let long = "\n".repeat(lines::LONGEST + 1);
    assert_eq!(faults_of(&[("model/ids.rs", &long)]).len(), 1);
    assert_eq!(faults_of(&[("model/ids.rs", &long[1..])]), Vec::<String>::new());
}
