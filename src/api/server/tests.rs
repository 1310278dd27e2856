use serde_json::{Value, json};

use super::*;
use crate::local::preferences::Choices;

fn server_with(answer: Value, reviewer: Option<&str>) -> (Owner, Server) {
    let owner = Owner::new();
    let server = owner.with(|| {
        let reviewer = reviewer.map(str::to_owned);
        let server = Server::new(Preferences::holding(Choices { reviewer, ..Choices::default() }));
        server.learn(Ok(Fields::of(answer))).unwrap();
        server
    });
    (owner, server)
}

#[test]
fn a_server_without_names_asks_nobody_and_everybody_is_admin() {
    let (_owner, server) = server_with(json!({ "other": true }), Some("Ana"));
    assert_eq!((server.me().as_str(), server.reviewer(), server.name_to_send()), (NOBODY, None, None));
    assert!(!server.asks_name() && !server.takes_name());
    assert_eq!(server.rules.get_untracked(), ThreadRules::Open);
    assert_eq!(server.thread_timeout(), 900);
}

#[test]
fn a_login_is_who_reviews_whatever_they_said() {
    let (_owner, server) = server_with(json!({ "user_name": "bo@example.com" }), Some("Ana"));
    assert_eq!((server.me().as_str(), server.name_to_send()), ("bo@example.com", None));
    assert!(!server.asks_name() && !server.takes_name());
}

#[test]
fn a_reviewer_is_asked_once_and_may_say_no() {
    let facts =
        json!({ "user_name": null, "thread_scoring_requires_inactive": true, "thread_timeout_seconds": 5 });
    let (_owner, server) = server_with(facts.clone(), None);
    assert!(server.asks_name());
    assert_eq!((server.me().as_str(), server.name_to_send()), (NOBODY, None));
    assert_eq!((server.rules.get_untracked(), server.thread_timeout()), (ThreadRules::Guarded, 5));
    let (_owner, server) = server_with(facts.clone(), Some(""));
    assert!(!server.asks_name() && server.takes_name());
    assert_eq!((server.me().as_str(), server.name_to_send()), (NOBODY, None));
    let (_owner, server) = server_with(facts, Some("Анна"));
    assert_eq!((server.me().as_str(), server.name_to_send().as_deref()), ("Анна", Some("Анна")));
}

#[test]
fn only_what_the_api_says_itself_is_a_fact() {
    let owner = Owner::new();
    let server = owner.with(|| Server::new(Preferences::holding(Choices::default())));
    let reviewer = Some("Ana".to_owned());
    let server = Server {
        preferences: owner.with(|| Preferences::holding(Choices { reviewer, ..Choices::default() })),
        ..server
    };
    for wrong in [
        ApiError::Denied,
        ApiError::Foreign(404),
        ApiError::Broken { status: 429, after: None },
        ApiError::Offline,
        ApiError::Unreadable("no object".into()),
        ApiError::Refused { status: 405, message: String::new() },
        ApiError::Missing("Workspace not found".into()),
    ] {
        assert!(server.begin_asking());
        assert_eq!(server.learn(Err(wrong.clone())), Err(wrong.clone()));
        server.failed(&wrong, 0);
        assert!(!server.knows_names() && server.has_not_answered(), "{wrong:?}");
        assert_eq!((server.me(), server.author()), ("Ana".to_owned(), None));
    }
    assert!(server.learn(Ok(Fields::of(json!({ "user_name": null })))).is_ok());
    assert_eq!((server.author_of("Bo", "Ana"), server.author_of(NOBODY, "Ana")), ("Bo".into(), "Ana".into()));
    assert!(server.learn(Err(ApiError::Missing("HTTP 404 Not Found".into()))).is_ok());
    assert_eq!(server.author_of("Bo", NOBODY), NOBODY);
    assert_eq!(server.author().as_deref(), Some(NOBODY));
}

#[test]
fn a_server_that_does_not_answer_is_asked_again_later_and_later_within_limits() {
    let owner = Owner::new();
    let server = owner.with(|| Server::new(Preferences::holding(Choices::default())));
    let pauses: Vec<_> = (0..7).map(|_| server.failed(&ApiError::Offline, 0).1).collect();
    assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    let busy = |after| ApiError::Broken { status: 429, after: Some(after) };
    assert_eq!(server.failed(&busy(90_000), 5).1, 90_000);
    assert!(server.is_paused(90_004) && !server.is_paused(90_005));
    assert_eq!(server.failed(&busy(i64::MAX), 0).1, LONGEST_REST);
    assert_eq!(server.failed(&busy(-5), 0).1, LONGEST_PAUSE);
}

#[test]
fn a_refused_score_teaches_the_rules_and_another_conflict_does_not() {
    let (_owner, server) = server_with(json!({}), None);
    server.read_conflict("Failed to resolve trace thread ids for project: p");
    assert_eq!(server.rules.get_untracked(), ThreadRules::Open);
    server.read_conflict("Thread 't' is active");
    assert_eq!(server.rules.get_untracked(), ThreadRules::Guarded);
}
