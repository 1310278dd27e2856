//! Event streams as text: server-sent events (`data:` lines), lines of JSON, Vercel's data stream protocol (`0:"…"`).

use serde_json::{Value, json};

/// The events in the text; `None` if it is something else. An event whose data is no JSON is a string.
pub(super) fn events(text: &str) -> Option<Vec<Value>> {
    server_sent(text).or_else(|| lines_of_json(text)).or_else(|| coded(text))
}

/// Server-sent events as the HTML standard defines them: every line is a field, events end with an empty line.
fn server_sent(text: &str) -> Option<Vec<Value>> {
    const FIELDS: &[&str] = &["data:", "event:", "id:", "retry:"];
    let is_field = |line: &str| FIELDS.iter().any(|field| line.starts_with(field)) || line.starts_with(':');
    if !is_field(text.trim_start().lines().next()?) {
        return None;
    }
    let mut events: Vec<Value> = Vec::new();
    let (mut data, mut name): (Option<String>, &str) = (None, "");
    let mut is_known = false;
    for line in text.lines().chain([""]) {
        if let Some(more) = line.strip_prefix("data:") {
            let more = more.strip_prefix(' ').unwrap_or(more);
            // Servers that leave out the empty line have a whole value in every line.
            let whole = data.as_deref().is_some_and(is_whole);
            if whole {
                is_known |= finish(&mut events, data.take(), name);
            }
            data = Some(data.map_or_else(|| more.to_owned(), |before| format!("{before}\n{more}")));
        } else if let Some(more) = line.strip_prefix("event:") {
            is_known |= finish(&mut events, data.take(), name);
            name = more.trim();
        } else if line.trim().is_empty() {
            is_known |= finish(&mut events, data.take(), name);
            name = "";
        } else if !is_field(line) {
            return None;
        }
    }
    // A text of which one line happens to begin with "data:" is no stream.
    (is_known || events.len() > 1).then_some(events)
}

fn is_whole(data: &str) -> bool {
    data.trim() == "[DONE]" || serde_json::from_str::<Value>(data).is_ok()
}

/// Adds an event; `true` if its data is an object or the end of a stream.
fn finish(events: &mut Vec<Value>, data: Option<String>, name: &str) -> bool {
    let Some(data) = data else { return false };
    if data.trim() == "[DONE]" {
        return true;
    }
    match serde_json::from_str::<Value>(&data) {
        Ok(Value::Object(mut map)) => {
            if !name.is_empty() {
                map.entry("event").or_insert_with(|| Value::from(name));
            }
            events.push(Value::Object(map));
            true
        }
        Ok(Value::String(text)) => {
            events.push(Value::String(text));
            false
        }
        _ => {
            events.push(Value::String(data));
            false
        }
    }
}

/// At least two lines, each of which is a JSON object.
fn lines_of_json(text: &str) -> Option<Vec<Value>> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_object = |line: &str| line.starts_with('{') && line.ends_with('}');
    let parsed = |line: &str| serde_json::from_str::<Value>(line).ok().filter(|_| is_object(line));
    let first = parsed(lines.next()?)?;
    let rest = lines.map(parsed).collect::<Option<Vec<_>>>().filter(|rest| !rest.is_empty())?;
    Some([first].into_iter().chain(rest).collect())
}

/// Lines of a code, a colon and JSON.
fn coded(text: &str) -> Option<Vec<Value>> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let event = |line: &&str| -> Option<Value> {
        let (code, json) = line.split_once(':')?;
        let value: Value = serde_json::from_str(json).ok()?;
        let typed = |kind: &str| {
            let mut map = value.as_object()?.clone();
            map.insert("type".to_owned(), Value::from(kind));
            Some(Value::Object(map))
        };
        match code {
            "0" => Some(json!({"type": "text-delta", "delta": value.as_str()?})),
            "g" => Some(json!({"type": "reasoning-delta", "delta": value.as_str()?})),
            "3" => Some(json!({"type": "error", "errorText": value.as_str()?})),
            "9" => typed("tool-call"),
            "a" => typed("tool-result"),
            "b" => typed("tool-call-streaming-start"),
            "c" => typed("tool-call-delta"),
            "h" => typed("source-url"),
            "k" => typed("file"),
            "2" | "8" => Some(json!({"type": "data-annotation", "data": value})),
            "d" | "e" | "f" | "i" | "j" => Some(json!({"type": "raw", "value": value})),
            _ => None,
        }
    };
    let events = lines.iter().map(event).collect::<Option<Vec<_>>>()?;
    (!events.is_empty() && lines.iter().any(|line| line.starts_with("0:\"") || line.starts_with("g:\"")))
        .then_some(events)
}
