//! Finds who speaks in an object: a role under one of many names, or a name.

use serde_json::{Map, Value};

use crate::text::message::Role;

use super::super::role;
use super::keys;

/// Keys of a speaker, squeezed, most telling first.
pub(super) const SPEAKERS: &[&str] = &[
    "role",
    "authorrole",
    "senderrole",
    "participantrole",
    "participanttype",
    "participantpurpose",
    "participantid",
    "roletype",
    "author",
    "sender",
    "sendertype",
    "senderid",
    "from",
    "speaker",
    "speakerrole",
    "speakerid",
    "speakerlabel",
    "participant",
    "messagetype",
    "usertype",
    "actortype",
    "authortype",
    "actor",
    "source",
    "who",
    "by",
    "sentby",
    "party",
    "direction",
    "type",
    "kind",
    "event",
    "eventname",
    "class",
    "classname",
    "typename",
    "user",
    "channel",
    "name",
    "info",
];

/// Those whose value may be a person's or an agent's own name.
const NAMED: &[&str] =
    &["role", "author", "sender", "from", "speaker", "participant", "source", "who", "by", "actor"];

/// Keys of yes or no, with the role of "yes".
const FLAGS: &[(&str, bool)] = &[
    ("isuser", true),
    ("fromuser", true),
    ("isfromuser", true),
    ("ishuman", true),
    ("incoming", true),
    ("inbound", true),
    ("isinbound", true),
    ("isincoming", true),
    ("fromcustomer", true),
    ("fromagent", false),
    ("isagent", false),
    ("isassistant", false),
    ("isoutbound", false),
    ("isoutgoing", false),
    ("isbot", false),
    ("frombot", false),
    ("isai", false),
    ("fromme", false),
    ("outgoing", false),
    ("bot", false),
];

/// Who speaks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Speaker {
    /// `None` if only a name is known.
    pub(super) role: Option<Role>,
    /// An agent's or person's own name.
    pub(super) name: Option<String>,
}

impl Speaker {
    fn known(role: Role) -> Self {
        Self { role: Some(role), name: None }
    }
}

/// The role of a name that some program uses: those of [`role::known`] and more.
pub(super) fn known(name: &str) -> Option<Role> {
    let name = name.trim();
    let name = name.strip_prefix("gen_ai.").unwrap_or(name);
    if let Some(role) = role::known(name) {
        return Some(role);
    }
    let words = keys::words(name);
    if words.len() > 4 {
        return None;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if super::tools::named(name).is_some() {
        return Some(match super::tools::named(name) {
            Some(super::tools::ToolPart::Result) => Role::Tool,
            _ => Role::Assistant,
        });
    }
    match () {
        () if keys::is_reasoning(name) => Some(Role::Assistant),
        () if has(&["system", "developer"]) => Some(Role::System),
        () if has(&[
            "assistant",
            "ai",
            "bot",
            "gpt",
            "chatgpt",
            "chatbot",
            "model",
            "llm",
            "machine",
            "agent",
            "outgoing",
            "outbound",
            "claude",
            "gemini",
            "copilot",
            "choice",
            "assistantmessage",
        ]) =>
        {
            Some(Role::Assistant)
        }
        () if has(&[
            "user",
            "human",
            "prompter",
            "customer",
            "client",
            "visitor",
            "caller",
            "guest",
            "enduser",
            "incoming",
            "inbound",
            "contact",
            "patient",
            "requester",
        ]) =>
        {
            Some(Role::User)
        }
        () if has(&["tool", "function", "observation"]) => Some(Role::Tool),
        () => None,
    }
}

/// The name in a speaker's value: a string, or an object with a role, a type or a label.
fn name(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Object(map) => {
            // Copilot Studio numbers the roles.
            if let Some(Value::Number(role)) = map.get("role") {
                return Some(if role.as_u64() == Some(0) { "bot" } else { "user" });
            }
            let keys = ["role", "label", "value", "type", "kind", "displayname", "username", "name"];
            let values = super::tools::in_order(map, &keys);
            let names = || values.iter().filter_map(|value| value.as_str());
            names().find(|name| known(name).is_some()).or_else(|| names().next())
        }
        _ => None,
    }
}

