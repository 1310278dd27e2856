//! Feedback definitions over the API.

#[path = "support/api.rs"]
mod api;

use api::Api;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;

const PATH: &str = "/v1/private/feedback-definitions";

#[tokio::test]
async fn a_new_server_knows_the_thumbs_and_keeps_them() {
    let api = Api::new();
    let list = api.get(PATH).await;
    assert_eq!(list["total"], 1);
    assert_eq!(list.get("sortable_by"), None);
    let thumbs = &list["content"][0];
    assert_eq!(thumbs["name"], "User feedback");
    assert_eq!(thumbs["details"], json!({ "categories": { "👍": 1.0, "👎": 0.0 } }));
    let id = thumbs["id"].as_str().unwrap();
    let refused = json!({ "errors": ["Cannot delete feedback definition 'User feedback'"] });
    let (status, body) = api.call("DELETE", &format!("{PATH}/{id}"), json!(null)).await;
    assert_eq!((status, body), (StatusCode::CONFLICT, refused.clone()));
    let (status, body) = api.call("POST", &format!("{PATH}/delete"), json!({ "ids": [id] })).await;
    assert_eq!((status, body), (StatusCode::CONFLICT, refused));
    assert_eq!(api.get(PATH).await["total"], 1);
}

#[tokio::test]
async fn a_definition_is_made_replaced_and_deleted() {
    let api = Api::new();
    let numbers = json!({ "name": "Quality", "type": "numerical", "details": { "min": 1, "max": 5 } });
    let id = api.create(PATH, numbers.clone()).await;
    let path = format!("{PATH}/{id}");
    let made = api.get(&path).await;
    assert_eq!(made["details"], json!({ "min": 1.0, "max": 5.0 }));
    assert_eq!(made["created_by"], "admin");
    let (status, body) = api.call("POST", PATH, numbers).await;
    assert_eq!((status, body), (StatusCode::CONFLICT, json!({ "errors": ["Feedback already exists"] })));
    let boolean = json!({ "name": "Quality", "type": "boolean", "description": "ok?",
                          "details": { "true_label": "Yes", "false_label": "No" } });
    assert_eq!(api.call("PUT", &path, boolean).await.0, StatusCode::NO_CONTENT);
    let replaced = api.get(&path).await;
    assert_eq!((&replaced["type"], &replaced["description"]), (&json!("boolean"), &json!("ok?")));
    assert_eq!(replaced["created_at"], made["created_at"]);
    assert_eq!(api.call("DELETE", &path, json!(null)).await.0, StatusCode::NO_CONTENT);
    let (status, body) = api.call("GET", &path, json!(null)).await;
    assert_eq!(
        (status, body),
        (StatusCode::NOT_FOUND, json!({ "errors": ["Feedback definition not found"] }))
    );
}

#[tokio::test]
async fn the_list_is_filtered_by_name_and_kind() {
    let api = Api::new();
    // A second later, so that the order by id is certain.
    api.state.clock.advance(TimeDelta::seconds(1));
    api.create(PATH, json!({ "name": "Quality", "type": "numerical", "details": { "min": 1, "max": 5 } }))
        .await;
    assert_eq!(api.get(&format!("{PATH}?name=QUAL")).await["content"][0]["name"], "Quality");
    assert_eq!(api.get(&format!("{PATH}?type=categorical")).await["content"][0]["name"], "User feedback");
    assert_eq!(api.get(&format!("{PATH}?size=1&page=2")).await["content"][0]["name"], "User feedback");
}

#[tokio::test]
async fn what_a_definition_may_not_be_is_said_in_opiks_words() {
    let api = Api::new();
    let body = json!({ "name": "n", "type": "numerical", "details": { "min": 5, "max": 1 } });
    let (status, answer) = api.call("POST", PATH, body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer, json!({ "errors": ["details.min has to be smaller than details.max"] }));
}
