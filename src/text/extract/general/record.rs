//! A program's own record as an answer: lists of words and short texts, each after the name of its field, as in
//! `{"pros": […], "cons": […]}`; and cards, of which one text was found.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::super::{TurnSide, bots};
use super::walk::Step;
use super::{cards, keys, prose, words};

/// The words of the object whose list has the text at this path, with the names of its fields, and the fields that are
/// shown. `None` if nothing stands beside that list.
pub(super) fn read<'v>(value: &'v Value, path: &[Step], side: TurnSide) -> Option<(String, Vec<&'v Value>)> {
    let [above @ .., Step::Key(_), Step::Item(_)] = path else { return None };
    let map = words::at(value, above)?.as_object().filter(|map| map.len() > 1 && map.len() <= 30)?;
    let (mut texts, mut shown) = (Vec::new(), Vec::new());
    for (key, field) in map {
        if let Some(text) = field_words(key, field, side) {
            texts.push(text);
            shown.push(field);
        }
    }
    (shown.len() > 1).then(|| (texts.join("\n\n"), shown))
}

fn field_words(key: &str, field: &Value, side: TurnSide) -> Option<String> {
    let is_name = matches!(keys::squeezed(key).as_str(), "title" | "name" | "label" | "category" | "reason");
    if keys::weight(key, side) < 0 && !is_name {
        return None;
    }
    match field {
        Value::String(text) if prose::likeness(text) > 0 => Some(format!("{key}: {}", text.trim())),
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().map(Value::as_str).collect::<Option<_>>()?;
            let has_prose = texts.iter().any(|text| prose::likeness(text) > 0);
            let lines: String = texts.iter().map(|text| format!("\n- {}", text.trim())).collect();
            has_prose.then(|| format!("{key}:{lines}"))
        }
        _ => None,
    }
}

/// The words of the outermost card on the way to a text that was found, or of the reply with choices that the text belongs
/// to, and how many steps lead there.
pub(super) fn card(value: &Value, path: &[Step]) -> Option<(usize, Vec<Block>)> {
    let text = words::at(value, path)?.as_str()?.trim();
    let has_it = |blocks: &Vec<Block>| {
        blocks.iter().any(|block| matches!(block, Block::Text(shown) if shown.contains(text)))
    };
    let map =
        |steps: usize| -> Option<&Map<String, Value>> { words::at(value, path.get(..steps)?)?.as_object() };
    // What is beside a card is listed as left out.
    let shown = |steps| {
        let map = map(steps)?;
        let whole = cards::read(map).filter(has_it).map(|card| (steps, card));
        whole.or_else(|| Some((path.len(), Some(vec![cards::beside(map, &[])?]).filter(has_it)?)))
    };
    let found = (0..path.len()).find_map(shown);
    found.or_else(|| {
        let steps = path.len().checked_sub(1)?;
        Some((steps, bots::reply(map(steps)?).filter(has_it)?))
    })
}
