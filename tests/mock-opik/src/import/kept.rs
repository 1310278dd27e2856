//! What a line of an export has beside its messages, under the key `opik`: the turns with their ids and times, tags,
//! scores and comments. `docs/SERVER.md` describes it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::loader::turns::{KnownTurn, Turn, known_turn};
use crate::uuid7;

/// What people and programs said of a thread or a trace.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct KeptFeedback {
    pub tags: Vec<String>,
    pub feedback_scores: Vec<KeptScore>,
    pub comments: Vec<KeptComment>,
}

/// The score of one author.
#[derive(Debug, Deserialize)]
pub(super) struct KeptScore {
    pub name: String,
    pub value: f64,
    pub category_name: Option<String>,
    pub reason: Option<String>,
    pub source: Option<String>,
    pub author: Option<String>,
    #[serde(default, deserialize_with = "time")]
    pub last_updated_at: Option<DateTime<Utc>>,
}

/// A comment.
#[derive(Debug, Deserialize)]
pub(super) struct KeptComment {
    pub text: String,
    pub author: Option<String>,
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "time")]
    pub last_updated_at: Option<DateTime<Utc>>,
}

/// A turn: how many of the line's messages are its input and its output, and its trace's fields.
#[derive(Debug, Deserialize)]
pub(super) struct KeptTurn {
    id: Option<String>,
    #[serde(default)]
    input_messages: usize,
    #[serde(default)]
    output_messages: usize,
    #[serde(default, deserialize_with = "time")]
    pub start_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "time")]
    pub end_time: Option<DateTime<Utc>>,
    model: Option<String>,
    provider: Option<String>,
    #[serde(default)]
    usage: Map<String, Value>,
    total_estimated_cost: Option<Value>,
    name: Option<String>,
    environment: Option<String>,
    error_info: Option<Value>,
    metadata: Option<Value>,
    #[serde(flatten)]
    pub feedback: KeptFeedback,
}

/// The object under `opik`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub status: Option<String>,
    #[serde(deserialize_with = "time")]
    pub last_updated_at: Option<DateTime<Utc>>,
    pub turns: Vec<KeptTurn>,
    #[serde(flatten)]
    pub feedback: KeptFeedback,
}

impl Kept {
    /// Reads the object of a line with this many messages.
    pub(super) fn read(value: Value, messages: usize) -> Result<Self, String> {
        let kept: Self = serde_json::from_value(value).map_err(|error| format!("\"opik\": {error}"))?;
        let counted = kept.turns.iter().try_fold(0_usize, |sum, turn| {
            sum.checked_add(turn.input_messages)?.checked_add(turn.output_messages)
        });
        if !kept.turns.is_empty() && counted != Some(messages) {
            return Err(format!("\"opik\": its turns do not have the line's {messages} messages"));
        }
        Ok(kept)
    }

    /// Whether there is nothing to do beyond logging the turns.
    pub(super) fn says_nothing(&self) -> bool {
        let quiet = |said: &KeptFeedback| said.feedback_scores.is_empty() && said.comments.is_empty();
        self.status.as_deref() != Some("inactive")
            && self.feedback.tags.is_empty()
            && quiet(&self.feedback)
            && self.turns.iter().all(|turn| quiet(&turn.feedback))
    }

    /// The traces and spans of the turns. `more` is added to their metadata.
    pub(super) fn made(
        &self,
        thread: &str,
        part: usize,
        messages: &[Value],
        more: &Map<String, Value>,
        end: DateTime<Utc>,
    ) -> Vec<Turn> {
        let mut rest = messages;
        let mut next = |count: usize| {
            let (now, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = later;
            now
        };
        let one = |(index, turn): (usize, &KeptTurn)| {
            let (input, output) = (next(turn.input_messages), next(turn.output_messages));
            known_turn(
                thread,
                part,
                index,
                &KnownTurn {
                    id: turn.id.as_deref().filter(|id| uuid7::parse_v7(id).is_some()),
                    input,
                    output,
                    start: turn.start_time.or(turn.end_time).unwrap_or(end),
                    end: turn.end_time,
                    fields: &turn.fields(more),
                    model: turn.model.as_deref(),
                    provider: turn.provider.as_deref(),
                    spent: &turn.spent(),
                },
            )
        };
        self.turns.iter().enumerate().map(one).collect()
    }
}

impl KeptTurn {
    fn fields(&self, more: &Map<String, Value>) -> Map<String, Value> {
        let metadata = match &self.metadata {
            Some(Value::Object(own)) => {
                Some(Value::Object(more.clone().into_iter().chain(own.clone()).collect()))
            }
            None if !more.is_empty() => Some(Value::Object(more.clone())),
            other => other.clone(),
        };
        let tags = &self.feedback.tags;
        let known = [
            ("name", self.name.clone().map(Value::String)),
            ("environment", self.environment.clone().map(Value::String)),
            ("error_info", self.error_info.clone()),
            ("metadata", metadata),
            ("tags", (!tags.is_empty()).then(|| tags.iter().cloned().map(Value::String).collect())),
        ];
        known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
    }

    fn spent(&self) -> Map<String, Value> {
        let counts = self.usage.iter().filter(|(_, count)| count.is_i64());
        let counts: Map<String, Value> = counts.map(|(name, count)| (name.clone(), count.clone())).collect();
        let mut spent = Map::new();
        if !counts.is_empty() {
            spent.insert("usage".to_owned(), Value::Object(counts));
        }
        spent.extend(self.total_estimated_cost.clone().map(|cost| ("total_estimated_cost".to_owned(), cost)));
        spent
    }
}

/// A time with a zone, or none.
fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let parsed = DateTime::parse_from_rfc3339(&text);
    let no_time = |_| serde::de::Error::custom(format!("{text} is no time with a zone"));
    parsed.map(|at| Some(at.to_utc())).map_err(no_time)
}
