//! Checks the rules of the source tree: which module may use which, no cycles, no browser in pure modules, no markup
//! outside `ui::safe_html`, and the length of files.
//!
//! Dependencies point one way: feature modules -> `ui`, `api`, `browser` -> `model`, `text`, `query` -> nothing. A
//! violation is reported as `from -> to (file)`. Each rule is also tried on made-up sources.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic")]

#[path = "layers/lines.rs"]
mod lines;
#[path = "layers/source.rs"]
mod source;
#[path = "layers/source_tree.rs"]
mod source_tree;

use source_tree::SourceTree;

/// The modules that each top-level module may use besides itself. A new module needs a line here.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    // The root names the modules and mounts the app.
    ("main", &["app"]),
    // Feature modules: what people see. Pages render the header from `shell`.
    ("app", &["shell", "projects", "logs", "settings", "ui", "api", "local", "browser", "model"]),
    ("shell", &["ui", "api", "local", "browser", "model", "text"]),
    ("projects", &["shell", "ui", "api", "browser", "model", "text"]),
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
            "query",
        ],
    ),
    // What the charts show is a preference.
    ("threads", &["export", "views", "ui", "api", "local", "browser", "model", "text", "query"]),
    ("traces", &["views", "ui", "api", "local", "browser", "model", "text", "query"]),
    (
        "conversation",
        &[
            "export",
            "attachments",
            "message",
            "review",
            "ui",
            "api",
            "local",
            "browser",
            "model",
            "text",
            "query",
        ],
    ),
    (
        "trace",
        &["attachments", "message", "review", "ui", "api", "local", "browser", "model", "text", "query"],
    ),
    ("settings", &["shell", "review", "ui", "api", "local", "browser", "model", "text", "query"]),
    ("export", &["ui", "api", "browser", "model", "text"]),
    // Every list has its saved views.
    ("views", &["ui", "api", "local", "browser", "model", "text", "query"]),
    ("attachments", &["message", "api", "browser", "model"]),
    ("message", &["ui", "local", "model", "text"]),
    ("review", &["ui", "api", "local", "browser", "model", "text"]),
    // Shared by all feature modules; they use neither each other (except `browser`) nor any feature.
    ("api", &["local", "browser", "model", "text", "query"]),
    ("ui", &["local", "browser", "model", "text", "query"]),
    ("local", &["browser", "model", "query"]),
    ("browser", &["model", "text"]),
    // Pure modules, without the browser.
    ("model", &[]),
    // Exports write whole threads and traces.
    ("text", &["model"]),
    ("query", &["model"]),
    // The only module with URL strings: every module may use it, so it may use pure modules only.
    ("paths", &[]),
];

/// Modules without the browser, which `cargo test` runs natively; they may not name [`BROWSER_CRATES`].
const PURE: [&str; 4] = ["model", "text", "query", "paths"];
const BROWSER_CRATES: [&str; 6] =
    ["leptos", "leptos_router", "web_sys", "js_sys", "wasm_bindgen", "gloo_net"];

/// Names that insert markup into a page; only `ui::safe_html` may use them, with HTML from `browser::renderer`.
const MARKUP: [&str; 5] =
    ["inner_html", "set_inner_html", "outer_html", "set_outer_html", "insert_adjacent_html"];

/// The type of sanitized HTML, and the only modules that may name it: where it is made and where it is inserted.
const SAFE_HTML: (&str, [&str; 2]) = ("SafeHtml", ["browser::renderer", "ui::safe_html"]);

/// Source files that may be longer than [`lines::LONGEST`], each with its reason.
const LONG: &[(&str, &str)] = &[];

/// The violations of every rule.
fn faults(tree: &SourceTree) -> Vec<String> {
    let mut faults = tree.forbidden_dependencies(DEPENDENCIES, "paths");
    faults.extend(tree.named(&BROWSER_CRATES, |file| PURE.contains(&file.top_level())));
    faults.extend(tree.named(&MARKUP, |file| !file.module.starts_with("ui::safe_html")));
    faults.extend(tree.named(&[SAFE_HTML.0], |file| !SAFE_HTML.1.contains(&file.module.as_str())));
    faults.extend(tree.cycles());
    faults.extend(tree.types_defined_twice());
    faults.extend(lines::too_long(tree, LONG));
    faults
}

