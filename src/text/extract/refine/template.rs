//! Prompts and raw answers in a model's chat template: one text in which special tokens say who speaks. It is read into
//! messages. ChatML (`<|im_start|>user`), Llama (`<|start_header_id|>user<|end_header_id|>`, `[INST]`), Gemma
//! (`<start_of_turn>user`), and names of speakers as tokens (`<|user|>`, `<｜User｜>`, `<|USER_TOKEN|>`), and the channels of
//! gpt-oss (`<|channel|>analysis<|message|>`).

use serde_json::Value;

use crate::text::message::{Block, Message, Role};

use super::super::general::keys;
use super::super::{general, role, tool};

/// Longer names are no tokens.
const LONGEST: usize = 40;

/// What a token does.
#[derive(Clone, PartialEq)]
enum Mark {
    /// The text after it names the speaker.
    Head,
    /// Ends what [`Mark::Head`] or [`Mark::Channel`] began.
    HeadEnd,
    Channel,
    /// Begins a message of this role.
    Speaker(Role),
    /// Ends a message.
    End,
    /// Stands at the beginning of a text and is left out.
    Begin,
}

/// Tokens with names of their own.
const FIXED: &[(&str, Mark)] = &[
    ("[INST]", Mark::Speaker(Role::User)),
    ("[/INST]", Mark::Speaker(Role::Assistant)),
    ("<<SYS>>", Mark::Speaker(Role::System)),
    ("<</SYS>>", Mark::Speaker(Role::User)),
    ("[SYSTEM_PROMPT]", Mark::Speaker(Role::System)),
    ("[/SYSTEM_PROMPT]", Mark::End),
    ("<start_of_turn>", Mark::Head),
    ("<end_of_turn>", Mark::End),
    ("<s>", Mark::Begin),
    ("</s>", Mark::End),
    ("<bos>", Mark::Begin),
    ("<BOS_TOKEN>", Mark::Begin),
    ("<eos>", Mark::End),
    ("[gMASK]", Mark::Begin),
    ("<sop>", Mark::Begin),
];

/// The messages of a text that is written in a template from its beginning; those before the first speaker are `speaker`'s.
/// `None` for a text that only mentions tokens. Takes linear time.
pub(super) fn read(text: &str, speaker: &Role) -> Option<Vec<Message>> {
    let pieces = pieces(text);
    let begins = |(before, mark): &(&str, Option<Mark>)| {
        before.trim().is_empty() && !matches!(mark, Some(Mark::End | Mark::HeadEnd) | None)
    };
    if !pieces.first().is_some_and(begins) {
        return None;
    }
    let speaks = |mark: &Option<Mark>| matches!(mark, Some(Mark::Head | Mark::Speaker(_) | Mark::Channel));
    pieces
        .iter()
        .position(|(_, mark)| speaks(mark))
        .filter(|first| pieces.iter().take(first + 1).all(|(before, _)| before.trim().is_empty()))?;
    let mut script = Transcript {
        messages: Vec::new(),
        role: None,
        head: None,
        channel: None,
        body: String::new(),
        speaker,
    };
    for (before, mark) in pieces {
        script.add_text(before);
        match mark {
            Some(mark) => script.mark(mark),
            None => break,
        }
    }
    script.flush();
    (!script.messages.is_empty()).then_some(script.messages)
}

/// A model's answer without the tokens with which it ended.
pub(super) fn ended(text: &str) -> Option<&str> {
    let mut rest = text.trim_end();
    // Struck text in HTML ends like this too.
    let is_struck = rest.ends_with("</s>") && rest.contains("<s>");
    while let Some(start) = rest.rfind(['<', '[']) {
        let ends = rest
            .get(start..)
            .and_then(token)
            .is_some_and(|(mark, length)| mark == Mark::End && start + length == rest.len());
        if !ends || is_struck {
            break;
        }
        rest = rest.get(..start).unwrap_or_default().trim_end();
    }
    (rest.len() < text.trim_end().len() && !rest.is_empty()).then_some(rest)
}

/// The text cut at its tokens: each piece with the token after it.
fn pieces(text: &str) -> Vec<(&str, Option<Mark>)> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['<', '['])) {
        at += next;
        match text.get(at..).and_then(token) {
            Some((mark, length)) => {
                pieces.push((text.get(start..at).unwrap_or_default(), Some(mark)));
                at += length;
                start = at;
            }
            None => at += 1,
        }
    }
    pieces.push((text.get(start..).unwrap_or_default(), None));
    pieces
}

