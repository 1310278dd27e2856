//! Records of a question and its answer, rows of data sets, and conversations so far beside a question.

use serde_json::json;

use super::super::turn;
use super::*;

/// The turn of an input that only names what is to be fetched.
fn fetched(output: Value) -> (Vec<String>, Vec<String>) {
    let found = turn(Some(&json!({"id": "t-1", "limit": 5})), Some(&output));
    (lines(&found.input), lines(&found.output))
}

fn expected() -> (Vec<String>, Vec<String>) {
    (vec!["user: Is there soup today?".to_owned()], vec!["assistant: Lentil soup.".to_owned()])
}

#[test]
fn records_of_tools_are_turns_on_either_side() {
    let asked = json!([{"role": "user", "content": "Is there soup today?"}]);
    let answered = json!({"role": "assistant", "content": "Lentil soup."});
    let completion = json!({"id": "c-1", "object": "chat.completion", "choices": [{"index": 0, "message": answered, "finish_reason": "stop"}]});
    let records = [
        json!({"id": "t-1", "timestamp": "2026-01-02T10:00:00Z", "name": "kitchen", "input": {"messages": asked}, "output": answered,
            "metadata": {"service": "menu"}, "latency": 1.2, "observations": [{"id": "o-1", "type": "GENERATION", "input": asked, "output": answered}]}),
        json!({"id": "t-1", "name": "kitchen", "run_type": "chain", "start_time": "2026-01-02", "inputs": {"question": "Is there soup today?"},
            "outputs": {"answer": "Lentil soup."}, "session_id": "s", "trace_id": "t"}),
        json!({"id": "c-1", "call_type": "acompletion", "model": "small", "messages": asked, "response": completion, "total_tokens": 20}),
        json!({"request": {"model": "small", "messages": asked}, "response": completion}),
        json!({"request_body": json!({"model": "small", "messages": asked}).to_string(), "response_body": completion.to_string(), "request_id": "r"}),
        json!({"info": {"trace_id": "tr-1", "state": "OK"}, "data": {"request": json!({"messages": asked}).to_string(), "response": completion.to_string(), "spans": []}}),
        json!({"id": "w-1", "op_name": "weave:///op/ask:1", "trace_id": "t", "started_at": "2026-01-02T10:00:00Z", "inputs": {"query": "Is there soup today?"}, "output": "Lentil soup."}),
        json!({"turn_id": "14e8", "session_id": "9c40", "input_messages": asked, "output_message": answered,
            "steps": [{"step_type": "inference", "model_response": answered}]}),
    ];
    for record in records {
        assert_eq!(fetched(record.clone()), expected(), "{record}");
        let judged = turn(Some(&record), Some(&json!({"score": 1.0})));
        assert_eq!(
            lines(&judged.input),
            ["user: Is there soup today?", "assistant: Lentil soup."],
            "{record}"
        );
    }
    let runs = json!([
        {"id": "a", "trace_id": "t", "name": "chain", "input": "Is there soup today?", "output": "Lentil soup."},
        {"id": "b", "trace_id": "t", "name": "llm", "input": {"messages": asked}, "output": completion}]);
    assert_eq!(fetched(runs), expected());
}

#[test]
fn a_programs_own_answer_beside_its_input_is_the_answer() {
    let value = json!({"input": "Is there soup today?", "output": "Lentil soup."});
    assert_eq!(seen(&value, TurnSide::Output), ["assistant: Lentil soup."]);
}

#[test]
fn rows_of_preferences_have_the_question_once_and_every_answer() {
    let conversation = |answer: &str| json!([{"role": "user", "content": "Is there soup today?"}, {"role": "assistant", "content": answer}]);
    let (question, _) = expected();
    let choices = |output: Value| {
        let found = turn(Some(&json!({"row": 7})), Some(&output));
        let choice = |message: &Message| matches!(message.blocks.first(), Some(Block::Choice { .. }));
        assert!(found.output.iter().all(choice), "{output}");
        (lines(&found.input), found.output.len(), lines(&found.output).join(" "))
    };
    for row in [
        json!({"question_id": "q", "model_a": "x", "model_b": "y", "winner": "model_a", "conversation_a": conversation("Lentil soup."), "conversation_b": conversation("Ask the cook.")}),
        json!({"chosen": conversation("Lentil soup."), "rejected": conversation("Ask the cook."), "score_chosen": 4.5}),
        json!({"prompt": "Is there soup today?", "chosen": "Lentil soup.", "rejected": "Ask the cook."}),
        json!({"chosen": "\n\nHuman: Is there soup today?\n\nAssistant: Lentil soup.", "rejected": "\n\nHuman: Is there soup today?\n\nAssistant: Ask the cook."}),
        json!({"prompt": "Is there soup today?", "response_a": "Lentil soup.", "response_b": "Ask the cook.", "winner": "a"}),
        json!({"question": "Is there soup today?", "answer_0": "Lentil soup.", "answer_1": "Ask the cook."}),
    ] {
        let (asked, count, said) = choices(row);
        assert_eq!((asked, count), (question.clone(), 2));
        assert!(said.contains("Lentil soup.") && said.contains("Ask the cook."), "{said}");
    }
}

