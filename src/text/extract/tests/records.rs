//! Records that programs answer with, what stands beside answers, and values that are nothing to read.

use serde_json::{Value, json};

use super::super::{TurnSide, extract};
use super::{paths, seen};

#[test]
fn an_id_alone_says_nothing() {
    for id in ["conversation_id", "sessionId", "uuid"] {
        let found = extract(&json!({id: "9f-2"}), TurnSide::Input);
        assert_eq!(found.format, "json", "{id}");
    }
    assert_eq!(seen(&json!({"id": "What is this?"}), TurnSide::Input), ["user: What is this?"]);
}

#[test]
fn all_lists_of_a_record_are_shown_with_their_names() {
    let judged = json!({"pros": ["It folds small.", "It is warm."], "cons": ["It smells."], "stars": 3});
    assert_eq!(
        seen(&judged, TurnSide::Output),
        ["assistant: pros:\n- It folds small.\n- It is warm.\n\ncons:\n- It smells."]
    );
    assert_eq!(paths(&extract(&judged, TurnSide::Output).left_out), ["stars"]);
    let plan = json!({"title": "Day two", "town": "Ghent", "stops": ["The castle first.", "Then the canal."], "plan_id": "p9"});
    assert_eq!(
        seen(&plan, TurnSide::Output),
        ["assistant: title: Day two\n\ntown: Ghent\n\nstops:\n- The castle first.\n- Then the canal."]
    );
    // A key that says that it holds the answer still does.
    let answer = json!({"answer": "It folds small.", "tags": ["small", "warm"]});
    assert_eq!(seen(&answer, TurnSide::Output), ["assistant: It folds small."]);
}

#[test]
fn what_was_found_is_shown_unsurely_if_nothing_else_is_said() {
    let found = json!({"QueryId": "q-1", "ResultItems": [{"Id": "1", "DocumentExcerpt": {"Text": "The gate closes at dusk."}}],
        "TotalNumberOfResults": 1});
    assert_eq!(seen(&found, TurnSide::Output), ["assistant: The gate closes at dusk."]);
    assert!(!extract(&found, TurnSide::Output).is_sure());
    let cited = json!({"answer": "At dusk.", "sources": [{"title": "Signs", "excerpt": "{\"text\": \"The gate closes at dusk.\", \"page\": 2}"}]});
    assert_eq!(
        seen(&cited, TurnSide::Output),
        ["assistant: At dusk. | sources Signs - The gate closes at dusk."]
    );
}

#[test]
fn buffers_are_media_and_texts_of_bytes_are_none() {
    let buffer = json!({"type": "Buffer", "data": [137, 80, 78, 71, 13, 10, 26, 10, 0, 1, 2]});
    let asked = json!({"messages": [{"role": "user", "content": [{"type": "image", "image": buffer, "mimeType": "image/png"}]}]});
    assert_eq!(seen(&asked, TurnSide::Input), ["user: image <image/png iVBORw0K>"]);
    let bytes = json!({"role": "user", "content": [{"type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": "b'\\x89PNG'"}}]});
    assert_eq!(seen(&bytes, TurnSide::Input), ["user: image <not kept>"]);
}

#[test]
fn chatgpts_marks_become_numbers_of_sources() {
    let mark = "\u{e200}cite\u{e202}turn0search1\u{e201}";
    let node = |id: &str, parent: Value, role: &str, text: String, about: Value| {
        json!({"id": id, "parent": parent, "children": if id == "a" { json!(["b"]) } else { json!([]) },
        "message": {"author": {"role": role}, "content": {"content_type": "text", "parts": [text]}, "metadata": about}})
    };
    let export = json!({"current_node": "b", "mapping": {"a": node("a", Value::Null, "user", "Who won?".into(), json!({})),
        "b": node("b", json!("a"), "assistant", format!("Norway did {mark}."), json!({"content_references": [
            {"matched_text": mark, "type": "grouped_webpages", "items": [{"title": "Report", "url": "https://example.org/r"}]}]}))}});
    assert_eq!(
        seen(&export, TurnSide::Output)[1],
        "assistant: Norway did [\\[1\\]](#source-1). | sources Report https://example.org/r -"
    );
}
