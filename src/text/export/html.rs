//! One HTML page that looks like the conversations and stands alone: styles are inside, there is no script, and its
//! policy (`Content-Security-Policy`) forbids scripts, frames, forms and every request.

use super::{
    ExportSettings, feedback,
    html_media::{is_link, link, medium},
    html_text::{escape, escaped, markdown, plain},
    turns::{self, WrittenTurn, speaker},
};
use crate::{
    model::{change::THUMBS, feedback::Feedback, thread::Thread, time, trace::Trace},
    text::{
        message::{Block, Message, Role},
        message_text,
    },
};

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("html.css");
/// The most characters of a conversation's title.
const TITLE: usize = 80;

pub(super) fn begin(settings: &ExportSettings, out: &mut String) {
    let title = escaped(if settings.title.trim().is_empty() { "Conversations" } else { &settings.title });
    out.push_str(&format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><h1>{title}</h1><p class=\"facts\">{}</p></header>\n",
        escaped(&settings.project)
    ));
}

/// Writes a conversation; returns its title for the table of contents.
pub(super) fn conversation(
    settings: &ExportSettings,
    index: usize,
    thread: &Thread,
    traces: &[Trace],
    out: &mut String,
) -> String {
    let turns = turns::read(traces);
    let said = &thread.feedback;
    let title = title(thread, &turns);
    out.push_str(&format!(
        "<article id=\"conversation-{}\">\n<h2 dir=\"auto\">{}</h2>\n",
        index + 1,
        escaped(&title)
    ));
    let mut facts = vec![said.status.label().to_owned()];
    facts.extend(thread.start_time.map(|at| settings.short_time(Some(at))));
    facts.extend(thread.duration_ms.map(time::duration));
    let (up, down) = feedback::thumbs(traces);
    if up + down > 0 {
        facts.push(format!("{up} 👍 {down} 👎"));
    }
    out.push_str("<p class=\"facts\">");
    escape(out, &format!("{} · {}", thread.id, facts.join(" · ")));
    let address = (settings.link_to)(&thread.id, None);
    if is_link(&address) {
        out.push_str(" · ");
        link(out, &address, "Open in Colloquy");
    }
    out.push_str("</p>\n");
    judged(settings, said, out);
    turns.iter().for_each(|turn| one(settings, turn, out));
    out.push_str("</article>\n");
    title
}

/// Writes the table of contents of several conversations, which the style puts above them. It comes last because the
/// page is written as the conversations come.
pub(super) fn end(titles: &[String], out: &mut String) {
    if titles.len() > 1 {
        out.push_str("<nav aria-label=\"Contents\">Contents\n<ol>\n");
        for (index, title) in titles.iter().enumerate() {
            out.push_str(&format!(
                "<li dir=\"auto\"><a href=\"#conversation-{}\">{}</a></li>\n",
                index + 1,
                escaped(title)
            ));
        }
        out.push_str("</ol>\n</nav>\n");
    }
    out.push_str("</body>\n</html>\n");
}

