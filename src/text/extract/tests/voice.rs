use serde_json::{Value, json};

use super::super::{TurnSide, extract};
use super::{paths, seen};

fn asked(value: &Value) -> Vec<String> {
    seen(value, TurnSide::Input)
}

#[test]
fn the_words_of_a_transcription_are_the_turn() {
    let whisper = json!({"text": " Where is it?", "language": "en", "duration": 2.9,
        "segments": [{"id": 0, "start": 0.0, "end": 2.9, "text": " Where is it?"}]});
    assert_eq!(asked(&whisper), ["user: Where is it?"]);
    let beside = json!({"transcription": whisper, "audio_file": "call.wav"});
    assert_eq!(asked(&beside), ["user: Where is it? | audio <call.wav> -"]);
    let found = extract(&beside, TurnSide::Input);
    let rest = paths(&found.left_out);
    assert_eq!(rest, ["transcription.language", "transcription.duration", "transcription.segments"]);
    let deepgram = json!({"metadata": {"request_id": "r"}, "results": {"channels": [{"alternatives": [
        {"transcript": "where is it", "confidence": 0.9, "words": [{"word": "where", "start": 0.1}]}]}]}});
    assert_eq!(asked(&deepgram), ["user: where is it"]);
    let google = json!({"results": [{"alternatives": [{"transcript": "where is", "confidence": 0.9}]},
        {"alternatives": [{"transcript": " it"}]}]});
    assert_eq!(asked(&google), ["user: where is it"]);
    let aws =
        json!({"jobName": "j", "results": {"transcripts": [{"transcript": "Where is it?"}], "items": []}});
    assert_eq!(asked(&aws), ["user: Where is it?"]);
    assert_eq!(
        asked(&json!({"RecognitionStatus": "Success", "DisplayText": "Where is it?", "Duration": 1})),
        ["user: Where is it?"]
    );
}

#[test]
fn several_voices_are_told_apart() {
    let value = json!({"audio_url": "https://example.org/a.mp3", "text": "Hi. Hello.", "words": [], "utterances": [
        {"speaker": "A", "text": "Hi.", "start": 1}, {"speaker": "B", "text": "Hello.", "start": 2},
        {"speaker": "B", "text": "Welcome.", "start": 3}]});
    assert_eq!(
        asked(&value),
        ["user(Speaker A): Hi.", "user(Speaker B): Hello. Welcome. | audio https://example.org/a.mp3 -"]
    );
}

#[test]
fn items_and_transcripts_of_voice_agents_are_what_was_said() {
    let items = json!({"items": [{"type": "message", "role": "user", "content": [{"type": "input_audio", "transcript": "Book it"}]},
        {"type": "agent_handoff", "new_agent_id": "booking"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_audio", "transcript": "Done."}]}]});
    assert_eq!(seen(&items, TurnSide::Output), ["user: Book it", "assistant: Done."]);
    let talk = json!({"conversation_id": "c", "transcript": [{"role": "agent", "message": "Hello?", "time_in_call_secs": 0},
        {"role": "user", "message": "Book it"}, {"role": "agent", "message": "Booked."}]});
    assert_eq!(seen(&talk, TurnSide::Output), ["assistant: Hello?", "user: Book it", "assistant: Booked."]);
    let both = json!({"transcript": "Agent: Hi\nUser: Bye\n", "transcript_object": [{"role": "agent", "content": "Hi", "words": []},
        {"role": "user", "content": "Bye", "words": []}]});
    assert_eq!(seen(&both, TurnSide::Output), ["assistant: Hi", "user: Bye"]);
}
