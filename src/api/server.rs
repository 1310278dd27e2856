//! The facts of the server that the app has to know, asked once for the whole app: its thread rules, who the reviewer is
//! to it, and when a silent thread turns inactive.

use leptos::prelude::*;

use super::{error::ApiError, feedback::NOBODY, fields::Fields};
use crate::{
    browser::tracking,
    local::preferences::Preferences,
    model::{iso_duration, rules::ThreadRules},
};

/// Where the names of reviewers come from.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
enum Identification {
    /// The server has not answered yet.
    #[default]
    Unknown,
    /// There are none: everybody is `admin`.
    None,
    /// Whoever reviews says it, and each request carries it.
    Said,
    /// A login in front of the server says it, whatever a request carries.
    Login(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Facts {
    asked: bool,
    /// How often in a row it has not answered properly.
    tries: u32,
    /// It asked to be left alone until then, on the page's own clock.
    rest: i64,
    names: Identification,
    guarded: bool,
    timeout: Option<u64>,
}

/// The first pause before the server is asked again, in milliseconds; each one after it is twice as long.
const PAUSE: i64 = 1_000;
/// No pause is longer, in milliseconds, unless the server asks for one.
const LONGEST_PAUSE: i64 = 30_000;
/// And none is longer than this, in milliseconds, whatever it asks for.
const LONGEST_REST: i64 = 300_000;

/// What is known of the server; every copy is the same. Readers follow what becomes known.
#[derive(Clone, Copy)]
pub struct Server {
    facts: RwSignal<Facts>,
    preferences: Preferences,
    waiting: StoredValue<Vec<Callback<()>>>,
    /// Whether the reviewer is being asked for their name; the page's head shows the dialog.
    pub asking: RwSignal<bool>,
    /// Whether somebody has to sign in before the server answers.
    pub signed_out: RwSignal<bool>,
    /// The thread rules; open until the server says otherwise.
    pub rules: Signal<ThreadRules>,
}

impl Server {
    /// Nothing is known yet.
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
            rules,
        }
    }

    /// Reads the facts; tracked.
    fn read<T>(self, read: impl FnOnce(&Facts) -> T) -> T {
        tracking::track(&self.facts);
        self.facts.with_untracked(read)
    }

    /// Whether the facts have still to be asked for; from now on they are.
    pub(super) fn wants_asking(self) -> bool {
        let asked = self.facts.with_untracked(|facts| facts.asked);
        if !asked {
            self.facts.update(|facts| facts.asked = true);
        }
        !asked
    }

