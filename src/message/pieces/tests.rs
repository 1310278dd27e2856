use serde_json::json;

use super::*;

fn message(role: Role, blocks: Vec<Block>) -> Message {
    Message { role, name: None, blocks }
}

#[test]
fn who_has_a_name_is_named_where_another_speaks() {
    let said = |role: Role, name: Option<&str>, text: &str| Message {
        role,
        name: name.map(str::to_owned),
        blocks: vec![Block::Text(text.to_owned())],
    };
    let messages = [
        said(Role::Assistant, Some("planner"), "First"),
        said(Role::Assistant, Some("planner"), "second"),
        said(Role::Assistant, Some("critic"), "No."),
        said(Role::Assistant, Some(" "), "Well."),
    ];
    let named: Vec<_> = pieces(&messages)
        .into_iter()
        .map(|piece| match piece {
            Piece::Speaker(_, name) => format!("{name}:"),
            Piece::Words(_, text) => text,
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(named, ["planner:", "First", "second", "critic:", "No.", "Well."]);
}

fn call(id: &str, name: &str) -> Block {
    Block::ToolCall { id: Some(id.into()), name: name.into(), arguments: json!({"city": "Rome", "days": 3}) }
}

fn result(id: &str, text: &str) -> Block {
    Block::ToolResult {
        id: Some(id.into()),
        name: None,
        content: vec![Block::Text(text.into())],
        failed: false,
    }
}

#[test]
fn consecutive_tool_calls_are_one_piece_and_each_result_joins_its_call() {
    let shown = pieces(&[
        message(Role::Assistant, vec![call("1", "weather"), call("2", "hotels")]),
        message(Role::Tool, vec![result("2", "none free")]),
        message(Role::Tool, vec![result("1", "sunny")]),
        message(Role::Assistant, vec![Block::Text("It is sunny.".into())]),
    ]);
    let [Piece::Tools(run), Piece::Words(Role::Assistant, words)] = shown.as_slice() else {
        panic!("{shown:?}")
    };
    assert_eq!(words, "It is sunny.");
    assert_eq!(run[0].result, Some(vec![Block::Text("sunny".into())]));
    assert_eq!(run[1].result, Some(vec![Block::Text("none free".into())]));
    let (head, calls) = summary(run);
    assert_eq!(head, "2 tool calls");
    assert_eq!(calls, r#"weather(city: "Rome", days: 3), hotels(city: "Rome", days: 3)"#);
}

#[test]
fn images_side_by_side_are_one_piece() {
    let image = |name: &str| Block::Image(MediaSource::Reference(name.into()));
    let blocks = vec![image("a"), image("b"), Block::Text("And:".into()), image("c")];
    let shown = pieces(&[message(Role::Assistant, blocks)]);
    let [Piece::Images(two), Piece::Words(..), Piece::Images(one)] = shown.as_slice() else {
        panic!("{shown:?}")
    };
    assert_eq!((two.len(), one.len()), (2, 1));
}

#[test]
fn an_answer_ends_where_the_next_begins_or_something_else_follows() {
    let choice =
        |number| message(Role::Assistant, vec![Block::Choice { number, of: 2 }, Block::Text("So.".into())]);
    let after = message(Role::Assistant, vec![Block::Text("After.".into())]);
    let shown = pieces(&[choice(1), message(Role::Tool, vec![result("1", "x")]), choice(2), after]);
    let ends: Vec<_> = shown.iter().map(|piece| matches!(piece, Piece::ChoicesEnd)).collect();
    assert_eq!(ends, [false, false, false, false, false, true, false]);
}

#[test]
fn a_failed_tool_is_named_with_its_error() {
    let shown = pieces(&[message(
        Role::Assistant,
        vec![call("1", "book"), result("1", "Error: no seats left\nat line 3")],
    )]);
    let [Piece::Tools(run)] = shown.as_slice() else { panic!("{shown:?}") };
    assert_eq!(summary(run), ("book failed".to_owned(), "Error: no seats left".to_owned()));
}

#[test]
fn a_result_without_its_call_is_shown_alone_and_an_empty_answer_as_empty() {
    let shown =
        pieces(&[message(Role::Tool, vec![result("9", "late")]), message(Role::Assistant, Vec::new())]);
    assert!(matches!(shown.as_slice(), [Piece::Tools(run), Piece::Empty(Role::Assistant)] if run.len() == 1));
}
