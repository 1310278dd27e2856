//! Replies of bots that offer something to choose: buttons (Rasa), options (Watson), quick replies (Dialogflow,
//! Messenger), cards (Lex). The choices are shown as a list below the words.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, LeftOut, MediaSource};

use super::general::{self, cards, keys};
use super::{TurnSide, media, part};

/// Keys of what can be chosen, without anything but their letters.
const OFFERS: &[&str] =
    &["options", "buttons", "choices", "quickreplies", "suggestions", "suggestedactions", "chips", "actions"];

/// Keys of the words above the choices, and of one choice.
const WORDS: &[&str] = &["text", "title", "message", "prompt", "description", "subtitle"];
const LABELS: &[&str] = &["label", "title", "text", "name", "display_text", "content"];

/// Reads a list of replies in which at least one offers something to choose. Replies have no role.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let items = value.as_array()?;
    let replies: Vec<&Map<String, Value>> = items.iter().map(Value::as_object).collect::<Option<_>>()?;
    let is_rich = |map: &&Map<String, Value>| {
        offered(map).is_some() || cards::read(map).is_some() || cards::beside(map, &[]).is_some()
    };
    if replies.iter().any(|map| map.contains_key("role")) || !replies.iter().any(is_rich) {
        return None;
    }
    let mut left_out = Vec::new();
    let blocks = replies.iter().zip(items).enumerate().flat_map(|(at, (map, item))| {
        cards::read(map)
            .or_else(|| reply(map))
            .or_else(|| part::known(map, 0))
            .or_else(|| worded(at, item, side, &mut left_out))
            .or_else(|| Some(vec![cards::beside(map, &[])?]))
            .unwrap_or_else(|| vec![Block::Json(item.clone())])
    });
    let messages = vec![side.message(blocks.collect())];
    Some(Extracted { format: "bot", messages, left_out })
}

/// The words of a reply that has them in a way of its own: `{"text": {"text": ["Hi"]}}`.
fn worded(at: usize, item: &Value, side: TurnSide, left_out: &mut Vec<LeftOut>) -> Option<Vec<Block>> {
    let mut found = general::read(item, side, &|_| None).filter(Extracted::is_sure)?;
    let message = found.messages.pop().filter(|_| found.messages.is_empty())?;
    let fields = found.left_out.into_iter();
    left_out.extend(fields.map(|field| LeftOut { path: format!("[{at}].{}", field.path), ..field }));
    Some(message.blocks)
}

/// The words of a reply, its image, and its choices as a list; `None` if it offers none.
pub(super) fn reply(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let choices = offered(map)?;
    let card =
        map.values().filter_map(Value::as_object).find(|inner| offered(inner).is_some()).unwrap_or(map);
    let text = |key: &&str| card.get(*key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let mut blocks: Vec<Block> = WORDS.iter().filter_map(text).flat_map(part::words).collect();
    let image =
        ["image", "imageUrl", "image_url"].iter().find_map(|key| media::source_at(card.get(*key), "image/*"));
    blocks.extend(image.filter(|image| !matches!(image, MediaSource::Reference(_))).map(Block::Image));
    let lines: Vec<String> = choices.iter().map(|choice| format!("- {choice}")).collect();
    blocks.push(Block::Text(lines.join("\n")));
    Some(blocks)
}

/// What an object of an answer, or one in it whose type says so, offers to choose, as a list.
pub(super) fn choices(map: &Map<String, Value>, shown_blocks: &[Block]) -> Option<Block> {
    let is_choice = |inner: &&Map<String, Value>| {
        keys::words(part::kind(inner))
            .iter()
            .any(|word| matches!(word.as_str(), "choice" | "choices" | "buttons"))
    };
    let own = map
        .iter()
        .take(40)
        .find(|(key, value)| OFFERS.contains(&keys::squeezed(key).as_str()) && value.is_array());
    let items = own.map(|(_, value)| value).or_else(|| {
        let inner = map.values().take(40).filter_map(Value::as_object).find(is_choice)?;
        ["items", "options", "choices", "buttons"].iter().find_map(|key| inner.get(*key))
    })?;
    let labels: Vec<&str> = labels(items)?;
    let is_said =
        |label: &&str| shown_blocks.iter().any(|block| matches!(block, Block::Text(text) if text == *label));
    if labels.len() > 30 || labels.iter().any(is_said) {
        return None;
    }
    let lines: Vec<String> = labels.iter().map(|choice| format!("- {choice}")).collect();
    Some(Block::Text(lines.join("\n")))
}

/// The labels of what a reply, or the card in it, offers.
fn offered(map: &Map<String, Value>) -> Option<Vec<&str>> {
    let own = |map: &'_ Map<String, Value>| -> Option<usize> {
        map.iter()
            .take(40)
            .position(|(key, value)| OFFERS.contains(&keys::squeezed(key).as_str()) && value.is_array())
    };
    let holder = match own(map) {
        Some(_) => map,
        None => map.values().take(40).filter_map(Value::as_object).find(|inner| own(inner).is_some())?,
    };
    let (_, value) = holder.iter().nth(own(holder)?)?;
    labels(value)
}

fn labels(value: &Value) -> Option<Vec<&str>> {
    let label = |item: &'_ Value| -> Option<usize> {
        LABELS.iter().position(|key| item.get(*key).is_some_and(Value::is_string))
    };
    let labels: Option<Vec<&str>> = value
        .as_array()?
        .iter()
        .map(|item| match item {
            Value::String(text) => Some(text.as_str()),
            other => other.get(LABELS.get(label(other)?)?)?.as_str(),
        })
        .collect();
    labels.filter(|labels| !labels.is_empty())
}
