//! The results of transcription services. Each gives what was said, and by whom if the voices were told apart.

use serde_json::{Map, Value};

/// What was said, in order: by whom, and the words.
type Utterances = Vec<(Option<String>, String)>;

/// Keys of the words as a whole.
pub(super) const SHOWN: &[&str] = &["text", "DisplayText", "transcript"];

/// What was said in a result; `None` if it is something else.
pub(super) fn utterances(map: &Map<String, Value>) -> Option<Utterances> {
    deepgram(map)
        .or_else(|| assembly_ai(map))
        .or_else(|| whisper(map))
        .or_else(|| google(map))
        .or_else(|| aws(map))
        .or_else(|| azure(map))
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn one(words: String) -> Utterances {
    vec![(None, words)]
}

/// The voices of a result, if there are at least two of them; consecutive pieces of one voice are one message.
fn voices(items: Option<&Vec<Value>>, words: &str, voice: &str) -> Option<Utterances> {
    let mut utterances: Utterances = Vec::new();
    for item in items? {
        let name = match item.get(voice)? {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        };
        let name = format!("Speaker {name}");
        let words = text(item, words)?;
        match utterances.last_mut() {
            Some((Some(last), before)) if *last == name => {
                before.push(' ');
                before.push_str(words.trim());
            }
            _ => utterances.push((Some(name), words.trim().to_owned())),
        }
    }
    let names = utterances.iter().map(|(name, _)| name).collect::<std::collections::HashSet<_>>().len();
    (names > 1).then_some(utterances)
}

fn list<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Vec<Value>> {
    map.get(key)?.as_array().filter(|items| !items.is_empty())
}

/// Whisper's `verbose_json`, also of compatible servers and ElevenLabs: `text` with `segments` or `words` and times. The
/// text may be missing.
fn whisper(map: &Map<String, Value>) -> Option<Utterances> {
    let timed = |item: &Value| {
        item.get("start").is_some() && (item.get("text").is_some() || item.get("word").is_some())
    };
    let pieces = ["segments", "words", "chunks"].iter().find_map(|key| list(map, key));
    let is_one = match pieces {
        Some(pieces) => pieces.iter().all(|item| timed(item) || item.get("timestamp").is_some()),
        None => map.contains_key("language") && map.contains_key("duration"),
    };
    let whole = map.get("text").and_then(Value::as_str);
    if !is_one || (whole.is_none() && pieces.is_none()) {
        return None;
    }
    voices(list(map, "segments"), "text", "speaker").or_else(|| {
        let joined =
            || pieces.map(|pieces| pieces.iter().filter_map(|piece| text(piece, "text")).collect::<String>());
        whole.map(str::to_owned).or_else(joined).map(one)
    })
}

/// Deepgram: `results.channels[].alternatives[0].transcript`, and `results.utterances` by speaker.
fn deepgram(map: &Map<String, Value>) -> Option<Utterances> {
    let results = map.get("results")?.as_object()?;
    let channels = list(results, "channels")?;
    voices(list(results, "utterances"), "transcript", "speaker").or_else(|| {
        let words = channels.iter().filter_map(|channel| {
            let best = channel.get("alternatives")?.get(0)?;
            best.get("paragraphs")
                .and_then(|all| text(all, "transcript"))
                .or_else(|| text(best, "transcript"))
        });
        Some(words.map(|words| (None, words)).collect())
    })
}

/// AssemblyAI: `text` with `audio_url` and `utterances`.
fn assembly_ai(map: &Map<String, Value>) -> Option<Utterances> {
    let whole = map.get("text")?.as_str()?;
    let is_one =
        map.contains_key("audio_url") && (map.contains_key("words") || map.contains_key("language_code"));
    if !is_one && list(map, "utterances").is_none() {
        return None;
    }
    voices(list(map, "utterances"), "text", "speaker").or_else(|| Some(one(whole.to_owned())))
}

/// Google: `results[].alternatives[0].transcript`; a live Deepgram event has `channel.alternatives`.
fn google(map: &Map<String, Value>) -> Option<Utterances> {
    let best = |result: &Value| text(result.get("alternatives")?.get(0)?, "transcript");
    if let Some(channel) = map.get("channel") {
        return best(channel).map(one);
    }
    let pieces: Vec<String> = list(map, "results")?.iter().map(best).collect::<Option<_>>()?;
    Some(one(pieces.iter().map(|piece| piece.trim()).collect::<Vec<_>>().join(" ")))
}

/// Amazon Transcribe: `results.transcripts[].transcript`.
fn aws(map: &Map<String, Value>) -> Option<Utterances> {
    let transcripts = map.get("results")?.get("transcripts")?.as_array()?;
    let words: Vec<String> = transcripts.iter().map(|one| text(one, "transcript")).collect::<Option<_>>()?;
    Some(one(words.join(" ")))
}

/// Azure: `DisplayText` of a short recognition, `combinedPhrases` of a transcription.
fn azure(map: &Map<String, Value>) -> Option<Utterances> {
    if map.contains_key("RecognitionStatus") {
        return map.get("DisplayText")?.as_str().map(|words| one(words.to_owned()));
    }
    let phrases = list(map, "combinedPhrases").or_else(|| list(map, "combinedRecognizedPhrases"))?;
    let words: Vec<String> = phrases
        .iter()
        .map(|one| text(one, "text").or_else(|| text(one, "display")))
        .collect::<Option<_>>()?;
    Some(one(words.join("\n")))
}
