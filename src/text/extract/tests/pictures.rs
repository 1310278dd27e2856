use serde_json::{Value, json};

use super::super::TurnSide;
use super::seen;

/// The beginning of a PNG file, long enough to be data.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

fn answer(value: &Value) -> Vec<String> {
    seen(value, TurnSide::Output)
}

#[test]
fn results_of_image_models_are_pictures() {
    let value = json!({"created": 1, "data": [{"b64_json": PNG, "revised_prompt": "A red tram"},
        {"url": "https://example.org/x?sig=1", "revised_prompt": "A blue tram"}]});
    assert_eq!(
        answer(&value),
        [
            "assistant: image <image/png iVBORw0K> | A red tram | image https://example.org/x?sig=1 | A blue tram"
        ]
    );
    let two = ["assistant: image <image/png iVBORw0K> | image <image/png iVBORw0K>"];
    assert_eq!(answer(&json!({"images": [PNG, format!("data:image/png;base64,{PNG}")], "seed": 3})), two);
    assert_eq!(answer(&json!([PNG, PNG])), two);
    assert_eq!(
        answer(&json!(["https://a.org/0.png", "https://a.org/1.webp"])),
        ["assistant: image https://a.org/0.png | image https://a.org/1.webp"]
    );
    assert_eq!(
        answer(&json!({"generatedImages": [{"image": {"imageBytes": PNG, "mimeType": "image/png"}}]})),
        ["assistant: image <image/png iVBORw0K>"]
    );
    assert_eq!(answer(&json!({"output": PNG})), ["assistant: image <image/png iVBORw0K>"]);
    let rows = json!({"data": [{"url": "https://a.org/page"}, {"url": "https://b.org/page"}]});
    assert!(!answer(&rows)[0].contains("image"), "addresses of pages are no pictures");
}

#[test]
fn what_is_no_data_is_named_and_never_shown() {
    let escapes = format!("b'\\xff\\xd8\\xff\\xe0{}'", "\\x00\\x10".repeat(400));
    let asked = json!({"contents": [{"role": "user", "parts": [{"text": "What is it?", "inline_data": null},
        {"text": null, "inline_data": {"mime_type": "image/jpeg", "data": escapes}}]}]});
    assert_eq!(seen(&asked, TurnSide::Input), ["user: What is it? | image <not kept>"]);
    assert_eq!(answer(&json!({"output": escapes})), ["assistant: image <not kept>"]);
    let wav = "b'RIFF$\\x00\\x00\\x00WAVEfmt \\x10\\x00'";
    assert_eq!(answer(&json!(wav)), ["assistant: audio <not kept> -"]);
    let long = json!([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "<Image ".repeat(300)}}]}]);
    assert_eq!(seen(&long, TurnSide::Input), ["user: image <not kept>"]);
    assert_eq!(answer(&json!("b'hello'")), ["assistant: b'hello'"]);
}

#[test]
fn the_first_bytes_tell_what_a_file_is() {
    let unnamed = json!([{"role": "user", "content": [{"type": "document", "source": {"type": "base64", "data": PNG}}]}]);
    assert_eq!(seen(&unnamed, TurnSide::Input), ["user: image <image/png iVBORw0K>"]);
}
