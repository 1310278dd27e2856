//! CSV (RFC 4180): a header, then a row for each conversation or for each turn. Lines end with CRLF, texts are quoted.

use super::{
    CsvRows, ExportSettings, csv_cell, feedback,
    turns::{self, WrittenTurn, joined, transcript},
};
use crate::{
    model::{feedback::Feedback, thread::Thread, time::Timestamp, trace::Trace},
    text::message::{Block, Message, Role},
};

const OF_CONVERSATIONS: &[&str] = &[
    "Project",
    "Thread id",
    "Status",
    "Turns",
    "Question",
    "Answer",
    "Conversation",
    "Start",
    "End",
    "Duration (ms)",
];
const OF_TURNS: &[&str] = &[
    "Project",
    "Thread id",
    "Trace id",
    "Turn",
    "Question",
    "Answer",
    "Other messages",
    "Start",
    "End",
    "Duration (ms)",
];
const OF_BOTH: &[&str] = &[
    "Tags",
    "Thumbs up",
    "Thumbs down",
    "Scores",
    "Comments",
    "Errors",
    "Tokens",
    "Cost (USD)",
    "Model",
    "Link",
];

pub(super) fn begin(settings: &ExportSettings, out: &mut String) {
    if settings.csv.byte_order_mark {
        out.push('\u{FEFF}');
    }
    let first = match settings.csv.rows {
        CsvRows::Conversations => OF_CONVERSATIONS,
        CsvRows::Turns => OF_TURNS,
    };
    let mut row = CsvRow::new(out);
    first.iter().chain(OF_BOTH).for_each(|name| row.text(name));
    for score in &settings.csv.scores {
        row.text(score);
        row.text(&format!("{score}: reasons"));
    }
    row.end();
}

pub(super) fn conversation(settings: &ExportSettings, thread: &Thread, traces: &[Trace], out: &mut String) {
    let turns = turns::read(traces);
    match settings.csv.rows {
        CsvRows::Conversations => whole(settings, thread, traces, &turns, out),
        CsvRows::Turns => turns.iter().for_each(|turn| one(settings, thread, turn, out)),
    }
}

/// The row of a conversation: the first question, the last answer, and everything that was said.
fn whole(
    settings: &ExportSettings,
    thread: &Thread,
    traces: &[Trace],
    turns: &[WrittenTurn<'_>],
    out: &mut String,
) {
    let said = turns.iter().flat_map(WrittenTurn::messages);
    let mut row = CsvRow::new(out);
    row.text(&settings.project);
    row.text(thread.id.as_str());
    row.text(thread.feedback.status.as_str());
    row.number(Some(traces.len() as f64));
    row.text(&turns.first().map(WrittenTurn::question).unwrap_or_default());
    row.text(&turns.last().map(WrittenTurn::answer).unwrap_or_default());
    row.text(&transcript(said));
    row.times(settings, thread.start_time, thread.end_time, thread.duration_ms);
    let mut models: Vec<&str> = Vec::new();
    for model in traces.iter().filter_map(Trace::model) {
        if !models.contains(&model) {
            models.push(model);
        }
    }
    let numbered_error = |turn: &WrittenTurn<'_>| {
        turn.trace.error.as_ref().map(|error| format!("Turn {}: {}", turn.number, feedback::error(error)))
    };
    let of_turns = |words: fn(&ExportSettings, &Feedback) -> String| {
        joined(turns.iter().map(|turn| {
            let said = words(settings, &turn.trace.feedback);
            if said.is_empty() { said } else { format!("Turn {}: {said}", turn.number) }
        }))
    };
    let with_turns = |of_thread: String, of_turns: String| joined([of_thread, of_turns].into_iter());
    row.judged(Judged {
        tags: &thread.feedback.tags,
        thumbs: feedback::thumbs(traces),
        scores: with_turns(feedback::scores(settings, &thread.feedback), of_turns(feedback::scores)),
        comments: with_turns(feedback::comments(settings, &thread.feedback), of_turns(feedback::comments)),
        errors: joined(turns.iter().filter_map(numbered_error)),
        tokens: thread.total_tokens,
        cost: thread.cost,
        model: models.join(", "),
        link: (settings.link_to)(&thread.id, None),
    });
    row.named_scores(settings, &thread.feedback);
    row.end();
}

