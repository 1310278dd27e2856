//! Health, toggles, auth probes and the workspace configuration over the API.

#[path = "support/api.rs"]
mod api;

use api::Api;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use mock_opik::state::ThreadRules;
use serde_json::{Value, json};
use tower::ServiceExt;

const TOGGLES: &str = "/v1/private/toggles";
const PATH: &str = "/v1/private/workspaces/configurations";

#[tokio::test]
async fn an_sdk_finds_a_healthy_server_and_may_come_in() {
    let api = Api::new();
    assert_eq!(api.get("/is-alive/ping").await, json!({ "message": "Healthy Server", "healthy": true }));
    assert_eq!(api.get("/is-alive/ver").await, json!({ "version": "2.1.24" }));
    assert_eq!(api.get("/health-check").await["healthy"], true);
    assert_eq!(api.call("POST", "/v1/private/auth", Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get("/v1/private/auth/workspace").await, json!({ "workspace_name": "default" }));
}

#[tokio::test]
async fn the_toggles_tell_the_thread_rules_and_the_time_until_a_thread_closes() {
    for (rules, guarded) in [(ThreadRules::Guarded, true), (ThreadRules::Open, false)] {
        let toggles = Api::with(rules).get(TOGGLES).await;
        assert_eq!(toggles["thread_scoring_requires_inactive"], guarded);
        assert_eq!(toggles["thread_timeout_seconds"], 900);
    }
    let api = Api::new();
    api.ok("PUT", PATH, json!({ "timeout_to_mark_thread_as_inactive": "PT1H30M" })).await;
    assert_eq!(api.get(TOGGLES).await["thread_timeout_seconds"], 5400);
}

#[tokio::test]
async fn the_toggles_tell_who_a_request_counts_as_in_any_script() {
    let api = Api::new();
    assert_eq!(api.get(TOGGLES).await.get("user_name"), Some(&Value::Null));
    for (sent, name) in [
        ("Ana", json!("Ana")),
        ("%D0%90%D0%BD%D0%BD%D0%B0%20%E2%9C%93", json!("Анна ✓")),
        ("Zo\u{eb}", json!("Zo\u{eb}")),
        ("100%", json!("100%")),
        ("%FF", json!("%FF")),
        ("a%0Ab", json!("a%0Ab")),
        ("%20", Value::Null),
        (" ", Value::Null),
    ] {
        let request = Request::get(TOGGLES).header("x-forwarded-user", sent.as_bytes());
        let answer = api.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let toggles: Value =
            serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap();
        assert_eq!(toggles["user_name"], name, "{sent}");
    }
}

#[tokio::test]
async fn a_configuration_is_replaced_whole_and_can_be_taken_back() {
    let api = Api::new();
    let nothing = json!({ "code": 404, "message": "No workspace configuration found for workspace" });
    assert_eq!(api.call("GET", PATH, Value::Null).await, (StatusCode::NOT_FOUND, nothing.clone()));
    let first = json!({ "timeout_to_mark_thread_as_inactive": "PT30M", "truncation_on_tables": true,
                        "color_map": { "a": "#12abCD" } });
    assert_eq!(api.call("PUT", PATH, first.clone()).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get(PATH).await, first);
    let unset =
        json!({ "timeout_to_mark_thread_as_inactive": "", "truncation_on_tables": false, "color_map": null });
    assert_eq!(api.call("PUT", PATH, unset).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get(PATH).await, json!({ "truncation_on_tables": false }));
    assert_eq!(api.call("DELETE", PATH, Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.call("DELETE", PATH, Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.call("GET", PATH, Value::Null).await, (StatusCode::NOT_FOUND, nothing));
}

#[tokio::test]
async fn a_timeout_that_makes_no_sense_is_refused_in_opiks_words() {
    let api = Api::new();
    for (text, status, part) in [
        ("30 minutes", StatusCode::BAD_REQUEST, "Unable to process JSON. Cannot parse Duration from string"),
        ("PT0.5S", StatusCode::UNPROCESSABLE_ENTITY, "minimum precision supported is seconds"),
        ("PT169H", StatusCode::UNPROCESSABLE_ENTITY, "exceeds the maximum allowed of PT168H"),
    ] {
        let (answered, body) =
            api.call("PUT", PATH, json!({ "timeout_to_mark_thread_as_inactive": text })).await;
        assert_eq!(answered, status, "{text}");
        assert!(body.to_string().contains(part), "{body}");
    }
    let (status, _) = api.call("PUT", PATH, json!({ "color_map": { "a": "red" } })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn another_workspace_is_not_found() {
    let (status, body) = Api::new().call_in("elsewhere", "GET", "/v1/private/projects").await;
    assert_eq!(
        (status, body),
        (StatusCode::NOT_FOUND, json!({ "code": 404, "message": "Workspace not found" }))
    );
}
