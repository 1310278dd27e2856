//! The link that an SDK prints when it starts logging.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use axum::body::Body;
use axum::http::Request;
use common::{Server, guarded, id, turn};
use tower::ServiceExt;

async fn leads_to(server: &Server, trace: &str) -> String {
    let path = "aHR0cDovL2V2aWwuZXhhbXBsZS8=";
    let uri = format!("/v1/session/redirect/projects?trace_id={trace}&path={path}");
    let response = server.api.clone().oneshot(Request::get(uri).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_link_an_sdk_prints_leads_to_the_turn_in_its_conversation() {
    let server = guarded();
    server.log(vec![turn(0, 1, "a/b&c=🙂", "x", "y"), turn(1, 2, " ", "x", "y")]).await;
    let project = server.thread("a/b&c=🙂").await["project_id"].as_str().unwrap().to_owned();
    let base = format!("../../../../../default/projects/{project}/logs");
    assert_eq!(
        leads_to(&server, &id(0, 1)).await,
        format!("{base}?logsType=threads&thread=a%2Fb%26c%3D%F0%9F%99%82&trace={}", id(0, 1))
    );
    assert_eq!(leads_to(&server, &id(1, 2)).await, format!("{base}?logsType=traces&trace={}", id(1, 2)));
    for unknown in [id(9, 9), "nonsense".to_owned()] {
        assert_eq!(leads_to(&server, &unknown).await, "../../../../../default/projects");
    }
}