#[test]
fn the_question_of_a_row_stands_beside_its_answer() {
    for row in [
        json!({"question": "Is there soup today?", "answer": "Lentil soup.", "topic": "food"}),
        json!({"instruction": "Is there soup today?", "input": "", "output": "Lentil soup."}),
        json!({"prompt": "Is there soup today?", "completion": "Lentil soup."}),
        json!({"row_idx": 3, "row": {"query": "Is there soup today?", "response": "Lentil soup."}}),
    ] {
        assert_eq!(fetched(row.clone()), expected(), "{row}");
        let asked = turn(Some(&json!({"question": "What is for lunch?"})), Some(&row));
        assert_eq!(lines(&asked.output), ["assistant: Lentil soup."], "{row}");
        assert_eq!(lines(&asked.input), ["user: What is for lunch?"], "{row}");
    }
}

#[test]
fn the_conversation_so_far_is_before_the_question() {
    let so_far = ["user: Hi there", "assistant: Hello!"];
    let pairs = json!([["Hi there", "Hello!"]]);
    for input in [
        json!({"question": "Is there soup today?", "chat_history": pairs}),
        json!({"message": "Is there soup today?", "history": pairs}),
        json!({"query": "Is there soup today?", "history": "Human: Hi there\nAI: Hello!"}),
        json!({"input": "Is there soup today?", "chat_history": [{"type": "human", "content": "Hi there"}, {"type": "ai", "content": "Hello!"}]}),
        json!({"inputs": {"past_user_inputs": ["Hi there"], "generated_responses": ["Hello!"], "text": "Is there soup today?"}, "parameters": {"top_k": 3}}),
    ] {
        let found = turn(
            Some(&input),
            Some(
                &json!({"answer": "Lentil soup.", "chat_history": pairs, "question": "Is there soup today?"}),
            ),
        );
        assert_eq!(lines(&found.earlier), so_far, "{input}");
        assert_eq!((lines(&found.input), lines(&found.output)), expected(), "{input}");
    }
    let saved = json!({"conversation_id": "k", "history": [
        [{"content": {"Prompt": {"prompt": "Is there soup today?"}}, "env": {"os": "linux"}}, {"ToolUse": {"message_id": "m", "content": "I look.", "tool_uses": [{"id": "u1", "name": "read", "args": {"path": "menu.csv"}}]}}],
        [{"content": {"ToolUseResults": {"tool_use_results": [{"tool_use_id": "u1", "content": [{"Text": "lentil"}], "status": "Success"}]}}}, {"Response": {"message_id": "n", "content": "Lentil soup."}}]]});
    let (asked, told) = fetched(saved);
    assert_eq!(asked, expected().0);
    assert_eq!(
        told.first().map(String::as_str),
        Some("assistant: calls read#u1 {\"path\":\"menu.csv\"} | I look.")
    );
    assert_eq!(told.last().map(String::as_str), Some("assistant: Lentil soup."));
}

#[test]
fn a_list_of_people_says_who_wrote_a_message() {
    let chat = json!({"id": "P1", "users": [{"id": "b7", "type": "customer", "name": "Ida"}, {"id": "bot@example.org", "type": "agent", "name": "Helper"}],
        "thread": {"id": "K6", "events": [
            {"id": "e1", "type": "message", "author_id": "b7", "text": "Is there soup today?"},
            {"id": "e2", "type": "message", "author_id": "bot@example.org", "text": "Lentil soup."}]}});
    assert_eq!(fetched(chat), expected());
    let ticket = json!({"comments": [{"id": 1, "author_id": 11, "body": "Is there soup today?"}, {"id": 2, "author_id": 12, "body": "Lentil soup."}],
        "users": [{"id": 11, "role": "end-user"}, {"id": 12, "role": "agent"}]});
    assert_eq!(fetched(ticket), expected());
}
