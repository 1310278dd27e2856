//! Records of calls, agents' events and dumps of memories: lists of what each side said, among many other fields.

use serde_json::{Value, json};

use super::super::{TurnSide, extract, turn};
use super::{lines, paths, seen};

/// Both sides of a turn as lines, in order.
fn whole(input: &Value, output: &Value) -> Vec<String> {
    let turn = turn(Some(input), Some(output));
    assert!(turn.earlier.is_empty(), "a record has nothing that another turn shows");
    [lines(&turn.input), lines(&turn.output)].concat()
}

#[test]
fn what_is_asked_for_by_an_id_is_the_whole_conversation() {
    let said = json!([{"role": "bot", "message": "Harbour office, good morning."},
        {"role": "user", "message": "When does the ferry leave?"},
        {"role": "bot", "message": "It leaves at nine."},
        {"role": "user", "message": "Thanks a lot."}]);
    let shown = [
        "assistant: Harbour office, good morning.",
        "user: When does the ferry leave?",
        "assistant: It leaves at nine.",
        "user: Thanks a lot.",
    ];
    for asked in [json!({"call_id": "c-77"}), json!({"call": {"id": "c-77", "kind": "inbound"}, "limit": 3})]
    {
        for output in [
            json!({"type": "report", "cost": 0.2, "artifact": {"messages": said, "recordingUrl": "https://example.org/a.wav"}}),
            json!({"status": "done", "analysis": {"transcript_summary": "About a ferry."}, "transcript": said}),
            json!({"call": {"turns": said}}),
        ] {
            assert_eq!(whole(&asked, &output), shown, "{asked} {output}");
            let turn = turn(Some(&asked), Some(&output));
            assert_eq!(paths(&turn.input_left_out).len(), asked.as_object().unwrap().len());
        }
    }
    // Words that are not in the record are a question about it.
    let asked = turn(Some(&json!("What did they want?")), Some(&json!({"transcript": said})));
    assert_eq!(lines(&asked.input), ["user: What did they want?"]);
    assert_eq!(lines(&asked.output), shown);
}

#[test]
fn calls_and_results_stand_where_they_were_made_whatever_they_are_called() {
    let shown = [
        "user: Renew it.",
        "assistant: calls renew#r1 {\"count\":2}",
        "tool: answers renew#r1 done",
        "assistant: Renewed.",
    ];
    let asked = json!({"role": "user", "message": "Renew it."});
    let told = json!({"role": "agent", "message": "Renewed."});
    let beside = json!({"transcript": [asked, {"role": "agent", "message": null,
        "tool_calls": [{"request_id": "r1", "tool_name": "renew", "params_as_json": "{\"count\": 2}"}],
        "tool_results": [{"request_id": "r1", "tool_name": "renew", "result_value": "done", "is_error": false}]}, told]});
    assert_eq!(seen(&beside, TurnSide::Output), shown);
    let roles = json!({"messages": [asked,
        {"role": "tool_calls", "message": "", "toolCalls": [{"id": "r1", "function": {"name": "renew", "arguments": "{\"count\":2}"}}]},
        {"role": "tool_call_result", "name": "renew", "toolCallId": "r1", "result": "done"}, told]});
    assert_eq!(seen(&roles, TurnSide::Output), shown);
    let kinds = json!({"data": [{"role": "user", "content": "Renew it."},
        {"role": "assistant", "type": "function_call", "content": "{\"id\": \"r1\", \"name\": \"renew\", \"arguments\": {\"count\": 2}}"},
        {"role": "assistant", "type": "tool_response", "name": "renew", "call_id": "r1", "content": "done"},
        {"role": "assistant", "type": "verbose", "content": "{\"msg_type\": \"finished\"}"},
        {"role": "assistant", "type": "answer", "content": "Renewed."},
        {"role": "assistant", "type": "follow_up", "content": "Until when?"}]});
    assert_eq!(seen(&kinds, TurnSide::Output)[..4], shown);
    assert_eq!(seen(&kinds, TurnSide::Output)[4..], ["assistant: - Until when?"]);
    assert_eq!(paths(&extract(&kinds, TurnSide::Output).left_out), ["verbose"]);
    let wrapped = json!({"events": [{"source": "user", "llm_message": {"role": "user", "content": [{"type": "text", "text": "Renew it."}]}},
        {"source": "agent", "action": {"kind": "RenewAction"}, "tool_name": "renew", "tool_call_id": "r1",
            "tool_call": {"id": "r1", "function": {"name": "renew", "arguments": "{\"count\":2}"}}},
        {"source": "environment", "tool_name": "renew", "tool_call_id": "r1", "observation": "done"},
        {"source": "agent", "llm_message": {"role": "assistant", "content": "Renewed."}}]});
    assert_eq!(seen(&wrapped, TurnSide::Output), shown);
    let typed = json!({"run": {"messages": [{"__typename": "TextMessageOutput", "role": "user", "content": ["Renew", " it."]},
        {"__typename": "ActionExecutionMessageOutput", "id": "r1", "name": "renew", "arguments": ["{\"cou", "nt\":2}"]},
        {"__typename": "ResultMessageOutput", "actionExecutionId": "r1", "actionName": "renew", "result": "done"},
        {"__typename": "TextMessageOutput", "role": "assistant", "content": ["Renewed."]}]}});
    assert_eq!(seen(&typed, TurnSide::Output), shown);
}

