//! The messages that Cline, Roo Code and their kin show, `ui_messages.json`: what the agent says (`say`) and asks (`ask`).

use serde_json::{Map, Value, json};

use super::super::tool;
use super::{Export, text};

pub(super) fn read(value: &Value) -> Option<Export> {
    let items: Vec<&Map<String, Value>> =
        value.as_array()?.iter().map(Value::as_object).collect::<Option<_>>()?;
    let is_one = |map: &&Map<String, Value>| {
        text(map, &["type"]).is_some_and(|kind| matches!(kind, "say" | "ask") && text(map, &[kind]).is_some())
    };
    if items.is_empty() || !items.iter().all(is_one) {
        return None;
    }
    // The first text is the task.
    let task = items.iter().position(|map| matches!(text(map, &["say"]), Some("text" | "task")));
    let messages: Vec<Value> =
        items.iter().enumerate().filter_map(|(at, map)| message(map, Some(at) == task)).collect();
    (!messages.is_empty()).then_some(Export { messages, branches: 0, key: "" })
}

/// `None` for what only describes the work, such as requests, their cost, and checkpoints.
fn message(map: &Map<String, Value>, is_task: bool) -> Option<Value> {
    let kind = text(map, &["say", "ask"])?;
    let body = text(map, &["text"]).filter(|body| !body.trim().is_empty());
    let pictures = map.get("images").and_then(Value::as_array).into_iter().flatten();
    let mut content: Vec<Value> =
        body.map(|body| json!({"type": "text", "text": body})).into_iter().collect();
    content.extend(pictures.map(|picture| json!({"type": "image_url", "image_url": {"url": picture}})));
    let message =
        |role: &str| Some(json!({"role": role, "content": content})).filter(|_| !content.is_empty());
    let called = |name: &str, arguments: Value| json!({"role": "assistant", "content": null, "tool_calls": [{"function": {"name": name, "arguments": arguments}}]});
    match kind {
        _ if is_task => message("user"),
        "user_feedback" | "user_feedback_diff" => message("user"),
        "reasoning" => {
            Some(json!({"role": "assistant", "content": [{"type": "thinking", "thinking": body?}]}))
        }
        "command" => Some(called("execute_command", json!({"command": body?}))),
        "command_output" | "mcp_server_response" | "browser_action_result" => {
            Some(json!({"role": "tool", "content": body?}))
        }
        "tool" | "use_mcp_server" | "browser_action" => {
            let call = tool::parsed(body?)?;
            let name = text(call.as_object()?, &["tool", "toolName", "action"]).unwrap_or(kind).to_owned();
            Some(called(&name, call))
        }
        "followup" | "plan_mode_respond" => {
            let Some(asked) = body.and_then(tool::parsed) else { return message("assistant") };
            let asked = asked.as_object()?;
            let mut words = text(asked, &["question", "response"])?.to_owned();
            for (at, option) in
                asked.get("options").and_then(Value::as_array).into_iter().flatten().enumerate()
            {
                let option = option.as_str().or_else(|| option.get("label")?.as_str())?;
                words.push_str(if at == 0 { "\n\n- " } else { "\n- " });
                words.push_str(option);
            }
            Some(json!({"role": "assistant", "content": words}))
        }
        "text" | "completion_result" | "error" | "clineignore_error" | "rooignore_error" => {
            message("assistant")
        }
        _ => None,
    }
}
