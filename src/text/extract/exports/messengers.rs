//! Slack, Discord and Telegram: what their exports and interfaces give. A bot is the assistant; everybody else is a user
//! with a name.

use serde_json::{Map, Value, json};

use super::{Export, text};

/// One format: a message, and what it says about when it was written, if the order is not by time.
struct Messenger {
    fits: fn(&Map<String, Value>) -> bool,
    read: fn(&Map<String, Value>) -> Option<Value>,
    time: fn(&Map<String, Value>) -> Option<String>,
}

const MESSENGERS: &[Messenger] = &[
    Messenger { fits: is_slack, read: slack, time: |map| map.get("ts")?.as_str().map(str::to_owned) },
    Messenger {
        fits: is_discord,
        read: discord,
        time: |map| map.get("timestamp")?.as_str().map(str::to_owned),
    },
    Messenger { fits: is_telegram, read: telegram, time: |_| None },
];

pub(super) fn read(value: &Value) -> Option<Export> {
    let (key, items) = match value {
        Value::Array(items) => ("", items),
        Value::Object(map) if map.contains_key("messages") => ("messages", map.get("messages")?.as_array()?),
        Value::Object(map) => return alone(map),
        _ => return None,
    };
    let items: Vec<&Map<String, Value>> = items.iter().map(Value::as_object).collect::<Option<_>>()?;
    let messenger =
        MESSENGERS.iter().find(|one| !items.is_empty() && items.iter().all(|item| (one.fits)(item)))?;
    let mut items = items;
    // Their interfaces give the newest message first.
    if items.iter().all(|item| (messenger.time)(item).is_some()) {
        items.sort_by_cached_key(|item| (messenger.time)(item));
    }
    let messages: Vec<Value> = items.iter().filter_map(|item| (messenger.read)(item)).collect();
    (!messages.is_empty()).then_some(Export { messages, branches: 0, key })
}

/// One message, as a program that answers it gets it.
fn alone(map: &Map<String, Value>) -> Option<Export> {
    let one = MESSENGERS.iter().find(|one| (one.fits)(map))?;
    let key = if map.contains_key("content") { "content" } else { "text" };
    Some(Export { messages: vec![(one.read)(map)?], branches: 0, key })
}

/// The words of what a message embeds, a preview of a page or a card: Discord's `embeds`, Slack's `attachments`.
fn embedded(map: &Map<String, Value>) -> impl Iterator<Item = Value> {
    let lists = ["embeds", "attachments"].into_iter().filter_map(|key| map.get(key)?.as_array());
    lists.flatten().filter_map(Value::as_object).filter_map(|embed| {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(text(embed, &["title"]).map(|title| format!("**{title}**")));
        lines.extend(text(embed, &["description", "text"]).map(str::to_owned));
        for field in embed.get("fields").and_then(Value::as_array).into_iter().flatten() {
            let field = field.as_object()?;
            let name = text(field, &["name", "title"]).unwrap_or_default();
            lines.push(format!("- {name}: {}", text(field, &["value"]).unwrap_or_default()));
        }
        (!lines.is_empty()).then(|| json!({"type": "text", "text": lines.join("\n")}))
    })
}

fn is_slack(map: &Map<String, Value>) -> bool {
    text(map, &["type"]) == Some("message") && map.contains_key("ts") && map.contains_key("text")
}

fn slack(map: &Map<String, Value>) -> Option<Value> {
    let profile = ["user_profile", "bot_profile"].iter().find_map(|key| map.get(*key)?.as_object());
    let name = profile.and_then(|profile| text(profile, &["real_name", "display_name", "name"]));
    let name = name.or_else(|| text(map, &["username", "user"]));
    let is_bot = map.contains_key("bot_id") || text(map, &["subtype"]) == Some("bot_message");
    let mut content = vec![json!({"type": "text", "text": map.get("text")?})];
    content.extend(embedded(map));
    Some(message(is_bot, name, Value::Array(content)))
}

fn is_discord(map: &Map<String, Value>) -> bool {
    map.contains_key("timestamp")
        && map.contains_key("content")
        && map
            .get("author")
            .and_then(Value::as_object)
            .is_some_and(|author| text(author, &["username", "name"]).is_some())
}

fn discord(map: &Map<String, Value>) -> Option<Value> {
    let author = map.get("author")?.as_object()?;
    let name = text(author, &["nickname", "global_name", "username", "name"]);
    let is_bot = ["bot", "isBot"].iter().any(|key| author.get(*key) == Some(&Value::Bool(true)));
    let mut content = vec![json!({"type": "text", "text": map.get("content")?})];
    for file in map.get("attachments").and_then(Value::as_array).into_iter().flatten() {
        let name = file.get("filename").or_else(|| file.get("fileName"));
        content.push(json!({"type": "file", "file": {"filename": name, "file_data": file.get("url")}}));
    }
    content.extend(embedded(map));
    Some(message(is_bot, name, Value::Array(content)))
}

fn is_telegram(map: &Map<String, Value>) -> bool {
    matches!(text(map, &["type"]), Some("message" | "service"))
        && map.contains_key("date")
        && (map.contains_key("from_id") || map.contains_key("actor_id"))
}

fn telegram(map: &Map<String, Value>) -> Option<Value> {
    if text(map, &["type"]) == Some("service") {
        return None;
    }
    let name = text(map, &["from"]);
    // A user name that ends with "bot" is reserved for bots.
    let is_bot = name.is_some_and(|name| name.to_ascii_lowercase().trim_end().ends_with("bot"));
    let words = match map.get("text")? {
        Value::Array(pieces) => {
            let piece =
                |piece: &Value| piece.as_str().or_else(|| piece.get("text")?.as_str()).map(str::to_owned);
            Value::from(pieces.iter().filter_map(piece).collect::<String>())
        }
        other => other.clone(),
    };
    let mut content = vec![json!({"type": "text", "text": words})];
    if let Some(photo) = map.get("photo") {
        content.push(json!({"type": "image_url", "image_url": {"url": photo}}));
    }
    if let Some(file) = map.get("file") {
        content.push(json!({"type": "file", "file": {"filename": map.get("file_name").unwrap_or(file), "file_id": file}}));
    }
    Some(message(is_bot, name, Value::Array(content)))
}

fn message(is_bot: bool, name: Option<&str>, content: Value) -> Value {
    json!({"role": if is_bot { "assistant" } else { "user" }, "name": name, "content": content})
}
