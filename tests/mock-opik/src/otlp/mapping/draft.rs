//! Collects what the attributes and events of a span say.

use std::collections::BTreeMap;

use super::OwnIds;
use crate::otlp::rules::{Goes, rule, usage_name};
use crate::otlp::value::{JsonObject, OtelValue, held_json, quoted};
use crate::otlp::{MOST_ATTRIBUTES, OtelEvent};
use crate::record_input::COST;
use crate::uuid7;

/// What the attributes of a span have said so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) input: JsonObject,
    pub(super) output: JsonObject,
    pub(super) metadata: JsonObject,
    pub(super) usage: BTreeMap<String, i64>,
    pub(super) tags: Vec<String>,
    pub(super) model: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) cost: Option<i64>,
    pub(super) thread: Option<(u8, String)>,
    pub(super) kind: Option<&'static str>,
    pub(super) calls_model: bool,
    pub(super) environment: Option<String>,
    pub(super) own: OwnIds,
}

impl Draft {
    pub(super) fn read(&mut self, name: &str, value: &OtelValue) {
        let (goes, model, rest) = rule(name);
        self.calls_model |= model;
        if name.starts_with("lk.function_tool.") {
            self.kind = Some("tool");
        }
        match goes {
            Goes::Input => self.input.set(name, value.json()),
            Goes::Output => self.output.set(name, value.json()),
            Goes::Metadata => self.metadata.set(name, value.json()),
            Goes::Model => self.model = value.text().or(self.model.take()),
            // The first wins: a provider's name is more exact than the family of its interface.
            Goes::Provider => self.provider = self.provider.take().or(value.text()),
            Goes::Usage => self.read_usage(name, rest, value),
            Goes::Cost => match value.number().filter(|cost| *cost >= 0.0) {
                Some(cost) => self.cost = Some((cost * COST).round() as i64),
                None => self.metadata.set(name, value.json()),
            },
            Goes::Thread(rank) => match value.text() {
                Some(thread) if self.thread.as_ref().is_none_or(|(known, _)| rank < *known) => {
                    self.thread = Some((rank, thread));
                }
                _ => self.metadata.set(name, value.json()),
            },
            Goes::Tags => self.read_tags(value),
            Goes::MoreMetadata => self.read_metadata(name, value),
            Goes::Kind => self.read_kind(name, value),
            Goes::OwnId => {
                let id = value.text().and_then(|text| uuid7::parse_v7(&text));
                match name {
                    "opik.trace_id" => self.own.trace = id,
                    "opik.span_id" => self.own.span = id,
                    _ => self.own.parent = id,
                }
            }
            Goes::Nothing => {}
        }
    }

    /// Token counts may be numbers, texts that are numbers, or an object in a text; anything else is kept as metadata.
    fn read_usage(&mut self, name: &str, rest: &str, value: &OtelValue) {
        let count = value.number().filter(|count| *count >= 0.0);
        if let (Some(count), false) = (count, rest.is_empty()) {
            self.usage.insert(usage_name(rest).to_owned(), count as i64);
            return;
        }
        let json = value.json();
        let read: Result<BTreeMap<String, serde_json::Value>, _> = serde_json::from_str(&json);
        match read {
            Ok(counts) => {
                for (name, count) in counts.into_iter().take(MOST_ATTRIBUTES) {
                    if let Some(count) = count.as_f64() {
                        self.usage.insert(usage_name(&name).to_owned(), count as i64);
                    }
                }
            }
            Err(_) => self.metadata.set(name, json),
        }
    }

    /// The counts, with a total.
    pub(super) fn usage(&mut self) -> Option<BTreeMap<String, i64>> {
        let mut usage = std::mem::take(&mut self.usage);
        if let (Some(asked), Some(said)) = (usage.get("prompt_tokens"), usage.get("completion_tokens")) {
            let total = asked.saturating_add(*said);
            usage.entry("total_tokens".to_owned()).or_insert(total);
        }
        Some(usage).filter(|usage| !usage.is_empty())
    }

