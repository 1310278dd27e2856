//! Results that are images: of image models and of programs that make pictures.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted};

use super::tool::first;
use super::{TurnSide, generic, left_out, media, part};

/// Keys of lists of images: OpenAI (`data`), Stability (`artifacts`), Imagen (`predictions`, `generatedImages`), and
/// programs' own.
const LISTS: &[&str] = &[
    "data",
    "images",
    "artifacts",
    "predictions",
    "generatedImages",
    "generated_images",
    "image",
    "image_urls",
    "output",
];

/// Keys of an image's data or address.
const DATA: &[&str] = &[
    "b64_json",
    "base64",
    "image_base64",
    "bytesBase64Encoded",
    "imageBytes",
    "image_bytes",
    "binary",
    "url",
    "image_url",
    "data",
];

/// Reads a list of images, alone or under one of the usual keys.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Array(items) => Some(Extracted {
            format: "images",
            messages: vec![side.message(listed(items, true)?)],
            left_out: Vec::new(),
        }),
        Value::Object(map) => inside(map, side),
        _ => None,
    }
}

fn inside(map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    // Images beside content belong to a message.
    if ["role", "content", "parts", "messages"].iter().any(|key| map.contains_key(*key)) {
        return None;
    }
    let (key, mut blocks) = LISTS.iter().find_map(|key| {
        let certain =
            !matches!(*key, "images" | "image" | "image_urls" | "generatedImages" | "generated_images");
        let blocks = match map.get(*key)? {
            Value::Array(items) => listed(items, certain)?,
            one => listed(std::slice::from_ref(one), certain)?,
        };
        Some((*key, blocks))
    })?;
    let mut shown = vec![key];
    let words = generic::keys(side)
        .iter()
        .find_map(|key| Some((*key, map.get(*key)?.as_str().filter(|text| !text.is_empty())?)));
    if let Some((key, words)) = words.filter(|(own, _)| *own != key) {
        blocks.splice(0..0, part::words(words));
        shown.push(key);
    }
    Some(Extracted {
        format: "images",
        messages: vec![side.message(blocks)],
        left_out: left_out(map, &shown),
    })
}

/// The images of a list, if all of it is images. If the key does not say so, their data or the ends of their addresses
/// must.
fn listed(items: &[Value], certain: bool) -> Option<Vec<Block>> {
    if items.is_empty() {
        return None;
    }
    Some(
        items
            .iter()
            .map(|item| image(item, certain))
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect(),
    )
}

fn image(value: &Value, certain: bool) -> Option<Vec<Block>> {
    let (text, prompt) = match value {
        Value::String(text) => (text.as_str(), None),
        Value::Object(map) => {
            let inner = map.get("image").and_then(Value::as_object).unwrap_or(map);
            // A type of its own makes it a part of a message.
            let is_part = map.contains_key("type") || map.contains_key("role");
            let data = first(inner, DATA).filter(|_| !is_part)?.as_str()?;
            (data, first(map, &["revised_prompt", "prompt"]).and_then(Value::as_str))
        }
        _ => return None,
    };
    let named =
        matches!(value.get("b64_json"), Some(Value::String(_))) || value.get("revised_prompt").is_some();
    if (certain && !named && !is_picture(text))
        || (!certain && text.contains(char::is_whitespace) && !is_picture(text))
    {
        return None;
    }
    let mut blocks = vec![Block::Image(media::source_at(Some(&Value::from(text)), "image/*")?)];
    blocks.extend(prompt.filter(|prompt| !prompt.is_empty()).map(|prompt| Block::Text(prompt.to_owned())));
    Some(blocks)
}

/// Whether a text is a picture by itself: data of an image, or an address that ends like one.
fn is_picture(text: &str) -> bool {
    if text.get(..11).is_some_and(|head| head.eq_ignore_ascii_case("data:image/")) {
        return true;
    }
    if ["iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR"].iter().any(|start| text.starts_with(start)) {
        return media::is_base64(text) || text.len() < 48;
    }
    let path = text.split(['?', '#']).next().unwrap_or(text).to_ascii_lowercase();
    (path.starts_with("https://") || path.starts_with("http://"))
        && [".png", ".jpg", ".jpeg", ".gif", ".webp"].iter().any(|end| path.ends_with(end))
}
