use serde_json::json;

use super::fixture::*;
use crate::{
    model::{thread::Thread, trace::Trace},
    text::export::{ExportFormat, ExportSettings},
};

fn html(all: &[(Thread, Vec<Trace>)]) -> String {
    file(ExportFormat::Html, settings(), all)
}

fn rendered(all: &[(Thread, Vec<Trace>)]) -> String {
    let render = |text: &str| Some(renderer::render(text, "", ""));
    file(ExportFormat::Html, ExportSettings { render: Some(Box::new(render)), ..settings() }, all)
}

/// The tags of a page with their attributes, as a parser of HTML finds them: every `<` that is not escaped.
fn tags(page: &str) -> Vec<&str> {
    let body = page.split_once("</style>").unwrap().1;
    body.match_indices('<').map(|(at, _)| body[at..].split_once('>').unwrap().0).collect()
}

#[test]
fn a_page_stands_alone_and_forbids_scripts() {
    let page = html(&[full()]);
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"));
    assert!(!page.contains("script-src") && !page.contains("url(") && !page.contains("@import"));
    assert!(page.contains("<title>Needs review</title>") && page.contains("light-dark("));
    assert!(!page.contains("<nav"), "one conversation needs no contents");
    for part in [
        "<h2 dir=\"auto\">Where is my order?</h2>",
        "<div class=\"message user\">",
        "In **Rotterdam**.",
        "1 👍 1 👎",
        "Quality: 0.5 (Ana Ruiz, ui, 2026-01-02T11:00:00.000+01:00)",
        "Half right, &quot;half&quot; wrong",
        "<summary>Calls find</summary>",
        "TimeoutError: no answer",
        "<span class=\"tag\" dir=\"auto\">refund</span>",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}

#[test]
fn markdown_is_rendered_where_a_renderer_is_given() {
    let page = rendered(&[full()]);
    assert!(page.contains("In <strong>Rotterdam</strong>.") && page.contains("See <strong>order</strong> 7"));
}

#[test]
fn several_conversations_have_a_table_of_contents() {
    let second = (thread("b"), vec![plain_turn("t", &"word ".repeat(40), "Hello")]);
    let page = html(&[full(), second]);
    assert!(page.contains("<li dir=\"auto\"><a href=\"#conversation-1\">Where is my order?</a></li>"));
    assert!(
        page.contains("<article id=\"conversation-2\">")
            && page.contains("<a href=\"#conversation-2\">word word")
    );
}

#[test]
fn an_image_in_a_message_is_shown_and_one_elsewhere_is_a_link() {
    let parts = json!([{ "role": "user", "content": [
        { "type": "image_url", "image_url": { "url": "data:image/png;base64,iVBORw0KGgo=" } },
        { "type": "image_url", "image_url": { "url": "https://example.org/a.png" } },
        { "type": "image_url", "image_url": { "url": "data:image/svg+xml;base64,PHN2Zz4=" } },
        { "type": "image_url", "image_url": { "url": "javascript://x" } } ] }]);
    let page = html(&[(thread("a"), vec![logged("t", parts, json!("ok"))])]);
    assert!(page.contains("<img alt=\"Image\" src=\"data:image/png;base64,iVBORw0KGgo=\">"));
    assert!(page.contains("href=\"https://example.org/a.png\""));
    let live: Vec<&str> =
        tags(&page).into_iter().filter(|tag| tag.contains("svg") || tag.contains("javascript")).collect();
    assert!(live.is_empty(), "{live:?}");
}

#[test]
fn nothing_of_a_text_becomes_live() {
    let allowed = [
        "<a",
        "</a",
        "<article",
        "</article",
        "<audio",
        "</audio",
        "<blockquote",
        "</blockquote",
        "<body",
        "</body",
        "<br",
        "<button",
        "</button",
        "<code",
        "</code",
        "<del",
        "</del",
        "<details",
        "</details",
        "<div",
        "</div",
        "<em",
        "</em",
        "<h1",
        "</h1",
        "<h2",
        "</h2",
        "<h3",
        "</h3",
        "<h4",
        "</h4",
        "<h5",
        "</h5",
        "<h6",
        "</h6",
        "</head",
        "<header",
        "</header",
        "<hr",
        "</html",
        "<img",
        "<input",
        "<li",
        "</li",
        "<nav",
        "</nav",
        "<ol",
        "</ol",
        "<p",
        "</p",
        "<pre",
        "</pre",
        "<section",
        "</section",
        "<span",
        "</span",
        "<strong",
        "</strong",
        "<summary",
        "</summary",
        "<sup",
        "</sup",
        "<table",
        "</table",
        "<tbody",
        "</tbody",
        "<td",
        "</td",
        "<th",
        "</th",
        "<thead",
        "</thead",
        "<time",
        "</time",
        "<tr",
        "</tr",
        "<ul",
        "</ul",
        "<b",
        "</b",
        "<i",
        "</i",
    ];
    for text in HOSTILE {
        let mut turn = logged("t", json!(text), json!(text));
        turn.feedback.tags = vec![(*text).into()];
        turn.feedback.scores = vec![score(
            text,
            &[(text, 1.0, Some(text), Some(text), crate::model::score::Source::Other((*text).into()), "")],
        )];
        turn.feedback.comments = vec![comment("c", text, text, "", "")];
        turn.error =
            Some(crate::model::trace::ErrorInfo { kind: (*text).into(), message: None, traceback: None });
        let tool = json!([{ "role": text, "name": text, "content": text, "reasoning_content": text, "tool_calls": [
            { "id": text, "type": "function", "function": { "name": text, "arguments": text } } ] }]);
        let all = [(thread(text), vec![turn, logged("u", tool.clone(), tool)]), (thread(text), Vec::new())];
        for page in [html(&all), rendered(&all)] {
            for tag in tags(&page) {
                let name = tag.split([' ', '\n', '/']).find(|part| *part != "<").unwrap();
                let name = match tag.strip_prefix("</") {
                    Some(closed) => format!("</{}", closed.trim()),
                    None => name.to_owned(),
                };
                assert!(allowed.contains(&name.as_str()), "{text:?} made {tag:?}");
                let lower = tag.to_lowercase();
                for attribute in [
                    " on",
                    "style=",
                    "srcdoc",
                    "formaction",
                    "href=\"javascript",
                    "href=\"data",
                    "src=\"http",
                ] {
                    assert!(
                        !without_values(&lower).contains(attribute) || attribute.contains('"'),
                        "{text:?} made {tag:?}"
                    );
                    assert!(!attribute.contains('"') || !lower.contains(attribute), "{text:?} made {tag:?}");
                }
            }
        }
    }
}

/// A tag without the values of its attributes.
fn without_values(tag: &str) -> String {
    tag.split('"').step_by(2).collect()
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</pre><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<math><mi//xlink:href=\"javascript:alert(1)\">",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<!-- --><meta http-equiv=refresh content=0>",
    "<base href=//evil.example>",
    "<style>@import 'https://evil.example'</style>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "<scr\0ipt>",
    "<form action=https://evil.example><button>",
    "```html\n<script>\n```",
    "<https://evil.example/\"onclick=alert(1)>",
    "\u{202E}<b>\r\n",
];
