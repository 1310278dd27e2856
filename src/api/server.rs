//! The facts of the server that the app has to know, asked once for the whole app: its thread rules, who the reviewer is
//! to it, and when a silent thread turns inactive.

use leptos::prelude::*;

use super::{error::ApiError, feedback::NOBODY, fields::Fields};
use crate::{
    browser::preferences::Preferences,
    model::{iso_duration, rules::ThreadRules},
};

/// Where the names of reviewers come from.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
enum Names {
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
    names: Names,
    guarded: bool,
    timeout: Option<u64>,
}

/// What is known of the server; every copy is the same. Readers follow what becomes known.
#[derive(Clone, Copy)]
pub struct Server {
    facts: RwSignal<Facts>,
    preferences: Preferences,
    waiting: StoredValue<Vec<Callback<()>>>,
    /// Whether the reviewer is being asked for their name; the page's head shows the dialog.
    pub asking: RwSignal<bool>,
    /// The thread rules; open until the server says otherwise.
    pub rules: Signal<ThreadRules>,
}

impl Server {
    /// Nothing is known yet.
    pub(super) fn new(preferences: Preferences) -> Self {
        let facts = RwSignal::new(Facts::default());
        let rules = Signal::derive(move || {
            if facts.with(|facts| facts.guarded) { ThreadRules::Guarded } else { ThreadRules::Open }
        });
        Self {
            facts,
            preferences,
            waiting: StoredValue::new(Vec::new()),
            asking: RwSignal::new(false),
            rules,
        }
    }

    /// Whether the facts have still to be asked for; from now on they are.
    pub(super) fn wants_asking(self) -> bool {
        let asked = self.facts.with_untracked(|facts| facts.asked);
        if !asked {
            self.facts.update(|facts| facts.asked = true);
        }
        !asked
    }

    /// Reads the answer of `toggles/` to a request without a name: a name in it is then a login's. No answer is asked
    /// for again the next time.
    pub(super) fn learn(self, answer: Result<Fields, ApiError>) {
        let mut answer = match answer {
            Ok(answer) => answer,
            Err(error) if error.is_passing() => {
                let _ = self.facts.try_update(|facts| facts.asked = false);
                return;
            }
            // A server that has no such page has none of its facts either.
            Err(_) => Fields::default(),
        };
        let names = match answer.text("user_name") {
            Some(name) => Names::Login(name),
            None if answer.has("user_name") => Names::Said,
            None => Names::None,
        };
        let guarded = answer.flag("thread_scoring_requires_inactive");
        let timeout = answer.count("thread_timeout_seconds");
        let _ = self.facts.try_update(|facts| {
            facts.names = names;
            facts.guarded |= guarded;
            facts.timeout = timeout;
        });
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

    /// The server has answered a thread's score with 409: it is guarded, whatever it said.
    pub fn learned_guarded(self) {
        let _ = self.facts.try_update(|facts| facts.guarded = true);
    }

    /// After how many seconds a silent thread turns inactive (Opik: 15 minutes where nobody says otherwise).
    pub fn thread_timeout(self) -> u64 {
        self.facts.with(|facts| facts.timeout).unwrap_or(900)
    }

    /// Who the reviewer is to the server: the author of what they write.
    pub fn me(self) -> String {
        let login = self.facts.with(|facts| match &facts.names {
            Names::Login(name) => Some(name.clone()),
            Names::None => Some(NOBODY.to_owned()),
            Names::Unknown | Names::Said => None,
        });
        login.or_else(|| self.said()).unwrap_or_else(|| NOBODY.to_owned())
    }

    /// Who the reviewer is, where anybody is told apart: by the login, or by what they said.
    pub fn reviewer(self) -> Option<String> {
        if self.facts.with(|facts| facts.names == Names::None) {
            return None;
        }
        Some(self.me()).filter(|me| me != NOBODY)
    }

    /// Whether the reviewer may say who they are.
    pub fn takes_name(self) -> bool {
        self.facts.with(|facts| facts.names == Names::Said)
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
        self.facts.with_untracked(|facts| matches!(facts.names, Names::Unknown | Names::Said))
    }

    /// An empty name is one that somebody did not want to give.
    fn said(self) -> Option<String> {
        self.preferences.with(|choices| choices.reviewer.clone()).filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::browser::preferences::Choices;

    fn told(answer: Value, reviewer: Option<&str>) -> (Owner, Server) {
        let owner = Owner::new();
        let server = owner.with(|| {
            let reviewer = reviewer.map(str::to_owned);
            let server = Server::new(Preferences::holding(Choices { reviewer, ..Choices::default() }));
            server.learn(Ok(Fields::of(answer)));
            server
        });
        (owner, server)
    }

    #[test]
    fn a_server_without_names_asks_nobody_and_everybody_is_admin() {
        let (_owner, server) = told(json!({ "other": true }), Some("Ana"));
        assert_eq!((server.me().as_str(), server.reviewer(), server.name_to_send()), (NOBODY, None, None));
        assert!(!server.asks_name() && !server.takes_name());
        assert_eq!(server.rules.get_untracked(), ThreadRules::Open);
        assert_eq!(server.thread_timeout(), 900);
    }

    #[test]
    fn a_login_is_who_reviews_whatever_they_said() {
        let (_owner, server) = told(json!({ "user_name": "bo@example.com" }), Some("Ana"));
        assert_eq!((server.me().as_str(), server.name_to_send()), ("bo@example.com", None));
        assert!(!server.asks_name() && !server.takes_name());
    }

    #[test]
    fn a_reviewer_is_asked_once_and_may_say_no() {
        let facts = json!({ "user_name": null, "thread_scoring_requires_inactive": true, "thread_timeout_seconds": 5 });
        let (_owner, server) = told(facts.clone(), None);
        assert!(server.asks_name());
        assert_eq!((server.me().as_str(), server.name_to_send()), (NOBODY, None));
        assert_eq!((server.rules.get_untracked(), server.thread_timeout()), (ThreadRules::Guarded, 5));
        let (_owner, server) = told(facts.clone(), Some(""));
        assert!(!server.asks_name() && server.takes_name());
        assert_eq!((server.me().as_str(), server.name_to_send()), (NOBODY, None));
        let (_owner, server) = told(facts, Some("Анна"));
        assert_eq!((server.me().as_str(), server.name_to_send().as_deref()), ("Анна", Some("Анна")));
    }

    #[test]
    fn a_refused_score_teaches_the_rules() {
        let (_owner, server) = told(json!({}), None);
        server.learned_guarded();
        assert_eq!(server.rules.get_untracked(), ThreadRules::Guarded);
    }
}
