//! Writes conversations as files: CSV, JSON, JSON Lines, Markdown and HTML. One conversation at a time is appended to a
//! text that the caller saves and empties, so that thousands of them are never in memory together.
//!
//! Texts are written whole. What was logged is hostile: it stays text in every format ([`csv_cell`] for spreadsheets,
//! [`markdown_text`] for Markdown, [`html_text`] for HTML).

mod csv;
pub mod csv_cell;
mod feedback;
pub mod file_name;
mod html;
mod html_media;
mod html_text;
mod json;
mod jsonl;
mod markdown;
mod markdown_text;
mod openai;
mod turns;

use chrono::FixedOffset;

use crate::model::{
    ids::{ThreadId, TraceId},
    thread::Thread,
    time::Timestamp,
    trace::Trace,
};

/// The form of a file of conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    /// One array with everything, raw input and output included.
    Json,
    /// A conversation a line with OpenAI's `messages`, which `mock-opik import` reads.
    Jsonl,
    Markdown,
    /// One page without scripts that needs no other file.
    Html,
}

impl ExportFormat {
    pub const ALL: [Self; 5] = [Self::Csv, Self::Json, Self::Jsonl, Self::Markdown, Self::Html];

    /// The name of its menu item.
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Jsonl => "JSONL",
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
        }
    }

    /// The ending of file names, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }

    /// The media type. All files are UTF-8.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=utf-8",
            Self::Json => "application/json",
            Self::Jsonl => "application/jsonl",
            Self::Markdown => "text/markdown;charset=utf-8",
            Self::Html => "text/html;charset=utf-8",
        }
    }
}

/// What a row of a CSV file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvRows {
    #[default]
    Conversations,
    Turns,
}

/// What is only for CSV: its columns have to be known before the first row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CsvSettings {
    pub rows: CsvRows,
    /// Whether the file begins with a byte order mark, without which Excel does not take it for UTF-8.
    pub byte_order_mark: bool,
    /// The names of the scores that have columns of their own: those of threads for a row per conversation, those of
    /// traces for a row per turn. Scores of other names are only in the column with all scores.
    pub scores: Vec<String>,
}

/// The link to a conversation or to one of its turns, with scheme and host.
pub type LinkTo = Box<dyn Fn(&ThreadId, Option<&TraceId>) -> String>;
/// The safe HTML of a Markdown text (`renderer::render`); `None` where the renderer is not loaded or fails.
pub type RenderMarkdown = Box<dyn Fn(&str) -> Option<String>>;

/// What all conversations of an export share.
pub struct ExportSettings {
    /// The project's name.
    pub project: String,
    /// What was chosen, such as the name of a view: the title of Markdown and HTML.
    pub title: String,
    /// The offset of local time at an instant (`browser::clock::zone_at`).
    pub zone_at: Box<dyn Fn(Timestamp) -> FixedOffset>,
    pub link_to: LinkTo,
    pub csv: CsvSettings,
    /// Only for HTML; without it, Markdown is shown as it was written.
    pub render: Option<RenderMarkdown>,
}

impl ExportSettings {
    /// ISO 8601 in local time with the zone's offset; empty for an unknown time.
    fn time(&self, at: Option<Timestamp>) -> String {
        at.map(|at| at.iso_in((self.zone_at)(at))).unwrap_or_default()
    }

    /// A time for people, `22 Nov 2026, 20:24`.
    fn short_time(&self, at: Option<Timestamp>) -> String {
        at.map(|at| at.date_time((self.zone_at)(at))).unwrap_or_default()
    }
}

/// Writes one file. Call [`Exporter::begin`] once, [`Exporter::conversation`] for each conversation and
/// [`Exporter::end`] once; each appends to `out`, which the caller may save and empty after every call.
pub struct Exporter {
    format: ExportFormat,
    settings: ExportSettings,
    /// How many conversations are written.
    count: usize,
    /// The titles of the conversations that are written, for the table of contents of HTML; else empty.
    titles: Vec<String>,
}

impl Exporter {
    pub fn new(format: ExportFormat, settings: ExportSettings) -> Self {
        Self { format, settings, count: 0, titles: Vec::new() }
    }

    /// Writes what precedes the first conversation.
    pub fn begin(&mut self, out: &mut String) {
        match self.format {
            ExportFormat::Csv => csv::begin(&self.settings, out),
            ExportFormat::Json => out.push('['),
            ExportFormat::Jsonl => {}
            ExportFormat::Markdown => markdown::begin(&self.settings, out),
            ExportFormat::Html => html::begin(&self.settings, out),
        }
    }

    /// Writes a conversation. `turns` are all of its turns with whole input and output, in order.
    pub fn conversation(&mut self, thread: &Thread, turns: &[Trace], out: &mut String) {
        match self.format {
            ExportFormat::Csv => csv::conversation(&self.settings, thread, turns, out),
            ExportFormat::Json => {
                out.push_str(if self.count == 0 { "\n" } else { ",\n" });
                json::conversation(&self.settings, thread, turns, out);
            }
            ExportFormat::Jsonl => jsonl::conversation(thread, turns, out),
            ExportFormat::Markdown => markdown::conversation(&self.settings, thread, turns, out),
            ExportFormat::Html => {
                self.titles.push(html::conversation(&self.settings, self.count, thread, turns, out));
            }
        }
        self.count += 1;
    }

    /// Writes what follows the last conversation.
    pub fn end(&mut self, out: &mut String) {
        match self.format {
            ExportFormat::Json => out.push_str(if self.count == 0 { "]\n" } else { "\n]\n" }),
            ExportFormat::Html => html::end(&self.titles, out),
            ExportFormat::Csv | ExportFormat::Jsonl | ExportFormat::Markdown => {}
        }
    }
}

#[cfg(test)]
mod tests;