    /// Tags are a list, a JSON list in a text, or separated by commas.
    fn read_tags(&mut self, value: &OtelValue) {
        let texts: Vec<String> = match value {
            OtelValue::Text(text) => held_json(text)
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_else(|| text.split(',').map(str::to_owned).collect()),
            OtelValue::List(items) => items.iter().filter_map(OtelValue::text).collect(),
            _ => Vec::new(),
        };
        for tag in texts.into_iter().take(MOST_ATTRIBUTES) {
            let tag = tag.trim();
            if !tag.is_empty() && !self.tags.iter().any(|known| known == tag) {
                self.tags.push(tag.to_owned());
            }
        }
    }

    /// OpenInference puts an object into one attribute.
    fn read_metadata(&mut self, name: &str, value: &OtelValue) {
        let json = value.json();
        match serde_json::from_str::<BTreeMap<String, &serde_json::value::RawValue>>(&json) {
            Ok(fields) => {
                for (name, json) in fields.into_iter().take(MOST_ATTRIBUTES) {
                    self.metadata.set(&name, json.get().to_owned());
                }
            }
            Err(_) => self.metadata.set(name, json),
        }
    }

    fn read_kind(&mut self, name: &str, value: &OtelValue) {
        self.metadata.set(name, value.json());
        self.kind = match value.text().unwrap_or_default().to_ascii_lowercase().as_str() {
            "llm" | "chat" | "text_completion" | "generate_content" => Some("llm"),
            "tool" | "execute_tool" => Some("tool"),
            "guardrail" => Some("guardrail"),
            // As on Opik, the usage of an agent does not make it a call of a model.
            "invoke_agent" | "create_agent" | "agent" | "chain" | "workflow" | "task" => Some("general"),
            _ => self.kind,
        };
    }

    /// All events are kept as metadata (as on Opik). Older conventions log messages as events: where the attributes say
    /// nothing, these are what was asked and answered.
    pub(super) fn read_events(&mut self, events: &[OtelEvent]) {
        let (mut list, mut asked, mut said) = (Vec::new(), Vec::new(), Vec::new());
        let (mut from_events, no_input, no_output) =
            (Self::default(), self.input.is_empty(), self.output.is_empty());
        for event in events {
            let mut attributes = JsonObject::default();
            for (name, value) in &event.attributes {
                attributes.set(name, value.json());
            }
            let role = event.name.strip_prefix("gen_ai.").and_then(|name| name.strip_suffix(".message"));
            match (event.name.as_str(), role) {
                (_, Some(role)) => {
                    let has_role = event.attributes.iter().any(|(name, _)| name == "role");
                    if !has_role {
                        attributes.set("role", quoted(role));
                    }
                    asked.push(attributes.json());
                }
                ("gen_ai.choice", _) => said.push(attributes.json()),
                (name, _) if name.starts_with("gen_ai.") => {
                    event.attributes.iter().for_each(|(name, value)| from_events.read(name, value));
                }
                _ => {}
            }
            let mut whole = JsonObject::default();
            whole.set("name", quoted(&event.name));
            whole.set("time_unix_nano", event.time.to_string());
            whole.set("attributes", attributes.json());
            list.push(whole.json());
        }
        if !list.is_empty() {
            self.metadata.set("opentelemetry.events", format!("[{}]", list.join(",")));
        }
        if !asked.is_empty() {
            from_events.input.set("messages", format!("[{}]", asked.join(",")));
        }
        if !said.is_empty() {
            from_events.output.set("choices", format!("[{}]", said.join(",")));
        }
        if no_input {
            self.input = from_events.input;
        }
        if no_output {
            self.output = from_events.output;
        }
    }
}

impl JsonObject {
    /// The object as JSON; only its value when it has nothing but this field; `None` when it is empty.
    pub(super) fn whole(&self, only: &str) -> Option<String> {
        match self.only(only) {
            Some(json) => Some(json.to_owned()),
            None => (!self.is_empty()).then(|| self.json()),
        }
    }
}