/// A telephone number, which only a person has as a name: `+43 660 1234567`, `whatsapp:+436601234567`.
fn is_number(name: &str) -> bool {
    let number = name.rsplit(':').next().unwrap_or(name);
    number.strip_prefix('+').is_some_and(|digits| {
        digits.len() >= 6 && digits.chars().all(|letter| letter.is_ascii_digit() || letter == ' ')
    })
}

/// Cursor numbers the speakers of its bubbles.
fn of_bubble(map: &Map<String, Value>) -> Option<Speaker> {
    map.get("bubbleId").filter(|_| map.contains_key("text"))?;
    match map.get("type")?.as_u64()? {
        1 => Some(Speaker::known(Role::User)),
        2 => Some(Speaker::known(Role::Assistant)),
        _ => None,
    }
}

/// A message of Claude's Python SDK has no role: a model's names the model.
fn of_model(map: &Map<String, Value>) -> Option<Speaker> {
    let parts = map.get("content")?.as_array()?;
    if map.len() > 8 || parts.is_empty() || !parts.iter().all(Value::is_object) {
        return None;
    }
    match () {
        () if map.get("model").is_some_and(Value::is_string) => Some(Speaker::known(Role::Assistant)),
        () if map.contains_key("parent_tool_use_id") => Some(Speaker::known(Role::User)),
        () => None,
    }
}

/// Who speaks in an object. The keys are tried in the order of [`SPEAKERS`]; a known role goes before a name.
pub(super) fn of(map: &Map<String, Value>) -> Option<Speaker> {
    if map.len() > 60 {
        return None;
    }
    let squeezed: Vec<(String, &Value)> =
        map.iter().map(|(key, value)| (keys::squeezed(key), value)).collect();
    let values =
        |wanted: &'static str| squeezed.iter().filter(move |(key, _)| key == wanted).map(|(_, value)| *value);
    for (flag, is_user) in FLAGS {
        if let Some(Value::Bool(set)) = values(flag).next() {
            return Some(Speaker::known(if set == is_user { Role::User } else { Role::Assistant }));
        }
    }
    if let Some(speaker) = of_bubble(map) {
        return Some(speaker);
    }
    // Messengers have an author who says whether it is a bot.
    for author in ["author", "from", "sender", "user"] {
        let Some(author) = values(author).find_map(Value::as_object) else { continue };
        if let Some(Value::Bool(is_bot)) = super::tools::at(author, &["bot", "isbot"]) {
            let names = ["displayname", "globalname", "realname", "username", "firstname", "name"];
            let name = super::tools::in_order(author, &names).into_iter().find_map(Value::as_str);
            let role = if *is_bot { Role::Assistant } else { Role::User };
            return Some(Speaker { role: Some(role), name: name.map(str::to_owned) });
        }
    }
    let mut own_name = None;
    for key in SPEAKERS {
        let Some(name) = values(key).find_map(name).filter(|name| !name.is_empty() && name.len() <= 60)
        else {
            continue;
        };
        // A name is no role: Mr. User is not the user.
        if let Some(role) = known(name).filter(|_| *key != "name" || role::known(name).is_some()) {
            return Some(Speaker { role: Some(role), name: own_name.map(str::to_owned) });
        }
        if own_name.is_none()
            && NAMED.contains(key)
            && (name.chars().any(char::is_alphabetic) || is_number(name))
        {
            own_name = Some(name);
        }
    }
    own_name
        .map(|name: &str| Speaker {
            role: is_number(name).then_some(Role::User),
            name: Some(name.to_owned()),
        })
        .or_else(|| of_model(map))
}