#[test]
fn a_memory_that_was_logged_as_text_is_a_conversation() {
    let memory = json!([{"type": "SYSTEM", "text": "You run a hostel."},
        {"type": "USER", "contents": [{"type": "TEXT", "text": "Is breakfast included?"}]},
        {"type": "AI", "toolExecutionRequests": [{"id": "q", "name": "rates", "arguments": "{\"day\": 1}"}]},
        {"type": "TOOL_EXECUTION_RESULT", "id": "q", "toolName": "rates", "contents": [{"type": "TEXT", "text": "with breakfast"}]},
        {"type": "AI", "text": "Yes, it is.", "thinking": "The rate says so.", "toolExecutionRequests": []}]);
    let shown = [
        "system: You run a hostel.",
        "user: Is breakfast included?",
        "assistant: calls rates#q {\"day\":1}",
        "tool: answers rates#q with breakfast",
        "assistant: thinks The rate says so. | Yes, it is.",
    ];
    assert_eq!(seen(&json!({"memoryId": 4, "messages": memory.to_string()}), TurnSide::Output), shown);
    assert_eq!(seen(&json!({"memoryId": 4, "messages": memory}), TurnSide::Output), shown);
    assert_eq!(seen(&json!({"id": 4, "dump": {"chat": memory.to_string()}}), TurnSide::Output), shown);
}

#[test]
fn an_agent_that_ends_with_a_call_says_its_argument() {
    for (name, key) in [
        ("finish", "message"),
        ("final_answer", "answer"),
        ("attempt_completion", "result"),
        ("ask_user", "question"),
    ] {
        let call = json!([{"role": "user", "content": "Count them."},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "f", "function": {"name": name, "arguments": {key: "There are seven."}}}]}]);
        assert!(seen(&call, TurnSide::Output)[1].ends_with("| There are seven."), "{name}");
        let again = json!([call[0], call[1], {"role": "assistant", "content": "There are seven."}]);
        assert!(!seen(&again, TurnSide::Output)[1].contains("| There"), "{name}");
    }
    let mail = json!([{"role": "assistant", "tool_calls": [{"id": "f", "function": {"name": "send_mail", "arguments": {"message": "There are seven."}}}]}]);
    assert!(!seen(&mail, TurnSide::Output)[0].contains("| There"));
}

#[test]
fn where_only_the_system_answers_it_is_the_program() {
    let list = json!({"turns": [{"speaker": "USER", "utterance": "A table for two."}, {"speaker": "SYSTEM", "utterance": "At what time?"}]});
    assert_eq!(seen(&list, TurnSide::Output), ["user: A table for two.", "assistant: At what time?"]);
    let reply = json!({"conversationId": "a-1", "systemMessage": "You get twelve days.", "systemMessageId": "s-1",
        "sourceAttributions": [{"title": "Rules", "snippet": "Twelve days a year.", "url": "https://example.org/rules"}]});
    assert_eq!(
        seen(&reply, TurnSide::Output),
        ["assistant: You get twelve days. | sources Rules https://example.org/rules Twelve days a year."]
    );
}

