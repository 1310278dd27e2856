//! Markdown: a heading for each conversation and each turn, what was said as it was written, and what people think of it.

use super::{
    ExportSettings, feedback,
    markdown_text::{fenced, inline, markdown},
    turns::{self, WrittenTurn, speaker},
};
use crate::{
    model::{change::THUMBS, comment::Comment, feedback::Feedback, thread::Thread, time, trace::Trace},
    text::{
        message::{Block, Message},
        message_text,
    },
};

pub(super) fn begin(settings: &ExportSettings, out: &mut String) {
    let title = if settings.title.trim().is_empty() { "Conversations" } else { &settings.title };
    out.push_str(&format!("Export: {}, project {}\n\n", inline(title), inline(&settings.project)));
}

pub(super) fn conversation(settings: &ExportSettings, thread: &Thread, traces: &[Trace], out: &mut String) {
    let said = &thread.feedback;
    out.push_str(&format!("# Conversation {}\n\n", inline(thread.id.as_str())));
    let mut facts = vec![said.status.label().to_owned()];
    facts.extend(thread.start_time.map(|at| format!("began {}", settings.time(Some(at)))));
    facts.extend(thread.duration_ms.map(time::duration));
    let (up, down) = feedback::thumbs(traces);
    if up + down > 0 {
        facts.push(format!("{up} thumbs up, {down} thumbs down"));
    }
    out.push_str(&format!("{}\n\n", facts.join(" · ")));
    if !said.tags.is_empty() {
        let tags: Vec<String> = said.tags.iter().map(|tag| inline(tag)).collect();
        out.push_str(&format!("Tags: {}\n\n", tags.join(", ")));
    }
    let link = (settings.link_to)(&thread.id, None);
    let is_of_link =
        |letter: &char| !letter.is_whitespace() && !letter.is_control() && !matches!(letter, '<' | '>');
    out.push_str(&format!("Link: <{}>\n\n", link.chars().filter(is_of_link).collect::<String>()));
    judged(settings, said, out);
    for turn in turns::read(traces) {
        one(settings, &turn, out);
    }
}

fn one(settings: &ExportSettings, turn: &WrittenTurn<'_>, out: &mut String) {
    let trace = turn.trace;
    let mut facts = vec![format!("## Turn {}", turn.number)];
    facts.extend(trace.start_time.map(|at| settings.time(Some(at))));
    facts.extend(trace.duration_ms.map(time::duration));
    facts.extend(trace.model().map(inline));
    out.push_str(&format!("{}\n\n", facts.join(" · ")));
    for message in turn.messages() {
        message_with_speaker(message, out);
    }
    if let Some(error) = &trace.error {
        out.push_str("**Error**\n\n");
        fenced(out, &feedback::error(error), "");
    }
    judged(settings, &trace.feedback, out);
}

fn message_with_speaker(message: &Message, out: &mut String) {
    out.push_str(&format!("### {}\n\n", inline(&speaker(message))));
    for block in &message.blocks {
        let of_block = || {
            let alone = Message { blocks: vec![block.clone()], ..message.clone() };
            message_text::of_message(&alone)
        };
        match block {
            Block::Text(_) | Block::Refusal(_) => markdown(out, &of_block()),
            Block::Reasoning(_) => {
                out.push_str("*Reasoning:*\n\n");
                markdown(out, &of_block());
            }
            Block::ToolCall { .. } => {
                out.push_str("*Calls a tool:*\n\n");
                fenced(out, &of_block(), "");
            }
            Block::Json(_) => fenced(out, &of_block(), "json"),
            _ => fenced(out, &of_block(), ""),
        }
    }
}

/// Thumbs, scores and comments as lists.
fn judged(settings: &ExportSettings, said: &Feedback, out: &mut String) {
    for score in &said.scores {
        for given in &score.by_author {
            let name = if score.name == THUMBS { "Thumb" } else { &score.name };
            let who = inline(&feedback::given_by(settings, given));
            out.push_str(&format!("- {}: {} ({who})\n\n", inline(name), inline(&feedback::value(given))));
            if let Some(reason) = &given.reason {
                markdown(out, reason);
            }
        }
    }
    for comment in &said.comments {
        written_comment(settings, comment, out);
    }
}

fn written_comment(settings: &ExportSettings, comment: &Comment, out: &mut String) {
    out.push_str(&format!("- Comment ({}):\n\n", inline(&feedback::commented_by(settings, comment))));
    markdown(out, &comment.text);
}
