use serde_json::json;

use super::super::{TurnSide, extract};
use super::{paths, seen};

#[test]
fn a_converse_request_reads_in_order() {
    let request = json!({"modelId": "m", "system": [{"text": "Be kind."}], "messages": [
        {"role": "user", "content": [{"text": "Sum this."}, {"cachePoint": {"type": "default"}},
            {"document": {"format": "pdf", "name": "bill", "source": {"s3Location": {"uri": "s3://b/bill.pdf"}}}},
            {"image": {"format": "png", "source": {"bytes": "[image]"}}}]},
        {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "Adding."}}},
            {"toolUse": {"toolUseId": "u1", "name": "sum", "input": {"a": 1}}}]},
        {"role": "user", "content": [{"toolResult": {"toolUseId": "u1", "status": "error",
            "content": [{"text": "no"}, {"json": {"code": 3}}]}}]}
    ]});
    assert_eq!(extract(&request, TurnSide::Input).format, "bedrock-converse");
    assert_eq!(
        seen(&request, TurnSide::Input),
        [
            "system: Be kind.",
            "user: Sum this. | file bill s3://b/bill.pdf | image <[image]>",
            "assistant: thinks Adding. | calls sum#u1 {\"a\":1}",
            "tool: failed #u1 no & json {\"code\":3}",
        ]
    );
}

#[test]
fn a_converse_response_is_the_assistants() {
    let response = json!({"output": {"message": {"role": "assistant", "content": [{"text": "Four."}]}},
        "stopReason": "end_turn", "usage": {"inputTokens": 1}});
    let found = extract(&response, TurnSide::Output);
    assert_eq!((found.format, paths(&found.left_out)), ("bedrock-converse", vec!["stopReason", "usage"]));
    assert_eq!(seen(&response, TurnSide::Output), ["assistant: Four."]);
}