#[test]
fn agents_own_notes_are_read_as_what_they_show() {
    let shown = json!([{"ts": 1, "type": "say", "say": "text", "text": "Rename the file."},
        {"ts": 2, "type": "say", "say": "api_req_started", "text": "{\"request\": \"x\", \"tokensIn\": 5}"},
        {"ts": 3, "type": "say", "say": "reasoning", "text": "One move."},
        {"ts": 4, "type": "ask", "ask": "command", "text": "mv a b"},
        {"ts": 5, "type": "say", "say": "command_output", "text": "ok"},
        {"ts": 6, "type": "ask", "ask": "followup", "text": "{\"question\": \"Commit it?\", \"options\": [\"Yes\", \"No\"]}"},
        {"ts": 7, "type": "say", "say": "user_feedback", "text": "No."},
        {"ts": 8, "type": "say", "say": "completion_result", "text": "Renamed."}]);
    assert_eq!(
        seen(&shown, TurnSide::Output),
        [
            "user: Rename the file.",
            "assistant: thinks One move.",
            "assistant: calls execute_command#- {\"command\":\"mv a b\"}",
            "tool: answers #- ok",
            "assistant: Commit it?\n\n- Yes\n- No",
            "user: No.",
            "assistant: Renamed."
        ]
    );
}

#[test]
fn pieces_of_both_sides_of_live_speech_are_joined() {
    let told = |key: &str, words: &str| json!({"serverContent": {key: {"text": words}}});
    let live = json!([{"setupComplete": {}}, told("inputTranscription", "Lights"), told("inputTranscription", " off"),
        {"serverContent": {"modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AQID"}}]},
            "outputTranscription": {"text": "They are"}}},
        told("outputTranscription", " off."), {"toolCall": {"functionCalls": [{"id": "t", "name": "off", "args": {"n": 1}}]}},
        {"serverContent": {"turnComplete": true}}]);
    assert_eq!(
        seen(&live, TurnSide::Output),
        ["user: Lights off", "assistant: They are off.", "assistant: calls off#t {\"n\":1}"]
    );
    let event = |kind: &str, key: &str, words: &str| json!({"type": kind, key: words});
    let realtime = json!([{"type": "session.created", "session": {}},
        event("conversation.item.input_audio_transcription.delta", "delta", "Light"),
        event("conversation.item.input_audio_transcription.completed", "transcript", "Lights off"),
        event("response.output_audio_transcript.delta", "delta", "They are"),
        event("response.output_audio_transcript.delta", "delta", " off."),
        event("response.output_audio_transcript.done", "transcript", "They are off.")]);
    assert_eq!(seen(&realtime, TurnSide::Output), ["user: Lights off", "assistant: They are off."]);
}

#[test]
fn messengers_authors_say_whether_they_are_bots() {
    let one = |bot: bool| {
        json!({"id": "9", "content": "The match is at six.", "timestamp": "2026-01-01T10:00:00Z", "tts": false,
        "author": {"id": "3", "username": "coach", "bot": bot},
        "embeds": [{"title": "Bring", "description": "Warm clothes.", "fields": [{"name": "Where", "value": "Pitch two"}]}]})
    };
    let words = "The match is at six. | **Bring**\nWarm clothes.\n- Where: Pitch two";
    assert_eq!(seen(&one(true), TurnSide::Output), [format!("assistant(coach): {words}")]);
    assert_eq!(seen(&one(false), TurnSide::Input), [format!("user(coach): {words}")]);
    let update = json!({"list": [{"from": {"is_bot": false, "first_name": "Ida"}, "text": "Is it on?"},
        {"from": {"is_bot": true, "first_name": "Clubbot"}, "text": "Yes, it is."}]});
    assert_eq!(seen(&update, TurnSide::Output), ["user(Ida): Is it on?", "assistant(Clubbot): Yes, it is."]);
}