    /// Reads the answer of `toggles/` to a request without a name: a name in it is then a login's. Only what the API says
    /// itself is a fact; everything else is asked again.
    pub(super) fn learn(self, answer: Result<Fields, ApiError>) -> Result<(), ApiError> {
        let mut answer = match answer {
            Ok(answer) => answer,
            // A server that has no such page has none of its facts either. Opik says the same of an unknown workspace,
            // which tells nothing of the server.
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

    /// It has not answered properly, at that time on the page's own clock: how often that was, and in how many milliseconds it
    /// is to be asked again.
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

    /// Whether it asked to be left alone, and that time is not over.
    pub(super) fn rests(self, now: i64) -> bool {
        self.facts.try_with_untracked(|facts| now < facts.rest).unwrap_or_default()
    }

    /// How often in a row it has not answered properly.
    pub(super) fn tries(self) -> u32 {
        self.facts.try_with_untracked(|facts| facts.tries).unwrap_or_default()
    }

    /// An answer came that asks to sign in first, or one that does not.
    pub(super) fn turns_away(self, away: bool) {
        if self.signed_out.try_get_untracked() == Some(!away) {
            let _ = self.signed_out.try_set(away);
        }
    }

    /// Whether it is known where names come from. Tracked.
    pub fn knows_names(self) -> bool {
        self.read(|facts| facts.names != Identification::Unknown)
    }

    /// Whether it has been asked in vain who reviews. Tracked.
    pub fn is_silent(self) -> bool {
        self.read(|facts| facts.names == Identification::Unknown && facts.tries > 0)
    }

    /// Who writes, once that is settled: names are known, and whoever has to be asked has answered. Tracked.
    pub(super) fn author(self) -> Option<String> {
        (self.knows_names() && !self.asks_name()).then(|| self.me())
    }

    /// Who somebody is, `me` being known by now, who was taken for `guess` before: a name that they had said stays theirs.
    pub(super) fn author_of(self, guess: &str, me: &str) -> String {
        let stays = guess != NOBODY && untrack(|| self.takes_name());
        if stays { guess } else { me }.to_owned()
    }

    /// Whether the time until a silent thread turns inactive is to be read from the workspace's configuration.
    pub(super) fn wants_timeout(self) -> bool {
        self.facts.try_with_untracked(|facts| facts.asked && facts.timeout.is_none()).unwrap_or_default()
    }

    /// Reads the configuration's timeout, an ISO-8601 duration.
    pub(super) fn learn_timeout(self, text: Option<String>) {
        let timeout = text.and_then(|text| iso_duration::parse(&text));
        let _ = self.facts.try_update(|facts| facts.timeout = timeout);
    }

    /// What is known may have changed: it is asked for again when it is next needed. Until then it counts.
    pub fn ask_again(self) {
        let _ = self.facts.try_update(|facts| facts.asked = false);
    }

    /// The server has answered a thread's score with 409 and these words: where they are about the thread being active, it is
    /// guarded, whatever it said. Opik has other conflicts too.
    pub(super) fn hear_conflict(self, words: &str) {
        if words.contains("active") {
            let _ = self.facts.try_update(|facts| facts.guarded = true);
        }
    }

    /// After how many seconds a silent thread turns inactive (Opik: 15 minutes where nobody says otherwise).
    pub fn thread_timeout(self) -> u64 {
        self.read(|facts| facts.timeout).unwrap_or(900)
    }

    /// Who the reviewer is to the server: the author of what they write.
    pub fn me(self) -> String {
        let login = self.read(|facts| match &facts.names {
            Identification::Login(name) => Some(name.clone()),
            Identification::None => Some(NOBODY.to_owned()),
            Identification::Unknown | Identification::Said => None,
        });
        login.or_else(|| self.said()).unwrap_or_else(|| NOBODY.to_owned())
    }

    /// Who the reviewer is, where anybody is told apart: by the login, or by what they said.
    pub fn reviewer(self) -> Option<String> {
        if self.read(|facts| facts.names == Identification::None) {
            return None;
        }
        Some(self.me()).filter(|me| me != NOBODY)
    }

    /// Whether the reviewer may say who they are.
    pub fn takes_name(self) -> bool {
        self.read(|facts| facts.names == Identification::Said)
    }

    /// Whether the reviewer has still to be asked who they are.
    pub fn asks_name(self) -> bool {
        self.takes_name() && self.preferences.with(|choices| choices.reviewer.is_none())
    }

    /// Runs `then`; where the reviewer has still to be asked who they are, once they have answered. For what people do
    /// under their name.
    pub fn ensure_named(self, then: Callback<()>) {
        if untrack(|| self.asks_name()) {
            self.waiting.update_value(|all| all.push(then));
            self.asking.set(true);
        } else {
            then.run(());
        }
    }

    /// Keeps the reviewer's name; an empty one is none.
    pub fn call_me(self, name: &str) {
        self.preferences.update(|choices| choices.reviewer = Some(name.trim().to_owned()));
    }

    /// The question is off the page: who has not answered does not want to, and what waited for it goes on.
    pub fn settle_name(self) {
        if untrack(|| self.asks_name()) {
            self.call_me("");
        }
        for then in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // Whoever asked may be gone.
            then.try_run(());
        }
    }

    /// The name to send along, if any.
    pub(super) fn name_to_send(self) -> Option<String> {
        self.sends_names().then(|| untrack(|| self.said())).flatten()
    }

    /// Whether names go along: nobody else gives them, as far as is known.
    pub(super) fn sends_names(self) -> bool {
        self.facts
            .with_untracked(|facts| matches!(facts.names, Identification::Unknown | Identification::Said))
    }

    /// An empty name is one that somebody did not want to give.
    fn said(self) -> Option<String> {
        self.preferences.with(|choices| choices.reviewer.clone()).filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests;