#[test]
fn the_source_tree_keeps_its_layers() {
    let tree = SourceTree::read();
    assert!(tree.files.len() > 10, "only {} source files were found", tree.files.len());
    lines::print();
    let mut faults = faults(&tree);
    faults.extend(tree.unused_dependencies(DEPENDENCIES));
    assert!(faults.is_empty(), "\n  {}\n", faults.join("\n  "));
}

/// The violations in a made-up source tree of these files.
fn faults_of(files: &[(&str, &str)]) -> Vec<String> {
    faults(&SourceTree::made_up(files))
}

#[test]
fn a_sound_source_tree_has_no_fault() {
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
fn an_allowed_dependency_that_is_not_used_is_found() {
    let tree = SourceTree::made_up(&[("ui/toast.rs", "use crate::text::find;"), ("text/find.rs", "")]);
    let table: &[(&str, &[&str])] = &[("ui", &["text", "model"]), ("text", &[])];
    assert_eq!(tree.unused_dependencies(table), ["ui -> model is allowed and not used"]);
}

#[test]
fn a_type_name_that_is_defined_twice_is_found() {
    let found = |api: &str, ui: &str| faults_of(&[("api/client.rs", api), ("ui/toast.rs", ui)]);
    let twice = ["Row is defined in api::client and ui::toast"];
    assert_eq!(found("struct Row;", "pub(super) enum Row { One }"), twice);
    assert_eq!(found("pub trait Row {}", "fn f() { type Row = u8; }"), twice);
    assert!(found("struct Row;", "struct Rows; fn f(row: Row) -> api::Row {}").is_empty());
    assert!(
        found("trait A { type Row; }", "impl A for B { type Row = u8; } impl C { fn f() { let row = 1; } }")
            .is_empty()
    );
    assert!(found("struct Row;", "// struct Row;\n#[cfg(test)] mod tests { struct Row; }").is_empty());
}

#[test]
fn a_forbidden_dependency_is_found_however_it_is_written() {
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
fn a_pure_module_that_names_the_browser_is_found() {
    for text in ["use leptos::prelude::*;", "fn f() { web_sys::window(); }", "use ::wasm_bindgen as w;"] {
        let faults = faults_of(&[("text/excerpt.rs", text)]);
        assert!(faults.iter().any(|fault| fault.starts_with("text::excerpt names")), "{text}: {faults:?}");
    }
    assert!(faults_of(&[("ui/icon.rs", "use leptos::prelude::*;")]).is_empty());
}

#[test]
fn markup_outside_safe_html_is_found() {
    for text in ["view! { <p inner_html=x/> }", "e.set_inner_html(x)", "e.insert_adjacent_html(\"a\", x)"] {
        let faults = faults_of(&[("threads/row.rs", text)]);
        assert!(faults.iter().any(|fault| fault.starts_with("threads::row names")), "{text}: {faults:?}");
    }
}

#[test]
fn safe_html_outside_its_two_modules_is_found() {
    let faults = faults_of(&[("threads/row.rs", "fn f(html: SafeHtml) {}")]);
    assert_eq!(faults, ["threads::row names SafeHtml"]);
    assert!(faults_of(&[("browser/renderer.rs", "pub struct SafeHtml(String);")]).is_empty());
}

#[test]
fn a_cycle_is_found_between_files_of_one_module_too() {
    let cycle = [
        ("ui/table.rs", "use super::row;"),
        ("ui/row.rs", "use crate::ui::cell::Cell;"),
        ("ui/cell.rs", "use super::table;"),
    ];
    let faults = faults_of(&cycle);
    assert!(
        faults.iter().any(|fault| fault.starts_with("cycle:") && fault.contains("ui::cell")),
        "{faults:?}"
    );
    // A file and its submodules may use each other: they are one module in several files.
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