#[test]
fn parts_cards_and_code_inside_messages_are_words() {
    let parts =
        json!([{"type": "text", "text": "What is this?"}, {"type": "image", "file_id": "f-5"}]).to_string();
    let asked = json!({"messages": [{"role": "user", "content": parts}]});
    assert_eq!(seen(&asked, TurnSide::Input), ["user: What is this? | image <f-5>"]);
    // What a person types may be JSON.
    let typed = json!({"messages": [{"role": "user", "content": "[{\"a\": 1}]"}]});
    assert_eq!(seen(&typed, TurnSide::Input), ["user: [{\"a\": 1}]"]);
    let card = json!({"templateType": "ListPicker", "data": {"content": {"title": "Which size?", "elements": [{"title": "Small"}, {"title": "Large"}]}}});
    let adaptive = json!({"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Which size?"}],
        "actions": [{"type": "Action.Submit", "title": "Small"}, {"type": "Action.Submit", "title": "Large"}]});
    for card in [card, adaptive] {
        let told = json!({"messages": [{"role": "user", "content": "Shoes"}, {"role": "assistant", "content": card.to_string()}]});
        assert_eq!(seen(&told, TurnSide::Output)[1], "assistant: Which size?\n- Small\n- Large");
    }
    let sql = json!({"message": {"role": "analyst", "content": [{"type": "text", "text": "Per shop."},
        {"type": "sql", "statement": "SELECT 1", "confidence": {"checked": null}}]}, "request_id": "r"});
    assert_eq!(seen(&sql, TurnSide::Output), ["assistant(analyst): Per shop. | ```sql\nSELECT 1\n```"]);
}

#[test]
fn events_and_memories_of_other_programs_have_the_same_traits() {
    let shown = ["user: Count the ducks.", "assistant: There are nine."];
    let told = |user: Value, program: Value| json!({"id": 7, "list": [user, program]});
    for list in [
        told(
            json!({"source": "user", "action": "message", "args": {"content": "Count the ducks."}}),
            json!({"source": "agent", "action": "message", "args": {"content": "There are nine."}}),
        ),
        told(
            json!({"event": {"textOutput": {"role": "USER", "content": "Count the ducks."}}}),
            json!({"event": {"textOutput": {"role": "ASSISTANT", "content": "There are nine."}}}),
        ),
        told(
            json!({"type": "USER_MESSAGE", "message_text": "Count the ducks.", "emotion_features": "{}"}),
            json!({"type": "AGENT_MESSAGE", "message_text": "There are nine."}),
        ),
        told(
            json!({"ParticipantId": "CUSTOMER", "Content": "Count the ducks."}),
            json!({"ParticipantId": "AGENT", "Content": "There are nine."}),
        ),
        told(
            json!({"type": 1, "bubbleId": "b1", "text": "Count the ducks."}),
            json!({"type": 2, "bubbleId": "b2", "text": "There are nine."}),
        ),
        json!([
            json!({"type": "human", "data": {"content": "Count the ducks."}}).to_string(),
            json!({"type": "ai", "data": {"content": "There are nine."}}).to_string()
        ]),
    ] {
        assert_eq!(seen(&list, TurnSide::Output), shown, "{list}");
    }
    let named = json!({"messages": [{"role": "Kim", "role_type": "user", "content": "Count the ducks."},
        {"role": "Ranger", "role_type": "assistant", "content": "There are nine."}]});
    assert_eq!(
        seen(&named, TurnSide::Output),
        ["user(Kim): Count the ducks.", "assistant(Ranger): There are nine."]
    );
    let run = json!([{"source": "user", "action": "message", "args": {"content": "Count the ducks."}},
        {"source": "agent", "action": "run", "message": "Running: ls", "args": {"command": "ls", "thought": "Look first."}},
        {"source": "agent", "observation": "run", "message": "Ran", "content": "9"}]);
    assert_eq!(
        seen(&run, TurnSide::Output),
        [
            shown[0],
            "assistant: thinks Look first. | calls run#- {\"command\":\"ls\",\"thought\":\"Look first.\"}",
            "tool: answers run#- 9"
        ]
    );
}
