//! Imports conversations from a file with one JSON object in each line:
//! - `{"id": "…", "messages": [{"role": "system" | "user" | "assistant" | "tool", "content": …, "tool_calls"?: […]}, …]}`
//!
//! Each line becomes a thread ([`crate::loader::turns`]); its other keys become metadata of the traces, but for `opik`,
//! which an export of Colloquy has: the turns, tags, scores and comments ([`kept`]).

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use crate::loader::turns::{Conversation, Turn, turns};
use crate::loader::{LoadCounts, LoadError, Loader};

mod kept;
mod kept_calls;

use kept::Kept;

/// The result of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// Imported conversations.
    pub threads: usize,
    /// Their traces and spans.
    pub counts: LoadCounts,
    /// Skipped lines, and lines of which a tag, score or comment was refused: line number and reason.
    pub skipped: Vec<(usize, String)>,
}

/// Why an import stopped.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be read.
    File(std::io::Error),
    /// The API refused what was made of the file.
    Refused(LoadError),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(error) => write!(f, "the file cannot be read: {error}"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

impl From<LoadError> for ImportError {
    fn from(error: LoadError) -> Self {
        Self::Refused(error)
    }
}

/// Imports `file`. The conversations are seven minutes apart, from `start` on; without `start`, the last one ends when
/// the file was last changed. So a second import of the same file makes the same ids and changes nothing. `progress` is
/// called after each conversation with the number done and the total.
///
/// # Errors
/// When the file cannot be read or the API refuses a batch. A line that is not a conversation is skipped.
pub async fn import(
    loader: &mut Loader,
    file: &Path,
    start: Option<DateTime<Utc>>,
    mut progress: impl FnMut(usize, usize),
) -> Result<Imported, ImportError> {
    let before = loader.counts();
    let total =
        lines(file)?.filter(|line| line.as_ref().is_ok_and(|text| !text.trim_ascii().is_empty())).count();
    let spacing = TimeDelta::minutes(7);
    let whole = spacing * i32::try_from(total.saturating_sub(1)).unwrap_or(i32::MAX);
    let mut end = match start {
        Some(start) => start + spacing,
        None => DateTime::from(File::open(file)?.metadata()?.modified()?) - whole,
    };
    let mut done = Imported::default();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut at = 0;
    for (number, line) in lines(file)?.enumerate() {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read(&line) {
            Ok(read) => {
                let part = seen.entry(read.id.clone()).and_modify(|n| *n += 1).or_default();
                let turns = made(&read, *part, end);
                let ids: Vec<String> = turns.iter().map(trace_id).collect();
                for turn in turns {
                    loader.add(turn).await?;
                }
                if !read.kept.says_nothing() {
                    loader.flush().await?;
                    let refused = kept_calls::send(loader, &read.id, &read.kept, &ids, end).await?;
                    done.skipped.extend(refused.into_iter().map(|reason| (number + 1, reason)));
                }
                done.threads += usize::from(*part == 0);
            }
            Err(reason) => done.skipped.push((number + 1, reason)),
        }
        end += spacing;
        at += 1;
        progress(at, total);
    }
    loader.flush().await?;
    let after = loader.counts();
    done.counts = LoadCounts { traces: after.traces - before.traces, spans: after.spans - before.spans };
    Ok(done)
}

/// The lines as bytes: a line that is not UTF-8 is skipped and does not spoil the file.
fn lines(file: &Path) -> std::io::Result<impl Iterator<Item = std::io::Result<Vec<u8>>>> {
    Ok(BufReader::new(File::open(file)?).split(b'\n'))
}

struct Line {
    id: String,
    messages: Vec<Value>,
    model: Option<String>,
    metadata: Map<String, Value>,
    kept: Kept,
}

fn read(line: &[u8]) -> Result<Line, String> {
    let value: Value = serde_json::from_slice(line).map_err(|error| format!("not JSON ({error})"))?;
    let Value::Object(mut fields) = value else { return Err("not a JSON object".to_owned()) };
    let id = match fields.remove("id") {
        Some(Value::String(id)) if !id.trim().is_empty() => id,
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err("it has no \"id\"".to_owned()),
    };
    let messages = match fields.remove("messages") {
        Some(Value::Array(messages)) => messages,
        _ => return Err("it has no \"messages\"".to_owned()),
    };
    if let Some(at) =
        messages.iter().position(|message| message.get("role").and_then(Value::as_str).is_none())
    {
        return Err(format!("message {} has no \"role\"", at + 1));
    }
    let kept = match fields.remove("opik") {
        Some(kept) => Kept::read(kept, messages.len())?,
        None => Kept::default(),
    };
    // A turn of which nothing was logged has no message.
    if messages.is_empty() && kept.turns.is_empty() {
        return Err("it has no \"messages\"".to_owned());
    }
    let model = fields.get("model").and_then(Value::as_str).map(str::to_owned);
    Ok(Line { id, messages, model, metadata: fields, kept })
}

/// The turns of a line: those that it names, else those that its messages make.
fn made(line: &Line, part: usize, end: DateTime<Utc>) -> Vec<Turn> {
    if !line.kept.turns.is_empty() {
        return line.kept.made(&line.id, part, &line.messages, &line.metadata, end);
    }
    turns(&Conversation {
        thread: &line.id,
        part,
        messages: &line.messages,
        metadata: &line.metadata,
        model: line.model.as_deref(),
        provider: None,
        pauses: &BTreeMap::new(),
        estimate: false,
        end,
    })
}

fn trace_id(turn: &Turn) -> String {
    turn.trace.get("id").and_then(Value::as_str).unwrap_or_default().to_owned()
}
