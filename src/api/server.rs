//! Facts about the server, loaded once for the whole app: its rules for scoring threads, the reviewer's name, and after
//! which time without messages a thread becomes inactive.

use leptos::prelude::*;

use super::{busy::Busy, error::ApiError, feedback_fields::NOBODY, fields::Fields};
use crate::{
    browser::tracking,
    local::preferences::Preferences,
    model::{iso_duration, rules::ThreadRules},
};

/// How the server identifies users.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
enum Identification {
    #[default]
    Unknown,
    /// It does not: everybody is `admin`.
    None,
    /// By the name that the reviewer enters and every request sends.
    Said,
    /// By a login in front of the server, regardless of what requests send.
    Login(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Facts {
    asked: bool,
    /// Failed attempts in a row to load the facts.
    tries: u32,
    /// Until when the server asked not to be called, in milliseconds on the page's monotonic clock.
    rest: i64,
    names: Identification,
    guarded: bool,
    timeout: Option<u64>,
}

/// The pause after a first failure, in milliseconds; doubled after each further one.
const PAUSE: i64 = 1_000;
/// The longest pause after a failure, in milliseconds, unless the server asks for a longer one.
const LONGEST_PAUSE: i64 = 30_000;
/// The longest `Retry-After` that is respected, in milliseconds.
const LONGEST_REST: i64 = 300_000;

/// Facts about the server, as reactive state. All copies share it.
#[derive(Clone, Copy)]
pub struct Server {
    facts: RwSignal<Facts>,
    preferences: Preferences,
    waiting: StoredValue<Vec<Callback<()>>>,
    /// Whether the dialog asking for the reviewer's name is to be shown.
    pub asking: RwSignal<bool>,
    /// Whether the server asks to sign in first.
    pub signed_out: RwSignal<bool>,
    /// Whether it is busy, and for how long.
    pub busy: Busy,
    /// The rules for scoring threads; [`ThreadRules::Open`] until the server says otherwise.
    pub rules: Signal<ThreadRules>,
}

impl Server {
    pub(super) fn new(preferences: Preferences) -> Self {
        let facts = RwSignal::new(Facts::default());
        let rules = Signal::derive(move || {
            tracking::track(&facts);
            if facts.with_untracked(|facts| facts.guarded) { ThreadRules::Guarded } else { ThreadRules::Open }
        });
        Self {
            facts,
            preferences,
            waiting: StoredValue::new(Vec::new()),
            asking: RwSignal::new(false),
            signed_out: RwSignal::new(false),
            busy: Busy::new(),
            rules,
        }
    }

    fn read<T>(self, read: impl FnOnce(&Facts) -> T) -> T {
        tracking::track(&self.facts);
        self.facts.with_untracked(read)
    }

    /// Whether the facts have to be requested; marks them as requested.
    pub(super) fn begin_asking(self) -> bool {
        let asked = self.facts.with_untracked(|facts| facts.asked);
        if !asked {
            self.facts.update(|facts| facts.asked = true);
        }
        !asked
    }

    /// Reads the answer of `GET /v1/private/toggles/` to a request without a user name, so that a name in it comes from
    /// a login. Returns every error but the API's own 404; the facts then stay unknown and are requested again.
    pub(super) fn learn(self, answer: Result<Fields, ApiError>) -> Result<(), ApiError> {
        let mut answer = match answer {
            Ok(answer) => answer,
            // A server without this endpoint has none of the optional facts. A 404 about an unknown workspace says
            // nothing about the server.
            Err(ApiError::Missing(words)) if !words.contains("orkspace") => Fields::default(),
            Err(error) => return Err(error),
        };
        let names = match answer.text("user_name") {
            Some(name) => Identification::Login(name),
            None if answer.has("user_name") => Identification::Said,
            None => Identification::None,
        };
        let guarded = answer.flag("thread_scoring_requires_inactive");
        let timeout = answer.count("thread_timeout_seconds");
        let _ = self.facts.try_update(|facts| {
            facts.names = names;
            facts.guarded |= guarded;
            facts.timeout = timeout;
            facts.tries = 0;
        });
        Ok(())
    }

    /// Records a failed attempt; `now` is in milliseconds on the page's monotonic clock. Returns the number of failures
    /// in a row and the pause before the next attempt in milliseconds.
    pub(super) fn failed(self, error: &ApiError, now: i64) -> (u32, i64) {
        let after = error.after().map(|after| after.clamp(0, LONGEST_REST));
        let tries = self.facts.try_update(|facts| {
            facts.asked = false;
            facts.tries += 1;
            facts.rest = now + after.unwrap_or_default();
            facts.tries
        });
        let tries = tries.unwrap_or_default();
        let pause = (PAUSE << tries.saturating_sub(1).min(5)).min(LONGEST_PAUSE);
        (tries, pause.max(after.unwrap_or_default()))
    }

    /// Whether the server's `Retry-After` is not over yet.
    pub(super) fn is_paused(self, now: i64) -> bool {
        self.facts.try_with_untracked(|facts| now < facts.rest).unwrap_or_default()
    }

    /// Failed attempts in a row to load the facts.
    pub(super) fn tries(self) -> u32 {
        self.facts.try_with_untracked(|facts| facts.tries).unwrap_or_default()
    }

    /// Records whether an answer asked to sign in.
    pub(super) fn set_signed_out(self, away: bool) {
        if self.signed_out.try_get_untracked() == Some(!away) {
            let _ = self.signed_out.try_set(away);
        }
    }

    /// Whether it is known how the server identifies users. Tracked.
    pub fn knows_names(self) -> bool {
        self.read(|facts| facts.names != Identification::Unknown)
    }

    /// Whether that is not known after at least one failed attempt. Tracked.
    pub fn has_not_answered(self) -> bool {
        self.read(|facts| facts.names == Identification::Unknown && facts.tries > 0)
    }

    /// The author's name for changes; `None` until it is known how users are identified and the reviewer, if asked, has
    /// answered. Tracked.
    pub(super) fn author(self) -> Option<String> {
        (self.knows_names() && !self.asks_name()).then(|| self.me())
    }

    /// The author of a change that was made under the name `guess` before the facts were known. A name that the
    /// reviewer had entered is kept if the server accepts such names; otherwise it is `me`.
    pub(super) fn author_of(self, guess: &str, me: &str) -> String {
        let stays = guess != NOBODY && untrack(|| self.takes_name());
        if stays { guess } else { me }.to_owned()
    }

    /// Whether the inactivity timeout has to be read from the workspace's configuration.
    pub(super) fn wants_timeout(self) -> bool {
        self.facts.try_with_untracked(|facts| facts.asked && facts.timeout.is_none()).unwrap_or_default()
    }

    /// Reads the configured inactivity timeout, an ISO 8601 duration.
    pub(super) fn learn_timeout(self, text: Option<String>) {
        let timeout = text.and_then(|text| iso_duration::parse(&text));
        let _ = self.facts.try_update(|facts| facts.timeout = timeout);
    }

    /// Marks the facts as outdated; the old values apply until the next request.
    pub fn ask_again(self) {
        let _ = self.facts.try_update(|facts| facts.asked = false);
    }

    /// Reads the message of a 409 for a thread's score. If it is about the thread being active, scoring requires
    /// inactive threads; Opik answers 409 for other reasons too.
    pub(super) fn read_conflict(self, words: &str) {
        if words.contains("active") {
            let _ = self.facts.try_update(|facts| facts.guarded = true);
        }
    }

    /// Seconds without messages after which a thread becomes inactive; Opik's default is 15 minutes.
    pub fn thread_timeout(self) -> u64 {
        self.read(|facts| facts.timeout).unwrap_or(900)
    }

    /// The reviewer's name as the server knows it: the author of what they write.
    pub fn me(self) -> String {
        let login = self.read(|facts| match &facts.names {
            Identification::Login(name) => Some(name.clone()),
            Identification::None => Some(NOBODY.to_owned()),
            Identification::Unknown | Identification::Said => None,
        });
        login.or_else(|| self.entered_name()).unwrap_or_else(|| NOBODY.to_owned())
    }

    /// The reviewer's name; `None` if the server does not distinguish users or the name is not known.
    pub fn reviewer(self) -> Option<String> {
        if self.read(|facts| facts.names == Identification::None) {
            return None;
        }
        Some(self.me()).filter(|me| me != NOBODY)
    }

    /// Whether the reviewer can enter a name.
    pub fn takes_name(self) -> bool {
        self.read(|facts| facts.names == Identification::Said)
    }

    /// Whether the reviewer still has to be asked for a name.
    pub fn asks_name(self) -> bool {
        self.takes_name() && self.preferences.with(|choices| choices.reviewer.is_none())
    }

    /// Runs `then`, for actions recorded under the reviewer's name. If the name still has to be asked for, shows the
    /// dialog first and runs `then` when it closes.
    pub fn ensure_named(self, then: Callback<()>) {
        if untrack(|| self.asks_name()) {
            self.waiting.update_value(|all| all.push(then));
            self.asking.set(true);
        } else {
            then.run(());
        }
    }

    /// Stores the reviewer's name; an empty one means that they do not want to give one.
    pub fn set_reviewer(self, name: &str) {
        self.preferences.update(|choices| choices.reviewer = Some(name.trim().to_owned()));
    }

    /// The name dialog has closed. No answer counts as an empty name. Runs the waiting actions.
    pub fn close_name_dialog(self) {
        if untrack(|| self.asks_name()) {
            self.set_reviewer("");
        }
        for then in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // The view that registered the action may be gone.
            then.try_run(());
        }
    }

    /// The name to send in `X-Forwarded-User`.
    pub(super) fn name_to_send(self) -> Option<String> {
        self.sends_names().then(|| untrack(|| self.entered_name())).flatten()
    }

    /// Whether requests send a name: not if the server ignores names or a login provides them.
    pub(super) fn sends_names(self) -> bool {
        self.facts
            .with_untracked(|facts| matches!(facts.names, Identification::Unknown | Identification::Said))
    }

    /// The name that the reviewer entered; `None` if empty.
    fn entered_name(self) -> Option<String> {
        self.preferences.with(|choices| choices.reviewer.clone()).filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests;