/// The beginning of the first question, else the thread's id.
fn title(thread: &Thread, turns: &[WrittenTurn<'_>]) -> String {
    let question = turns.iter().map(WrittenTurn::question).find(|text| !text.trim().is_empty());
    let words = question.as_deref().unwrap_or(thread.id.as_str()).split_whitespace();
    let mut title = String::new();
    for word in words {
        if !title.is_empty() {
            title.push(' ');
        }
        title.extend(word.chars().take(TITLE));
        if title.chars().count() > TITLE {
            return title.chars().take(TITLE).chain(['…']).collect();
        }
    }
    title
}

fn one(settings: &ExportSettings, turn: &WrittenTurn<'_>, out: &mut String) {
    let trace = turn.trace;
    let mut facts = vec![format!("Turn {}", turn.number)];
    facts.extend(trace.duration_ms.map(time::duration));
    facts.extend(trace.model().map(str::to_owned));
    out.push_str("<section class=\"turn\">\n<h3>");
    if let Some(at) = trace.start_time {
        out.push_str(&format!("<time datetime=\"{}\">{}</time> · ", at.iso(), settings.short_time(Some(at))));
    }
    escape(out, &facts.join(" · "));
    out.push_str("</h3>\n");
    if !turn.earlier.is_empty() {
        out.push_str("<details><summary>Earlier messages</summary>\n");
        turn.earlier.iter().for_each(|message| one_message(settings, message, out));
        out.push_str("</details>\n");
    }
    turn.input.iter().chain(&turn.output).for_each(|message| one_message(settings, message, out));
    if let Some(error) = &trace.error {
        out.push_str("<div class=\"error\">\n");
        plain(out, &feedback::error(error));
        out.push_str("</div>\n");
    }
    judged(settings, &trace.feedback, out);
    out.push_str("</section>\n");
}

fn one_message(settings: &ExportSettings, message: &Message, out: &mut String) {
    let class = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
        _ => "other",
    };
    out.push_str(&format!(
        "<div class=\"message {class}\">\n<h4 dir=\"auto\">{}</h4>\n",
        escaped(&speaker(message))
    ));
    for block in &message.blocks {
        let words = || message_text::of_message(&Message { blocks: vec![block.clone()], ..message.clone() });
        match block {
            // People's words are shown as they were typed.
            Block::Text(_) if message.role == Role::User => plain(out, &words()),
            Block::Text(_) | Block::Refusal(_) => markdown(settings, out, &words()),
            Block::Reasoning(text) => folded(out, "Reasoning", |out| markdown(settings, out, text)),
            Block::ToolCall { name, .. } => folded(out, &format!("Calls {name}"), |out| code(out, &words())),
            Block::ToolResult { .. } => folded(out, "Result", |out| code(out, &words())),
            Block::Image(source) => medium(out, source, &words()),
            Block::Audio { source, transcript } => {
                medium(out, source, &words());
                transcript.iter().for_each(|text| plain(out, text));
            }
            Block::Json(_) => code(out, &words()),
            _ => plain(out, &words()),
        }
    }
    out.push_str("</div>\n");
}

/// What is open only when it is asked for, and when the page is printed.
fn folded(out: &mut String, summary: &str, inside: impl FnOnce(&mut String)) {
    out.push_str("<details><summary>");
    escape(out, summary);
    out.push_str("</summary>\n");
    inside(out);
    out.push_str("</details>\n");
}

fn code(out: &mut String, text: &str) {
    out.push_str("<pre class=\"code\" dir=\"auto\">\n");
    escape(out, text);
    out.push_str("</pre>\n");
}

/// Tags, thumbs, scores and comments.
fn judged(settings: &ExportSettings, said: &Feedback, out: &mut String) {
    if !said.tags.is_empty() {
        out.push_str("<p>");
        said.tags.iter().for_each(|tag| {
            out.push_str(&format!("<span class=\"tag\" dir=\"auto\">{}</span>", escaped(tag)))
        });
        out.push_str("</p>\n");
    }
    if said.scores.is_empty() && said.comments.is_empty() {
        return;
    }
    out.push_str("<ul class=\"judged\">\n");
    for score in &said.scores {
        let name = if score.name == THUMBS { "Thumb" } else { &score.name };
        for given in &score.by_author {
            let line =
                format!("{name}: {} ({})", feedback::value(given), feedback::given_by(settings, given));
            out.push_str(&format!("<li dir=\"auto\">{}\n", escaped(&line)));
            given.reason.iter().for_each(|reason| plain(out, reason));
            out.push_str("</li>\n");
        }
    }
    for comment in &said.comments {
        let who = feedback::commented_by(settings, comment);
        out.push_str(&format!("<li dir=\"auto\">Comment ({})\n", escaped(&who)));
        markdown(settings, out, &comment.text);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}
