//! Projects over the API.

#[path = "support/api.rs"]
mod api;

use api::Api;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn a_new_server_has_the_default_project() {
    let api = Api::new();
    let list = api.get("/v1/private/projects").await;
    assert_eq!(
        (list["page"].clone(), list["size"].clone(), list["total"].clone()),
        (json!(1), json!(1), json!(1))
    );
    assert_eq!(list["content"][0]["id"], "0190babc-62a0-71d2-832a-0feffa4676eb");
    assert_eq!(list["content"][0]["name"], "Default Project");
    assert_eq!(list["content"][0]["thread_count"], 0);
    assert_eq!(list["sortable_by"][1], "name");
}

#[tokio::test]
async fn a_project_is_made_found_changed_and_deleted() {
    let api = Api::new();
    let id = api.create("/v1/private/projects", json!({ "name": " Bikes ", "description": "d" })).await;
    let project = api.get(&format!("/v1/private/projects/{id}")).await;
    assert_eq!(
        (&project["name"], &project["visibility"], &project["created_by"]),
        (&json!("Bikes"), &json!("private"), &json!("admin"))
    );
    let found = api.ok("POST", "/v1/private/projects/retrieve", json!({ "name": "bIKES" })).await;
    assert_eq!(found["id"], id.as_str(), "whatever the case");
    let path = format!("/v1/private/projects/{id}");
    assert_eq!(api.call("PATCH", &path, json!({ "name": "Boats" })).await.0, StatusCode::NO_CONTENT);
    let changed = api.get(&path).await;
    assert_eq!((&changed["name"], &changed["description"]), (&json!("Boats"), &json!("d")));
    assert_eq!(api.call("DELETE", &path, json!(null)).await.0, StatusCode::NO_CONTENT);
    let (status, body) = api.call("GET", &path, json!(null)).await;
    assert_eq!((status, body), (StatusCode::NOT_FOUND, json!({ "errors": ["Project not found"] })));
}

#[tokio::test]
async fn a_name_is_taken_whatever_its_case() {
    let api = Api::new();
    api.create("/v1/private/projects", json!({ "name": "Bikes" })).await;
    let (status, body) = api.call("POST", "/v1/private/projects", json!({ "name": "BIKES" })).await;
    assert_eq!((status, body), (StatusCode::CONFLICT, json!({ "errors": ["Project already exists"] })));
}

#[tokio::test]
async fn what_a_project_may_not_be_is_said() {
    let api = Api::new();
    for (body, error) in [
        (json!({}), "name must not be blank"),
        (json!({ "name": "  " }), "name must not be blank"),
        (json!({ "name": "n".repeat(151) }), "name cannot exceed 150 characters"),
        (json!({ "name": "n", "description": "d".repeat(256) }), "description cannot exceed 255 characters"),
    ] {
        let (status, answer) = api.call("POST", "/v1/private/projects", body).await;
        assert_eq!((status, answer), (StatusCode::UNPROCESSABLE_ENTITY, json!({ "errors": [error] })));
    }
    let (status, answer) =
        api.call("POST", "/v1/private/projects", json!({ "name": "n", "visibility": "secret" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(answer["message"].as_str().unwrap().starts_with("Unable to process JSON."));
}

#[tokio::test]
async fn the_list_is_searched_sorted_and_paged() {
    let api = Api::new();
    for name in ["beta", "Alpha", "gamma"] {
        // A second later, so that the order by id is certain.
        api.state.clock.advance(TimeDelta::seconds(1));
        api.create("/v1/private/projects", json!({ "name": name })).await;
    }
    let names = async |query: &str| -> Vec<String> {
        let list = api.get(&format!("/v1/private/projects?{query}")).await;
        list["content"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("").await[..3], ["gamma", "Alpha", "beta"], "newest first");
    let by_name = "sorting=%5B%7B%22field%22:%22name%22,%22direction%22:%22ASC%22%7D%5D";
    assert_eq!(names(by_name).await, ["Alpha", "beta", "Default Project", "gamma"]);
    assert_eq!(names(&format!("{by_name}&page=2&size=3")).await, ["gamma"]);
    assert_eq!(names("name=ALPH").await, ["Alpha"]);
    assert_eq!(names("page=9").await, [""; 0]);
    let nothing = api.get("/v1/private/projects?name=zzz").await;
    assert_eq!(nothing, json!({ "page": 1, "size": 0, "total": 0, "content": [], "sortable_by": [] }));
    for (query, error) in [
        ("page=0", json!({ "errors": ["query param page must be greater than or equal to 1"] })),
        ("sorting=x", json!({ "code": 400, "message": "Invalid sorting query parameter 'x'" })),
    ] {
        let (status, body) = api.call("GET", &format!("/v1/private/projects?{query}"), json!(null)).await;
        assert_eq!((status, body), (StatusCode::BAD_REQUEST, error));
    }
}