/// The row of a turn.
fn one(settings: &ExportSettings, thread: &Thread, turn: &WrittenTurn<'_>, out: &mut String) {
    let trace = turn.trace;
    let mut row = CsvRow::new(out);
    row.text(&settings.project);
    row.text(thread.id.as_str());
    row.text(trace.id.as_str());
    row.number(Some(turn.number as f64));
    row.text(&turn.question());
    row.text(&turn.answer());
    row.text(&other_messages(turn));
    row.times(settings, trace.start_time, trace.end_time, trace.duration_ms);
    row.judged(Judged {
        tags: &trace.feedback.tags,
        thumbs: feedback::thumbs([trace]),
        scores: feedback::scores(settings, &trace.feedback),
        comments: feedback::comments(settings, &trace.feedback),
        errors: trace.error.as_ref().map(feedback::error).unwrap_or_default(),
        tokens: trace.total_tokens,
        cost: trace.cost,
        model: trace.model().unwrap_or_default().to_owned(),
        link: (settings.link_to)(&thread.id, Some(&trace.id)),
    });
    row.named_scores(settings, &trace.feedback);
    row.end();
}

/// What is neither the question nor the answer: instructions, what was said before the first turn, reasoning, calls and
/// results of tools.
fn other_messages(turn: &WrittenTurn<'_>) -> String {
    let of_question = |message: &&Message| message.role != Role::User;
    let beside = |message: &Message| {
        let is_answer = !matches!(message.role, Role::Tool | Role::System);
        let is_step =
            |block: &&Block| !is_answer || matches!(block, Block::Reasoning(_) | Block::ToolCall { .. });
        let blocks: Vec<Block> = message.blocks.iter().filter(is_step).cloned().collect();
        (!blocks.is_empty()).then(|| Message { blocks, ..message.clone() })
    };
    let steps: Vec<Message> = turn.output.iter().filter_map(beside).collect();
    transcript(turn.earlier.iter().chain(turn.input.iter().filter(of_question)).chain(&steps))
}

/// The cells that rows of conversations and of turns have alike.
struct Judged<'a> {
    tags: &'a [String],
    /// Up and down.
    thumbs: (usize, usize),
    scores: String,
    comments: String,
    errors: String,
    tokens: Option<u64>,
    cost: Option<f64>,
    model: String,
    link: String,
}

/// A row that is being written.
struct CsvRow<'a> {
    out: &'a mut String,
    is_first: bool,
}

impl<'a> CsvRow<'a> {
    fn new(out: &'a mut String) -> Self {
        Self { out, is_first: true }
    }

    fn next(&mut self) -> &mut String {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
        self.out
    }

    fn text(&mut self, text: &str) {
        csv_cell::text(self.next(), text);
    }

    fn number(&mut self, number: Option<f64>) {
        csv_cell::number(self.next(), number);
    }

    fn times(
        &mut self,
        settings: &ExportSettings,
        start: Option<Timestamp>,
        end: Option<Timestamp>,
        duration: Option<f64>,
    ) {
        self.text(&settings.time(start));
        self.text(&settings.time(end));
        self.number(duration);
    }

    fn judged(&mut self, judged: Judged<'_>) {
        self.text(&judged.tags.join(", "));
        self.number(Some(judged.thumbs.0 as f64));
        self.number(Some(judged.thumbs.1 as f64));
        self.text(&judged.scores);
        self.text(&judged.comments);
        self.text(&judged.errors);
        self.number(judged.tokens.map(|tokens| tokens as f64));
        self.number(judged.cost);
        self.text(&judged.model);
        self.text(&judged.link);
    }

    /// For each name its value, a thumb as 1 or 0, and its reasons.
    fn named_scores(&mut self, settings: &ExportSettings, said: &Feedback) {
        for name in &settings.csv.scores {
            let score = said.score(name);
            self.number(score.map(|score| score.value));
            self.text(&score.map(feedback::reasons).unwrap_or_default());
        }
    }

    fn end(self) {
        self.out.push_str("\r\n");
    }
}
