//! What the name of a key says about its value: whether it usually holds a message, and of which side.

use crate::text::extract::{TurnSide, generic};

/// Words in the keys of what a person says to a program.
const ASKED: &str = "question questions query queries prompt prompts ask asked input inputs instruction instructions task resume \
    request inquiry utterance command";

/// Words in the keys of what a program says.
const ANSWERED: &str = "answer answers reply replies response responses completion completions generated generation generations \
    fulfillment speak spoken speech final output outputs result results prediction predictions returned raw \
    utterance fulfilment";

/// Words in the keys of a text, whoever says it.
const TEXTS: &str = "text texts message messages msg content contents body says said say words transcript transcripts transcription \
    markdown display utterance caption comment sentence translation value parts val";

/// Names of a person who speaks to a program, and of a program that speaks, in keys such as `user_says`.
const PEOPLE: &str = "user human customer client caller visitor person guest patient";
const PROGRAMS: &str = "bot assistant ai agent llm chatbot gpt machine";

/// Words that, at the end of a key, mean that it is about a message and does not hold one.
const ABOUT: &str = "id ids uuid guid key url uri link href path file filename type kind model name time timestamp date at created \
    updated status state lang language locale token tokens session hash signature format mime code count score \
    scores confidence reason version level role author sender agent channel index usage metrics ms seconds \
    duration cost class provider logprobs fingerprint title label category stop tags encoding timezone region \
    tenant environment address email phone as";

/// Words that anywhere in a path mean that what is below is not the message.
const ASIDE: &str = "metadata meta config configuration options settings headers debug log logs trace traceback stack stats schema \
    tools expected reference references golden truth template system examples example reprompt entities \
    document documents docs sources source citations citation retrieved retrieval chunks nodes context \
    contexts embedding embeddings kwargs_schema memory persona preamble intermediate tasks description extra \
    parameters safety ratings warnings suggestions followups artifacts_meta history segments words diagnostics \
    sentiment definition signature";

/// Words in the keys of what was understood. It has a person's words where nothing else does.
const UNDERSTOOD: &str = "intent intents slot slots";

/// Words in the keys of a model's reasoning.
const REASONING: &str = "reasoning thinking thought thoughts rationale cot";

/// The words of a key in lower case: `fulfillmentText`, `bot_says`, `Item-2` → `fulfillment text`, `bot says`, `item`.
/// Longer keys are not names: none.
pub(in crate::text::extract) fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    if key.len() > 60 {
        return words;
    }
    let mut before = ' ';
    for letter in key.chars() {
        let begins = !before.is_alphabetic() || (before.is_lowercase() && letter.is_uppercase());
        if letter.is_alphabetic() {
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        before = letter;
    }
    words
}

/// The key without anything but its letters, in lower case: `messageType`, `message_type` → `messagetype`.
pub(in crate::text::extract) fn squeezed(key: &str) -> String {
    key.chars().take(40).filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a key squeezed is this name. Compares without copying.
pub(super) fn is_squeezed(key: &str, name: &str) -> bool {
    let letters = key.chars().take(40).filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.eq(name.chars())
}

fn among(list: &str, words: &[String]) -> bool {
    words.iter().any(|word| has(list, word))
}

/// Whether a list of words, written as a text, has this one.
fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// How much a key looks like that of a message of this side: 45 and more if it does, 0 if it says nothing, less than 0
/// if it holds something else.
pub(in crate::text::extract) fn weight(key: &str, side: TurnSide) -> i32 {
    let words = words(key);
    let Some(last) = words.last() else { return 0 };
    let of = |list: &str| among(list, &words);
    if of(REASONING) || of("expected reference golden truth template schema") {
        return -60;
    }
    // What a ticket or a tool is about, in words.
    let texts = of(TEXTS) && !of("description");
    if of("total number count num") {
        return -45;
    }
    if of("system developer preamble persona") {
        // `systemMessage` may be what the program says, if nothing else is.
        let says =
            side == TurnSide::Output && words.len() == 2 && has("message utterance response reply", last);
        return if says { 30 } else { -50 };
    }
    if has(ABOUT, last) && !(words.len() == 1 && texts) {
        return -45;
    }
    let (own, other, speaks, hears) = match side {
        TurnSide::Input => (ASKED, ANSWERED, PEOPLE, PROGRAMS),
        TurnSide::Output => (ANSWERED, ASKED, PROGRAMS, PEOPLE),
    };
    let (own, other, speaks, hears) = (of(own), of(other), of(speaks), of(hears));
    let known = generic::keys(side).iter().position(|known| *known == key);
    let rank = known.map_or(0, |rank| 14_i32.saturating_sub(i32::try_from(rank).unwrap_or(14)).max(0));
    match () {
        () if known.is_some() && own => 48 + rank,
        // `text` and `content` may be anything's.
        () if known.is_some() => 46 + rank / 2,
        () if hears && !speaks && !own => -40,
        () if speaks && (texts || own) => 58,
        () if own && !other => 55,
        () if own && (speaks || texts) => 55,
        () if other && !own => -40,
        () if own => 50,
        () if texts => 46,
        () if speaks => 30,
        () if of(ASIDE) => -50,
        () if of(UNDERSTOOD) => -18,
        () => 0,
    }
}

/// What the keys above a value add: they can only say that it belongs to something else, or confirm its own key.
pub(super) fn weight_above(key: &str, side: TurnSide) -> i32 {
    let words = words(key);
    let own = weight(key, side);
    match () {
        // Thoughts, what was expected, and instructions.
        () if among(REASONING, &words) => -40,
        // A bot's message may be one, while the template of a prompt is a text.
        () if words == ["template"] => -2,
        () if own <= -50 => own,
        () if own >= 45 => 1,
        () if among(ASIDE, &words) => -50,
        // `status` and `type` hold no messages, but `agent` and `session` may.
        () if own == -45 => -10,
        () if own <= -40 => -30,
        () if among(UNDERSTOOD, &words) => own,
        () => -2,
    }
}

/// Whether the value is about a message, such as its id or its time.
pub(super) fn is_about(key: &str) -> bool {
    words(key).last().is_some_and(|last| has(ABOUT, last))
}

/// Whether the key is that of a model's reasoning.
pub(in crate::text::extract) fn is_reasoning(key: &str) -> bool {
    // Not `what_do_you_think`, which may be a question of a form.
    key == "think" || among(REASONING, &words(key))
}

/// Whether the key holds the text of a message, whoever says it.
pub(super) fn is_text(key: &str) -> bool {
    [TurnSide::Input, TurnSide::Output].iter().any(|side| weight(key, *side) >= 45)
}