/// The token with which a text begins, and its length in bytes.
fn token(text: &str) -> Option<(Mark, usize)> {
    if let Some((name, mark)) = FIXED.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((mark.clone(), name.len()));
    }
    let bar = text.strip_prefix('<')?.chars().next().filter(|bar| matches!(bar, '|' | '｜'))?;
    let open = 1 + bar.len_utf8();
    let window = text.get(open..text.floor_char_boundary(open + LONGEST))?;
    let name = window.get(..window.find(bar)?)?;
    let length = open + name.len() + bar.len_utf8();
    let closes = text.get(length..)?.starts_with('>') && !name.contains(char::is_whitespace);
    Some((mark_named(name).filter(|_| closes)?, length + 1))
}

/// What the token of this name does; `None` for tokens that are left in the text, such as those around calls of tools.
fn mark_named(name: &str) -> Option<Mark> {
    let words = keys::words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let (starts, ends) = (has(&["start"]), has(&["end"]));
    Some(match () {
        () if has(&["tool", "tools"]) && words.len() > 1 => return None,
        () if words == ["channel"] => Mark::Channel,
        () if has(&["sep", "middle"]) || words == ["message"] => Mark::HeadEnd,
        () if ends && has(&["header", "role"]) => Mark::HeadEnd,
        () if starts && (words.len() == 1 || has(&["im", "header", "role", "turn"])) => Mark::Head,
        () if ends
            || has(&["eot", "eom", "eos", "endoftext", "eod"])
            || words == ["return"]
            || words == ["call"] =>
        {
            Mark::End
        }
        () if has(&["begin", "bos", "startoftext"]) => Mark::Begin,
        // Kimi has the role in the token and after it.
        () if words.len() == 2 && has(&["im"]) => Mark::Head,
        () => Mark::Speaker(general::role_named(name).filter(|_| words.len() <= 2)?),
    })
}

/// The transcript as far as it is read.
struct Transcript<'s> {
    messages: Vec<Message>,
    role: Option<Role>,
    /// The text after [`Mark::Head`] and [`Mark::Channel`], while it is read.
    head: Option<String>,
    channel: Option<String>,
    body: String,
    /// The role of text before the first speaker.
    speaker: &'s Role,
}

impl Transcript<'_> {
    fn add_text(&mut self, text: &str) {
        let Some(mut head) = self.head.take() else { return self.body.push_str(text) };
        // Without a token for it, the head ends with its line.
        match text.split_once('\n') {
            Some((line, rest)) if self.channel.is_none() => {
                head.push_str(line);
                self.speaker(&head);
                self.body.push_str(rest);
            }
            _ => {
                head.push_str(text);
                self.head = Some(head);
            }
        }
    }

    fn speaker(&mut self, name: &str) {
        let name = name.trim();
        self.role = match () {
            () if name.starts_with("functions.") => Some(Role::Tool),
            () if name.is_empty() => None,
            () => Some(general::role_named(name).unwrap_or_else(|| role::named(name))),
        };
    }

    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::Begin => {}
            Mark::Head => {
                self.flush();
                self.head = Some(String::new());
            }
            Mark::Speaker(role) => {
                self.head = None;
                self.flush();
                self.role = Some(role);
            }
            Mark::Channel => {
                if let Some(head) = self.head.take() {
                    self.speaker(&head);
                }
                self.channel = Some(String::new());
                self.head = Some(String::new());
            }
            Mark::HeadEnd => match (self.head.take(), &self.channel) {
                (Some(head), Some(_)) => self.channel = Some(head),
                (Some(head), None) => self.speaker(&head),
                (None, _) => {}
            },
            Mark::End => {
                self.flush();
                self.role = None;
            }
        }
    }

    /// Ends a message.
    fn flush(&mut self) {
        if let Some(head) = self.head.take().filter(|_| self.channel.is_none()) {
            self.speaker(&head);
        }
        let channel = self.channel.take().unwrap_or_default();
        let body = std::mem::take(&mut self.body);
        let text = body.trim();
        if text.is_empty() {
            return;
        }
        let role = self.role.clone().unwrap_or_else(|| self.speaker.clone());
        let called = channel.split_whitespace().find_map(|word| word.strip_prefix("to=functions."));
        let block = match (channel.trim(), called) {
            (_, Some(name)) => tool::call(None, Some(&Value::from(name)), Some(&Value::from(text))),
            ("analysis", None) => Block::Reasoning(text.to_owned()),
            _ if role == Role::Tool => Block::ToolResult {
                id: None,
                name: None,
                content: tool::answer(Some(&Value::from(text)), 0),
                failed: false,
            },
            _ => Block::Text(text.to_owned()),
        };
        match self.messages.last_mut().filter(|last| last.role == role && role == Role::Assistant) {
            Some(last) => last.blocks.push(block),
            None => self.messages.push(Message { role, name: None, blocks: vec![block] }),
        }
    }
}
