//! Estimated costs of spans with a model and token counts but no cost, and the sums in their trace and thread.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::{Server, at, guarded, id, turn};
use mock_opik::prices::Prices;
use mock_opik::server::{Config, start};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

/// A model call as the published SDK logs it (gpt-4o: 2.50 dollars in, 1.25 cached, 10 out for a million tokens).
fn call(n: u32, trace: &str) -> Value {
    json!({
        "id": id(i64::from(n), n), "project_name": "p", "trace_id": trace, "name": "chat_completion_create",
        "type": "llm", "start_time": at(i64::from(n)), "end_time": at(i64::from(n) + 1), "model": "gpt-4o-2024-08-06",
        "provider": "openai", "last_updated_at": at(i64::from(n) + 1), "source": "sdk",
        "usage": {
            "completion_tokens": 100, "prompt_tokens": 1000, "total_tokens": 1100,
            "original_usage.completion_tokens": 100, "original_usage.prompt_tokens": 1000,
            "original_usage.total_tokens": 1100, "original_usage.prompt_tokens_details.cached_tokens": 600,
            "original_usage.completion_tokens_details.reasoning_tokens": 40,
        },
    })
}

/// The cost of one [`call`].
const COST: f64 = 0.00275;

fn with(mut span: Value, more: Value) -> Value {
    span.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    span
}

impl Server {
    async fn cost(&self, path: &str) -> Value {
        self.get(path).await["total_estimated_cost"].clone()
    }
}

#[tokio::test]
async fn a_call_without_a_cost_gets_one_in_its_span_trace_and_thread() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "asked", "answered")]).await;
    server.log_spans(vec![call(2, &id(0, 1)), call(3, &id(0, 1))]).await;
    let span = server.get(&format!("spans/{}", id(2, 2))).await;
    assert_eq!(
        (&span["total_estimated_cost"], &span["total_estimated_cost_version"]),
        (&json!(COST), &json!("1.1"))
    );
    assert_eq!(server.cost(&format!("traces/{}", id(0, 1))).await, 2.0 * COST);
    assert_eq!(server.thread("t").await["total_estimated_cost"], 2.0 * COST);
}

#[tokio::test]
async fn it_does_not_matter_in_which_order_trace_and_span_arrive() {
    let server = guarded();
    server.log_spans(vec![call(2, &id(0, 1))]).await;
    server.log(vec![turn(0, 1, "t", "asked", "answered")]).await;
    assert_eq!(server.thread("t").await["total_estimated_cost"], COST);
    // The same span again changes nothing.
    server.log_spans(vec![call(2, &id(0, 1))]).await;
    assert_eq!(server.thread("t").await["total_estimated_cost"], COST);
}

#[tokio::test]
async fn what_the_client_says_it_cost_always_wins_also_when_it_was_nothing() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "asked", "answered")]).await;
    let given = with(call(2, &id(0, 1)), json!({"total_estimated_cost": 0.5}));
    let free = with(call(3, &id(0, 1)), json!({"total_estimated_cost": 0}));
    server.log_spans(vec![given, free]).await;
    for (span, cost) in [(2, json!(0.5)), (3, Value::Null)] {
        let span = server.get(&format!("spans/{}", id(i64::from(span), span))).await;
        assert_eq!(span["total_estimated_cost"], cost);
        assert!(span.get("total_estimated_cost_version").is_none(), "nothing was estimated");
    }
    // A PATCH with other token counts does not replace a given cost by an estimate.
    let patch = json!({"trace_id": id(0, 1), "usage": {"prompt_tokens": 9_000_000}});
    server.ok("PATCH", &format!("spans/{}", id(2, 2)), patch).await;
    assert_eq!(server.thread("t").await["total_estimated_cost"], 0.5);
}

#[tokio::test]
async fn the_cost_follows_what_a_patch_says() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "asked", "answered")]).await;
    let mut begun = call(2, &id(0, 1));
    begun.as_object_mut().unwrap().retain(|name, _| !["model", "provider", "usage"].contains(&name.as_str()));
    server.log_spans(vec![begun]).await;
    let path = format!("spans/{}", id(2, 2));
    let patch =
        async |body: Value| server.ok("PATCH", &path, with(json!({"trace_id": id(0, 1)}), body)).await;
    assert_eq!(server.cost(&path).await, Value::Null);
    for (body, cost) in [
        (json!({"usage": {"prompt_tokens": 1000, "completion_tokens": 100}}), Value::Null),
        (json!({"model": "gpt-4o"}), json!(0.0035)),
        (json!({"model": "a-model-of-ours"}), Value::Null),
        (json!({"model": "gpt-4o-mini", "provider": "openai"}), json!(0.00021)),
        (json!({"usage": {"prompt_tokens": 2000, "completion_tokens": 200}}), json!(0.00042)),
        (json!({"total_estimated_cost": 0.25}), json!(0.25)),
        (json!({"model": "gpt-4o"}), json!(0.25)),
    ] {
        patch(body.clone()).await;
        assert_eq!(server.cost(&path).await, cost, "{body}");
        let thread = server.thread("t").await;
        assert_eq!(thread.get("total_estimated_cost").unwrap_or(&Value::Null), &cost, "{body}");
    }
}

#[tokio::test]
async fn a_patch_before_its_span_is_priced_with_it() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "asked", "answered")]).await;
    let path = format!("spans/{}", id(2, 2));
    let usage = json!({"trace_id": id(0, 1), "project_name": "p", "usage": {"prompt_tokens": 1000, "completion_tokens": 100}});
    server.ok("PATCH", &path, usage).await;
    let mut span = call(2, &id(0, 1));
    span.as_object_mut().unwrap().remove("usage");
    server.log_spans(vec![span]).await;
    assert_eq!(server.cost(&path).await, 0.0035);
    assert_eq!(server.thread("t").await["total_estimated_cost"], 0.0035);
}

#[tokio::test]
async fn whatever_its_type_a_step_with_a_model_and_tokens_is_priced_and_no_other() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "asked", "answered")]).await;
    let trace = id(0, 1);
    for (n, more, cost) in [
        (2, json!({"type": "general"}), json!(COST)),
        (3, json!({"type": "tool"}), json!(COST)),
        (4, json!({"model": null}), Value::Null),
        (5, json!({"usage": null}), Value::Null),
        (6, json!({"usage": {}}), Value::Null),
        (7, json!({"model": "unheard-of"}), Value::Null),
        (8, json!({"provider": "somebody else"}), Value::Null),
        (9, json!({"provider": null}), json!(COST)),
        (10, json!({"usage": {"prompt_tokens": "many", "completion_tokens": [1]}}), Value::Null),
    ] {
        server.log_spans(vec![with(call(n, &trace), more.clone())]).await;
        assert_eq!(server.cost(&format!("spans/{}", id(i64::from(n), n))).await, cost, "{more}");
    }
}

#[tokio::test]
async fn what_is_deleted_costs_nothing_any_more() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b"), turn(9, 9, "t", "c", "d")]).await;
    server.log_spans(vec![call(2, &id(0, 1)), call(3, &id(9, 9))]).await;
    assert_eq!(server.thread("t").await["total_estimated_cost"], 2.0 * COST);
    server.ok("DELETE", &format!("traces/{}", id(0, 1)), Value::Null).await;
    assert_eq!(server.thread("t").await["total_estimated_cost"], COST);
}

/// Two hundred random writes; again and again every thread must cost what its spans cost together.
#[tokio::test]
async fn the_sums_are_right_whatever_happens_to_traces_and_spans() {
    let server = guarded();
    let mut rng = StdRng::seed_from_u64(17);
    let models = ["gpt-4o", "gpt-4o-mini", "o3", "unheard-of"];
    // The trace and the cost (in 10^-12) of each span; the thread of each trace.
    let mut spans: BTreeMap<u32, (u32, i64)> = BTreeMap::new();
    let mut traces: BTreeMap<u32, u32> = BTreeMap::new();
    for step in 0..200 {
        let (trace, span) = (rng.random_range(1..=6_u32), rng.random_range(10..=30_u32));
        match rng.random_range(0..10) {
            0..=1 => {
                let thread = rng.random_range(0..3_u32);
                let mut item = turn(i64::from(trace), trace, &format!("t{thread}"), "q", "a");
                item["last_updated_at"] = json!(at(100 + step));
                server.log(vec![item]).await;
                traces.insert(trace, thread);
            }
            2..=7 => {
                // A span stays in its trace.
                let trace = spans.get(&span).map_or(trace, |(trace, _)| *trace);
                let model = models[rng.random_range(0..models.len())];
                let usage: BTreeMap<String, i64> = [("prompt_tokens", 5000), ("completion_tokens", 700)]
                    .map(|(name, most)| (name.to_owned(), rng.random_range(0..most)))
                    .into();
                let mut item = call(span, &id(i64::from(trace), trace));
                item["model"] = json!(model);
                item["usage"] = json!(usage);
                item["last_updated_at"] = json!(at(100 + step));
                let mut cost = Prices::built_in().cost(model, Some("openai"), &usage).unwrap_or(0);
                if rng.random_bool(0.2) {
                    cost = 5_000_000_000;
                    item["total_estimated_cost"] = json!(0.005);
                }
                server.log_spans(vec![item]).await;
                spans.insert(span, (trace, cost));
            }
            _ => {
                server.ok("DELETE", &format!("traces/{}", id(i64::from(trace), trace)), Value::Null).await;
                traces.remove(&trace);
                spans.retain(|_, (of, _)| *of != trace);
            }
        }
        for thread in 0..3 {
            let of = |trace: &u32| traces.get(trace) == Some(&thread);
            if !traces.values().any(|of| *of == thread) {
                continue;
            }
            let expected: i64 = spans.values().filter(|(trace, _)| of(trace)).map(|(_, cost)| cost).sum();
            let view = server.thread(&format!("t{thread}")).await;
            let told = view["total_estimated_cost"].as_f64().unwrap_or(0.0);
            assert!(
                (told - expected as f64 / 1e12).abs() < 1e-12,
                "step {step}: {told} is not {expected}e-12"
            );
        }
    }
    assert!(spans.len() > 3 && traces.len() > 2, "something is left to compare");
}

#[tokio::test]
async fn what_was_logged_before_its_model_was_listed_gets_its_price_when_it_is() {
    let mut server = guarded();
    server.state.prices = Arc::new(Prices::default());
    server.api = mock_opik::routes::api(server.state.clone());
    let free = json!({"total_estimated_cost": 0});
    let other = json!({"provider": null, "model": "unheard-of"});
    server.log(vec![turn(0, 1, "t", "a", "b"), turn(9, 9, "u", "c", "d")]).await;
    server
        .log_spans(vec![
            call(2, &id(0, 1)),
            call(3, &id(0, 1)),
            with(call(4, &id(0, 1)), free),
            with(call(5, &id(0, 1)), other),
            // Its trace comes later, or never.
            call(6, &id(8, 8)),
        ])
        .await;
    assert!(server.thread("t").await.get("total_estimated_cost").is_none());
    let fill = async || {
        let prices = Prices::built_in();
        server
            .state
            .store
            .write(move |conn| mock_opik::store::missing_costs::fill_missing_costs(conn, &prices))
            .await
            .unwrap()
    };
    assert_eq!((fill().await, fill().await), (3, 0), "once");
    assert_eq!(server.thread("t").await["total_estimated_cost"], 2.0 * COST);
    assert_eq!(server.cost(&format!("traces/{}", id(0, 1))).await, 2.0 * COST);
    assert_eq!(server.cost(&format!("spans/{}", id(6, 6))).await, COST);
    assert_eq!(server.cost(&format!("spans/{}", id(4, 4))).await, Value::Null, "it was free");
    server.log(vec![turn(8, 8, "u", "e", "f")]).await;
    assert_eq!(server.thread("u").await["total_estimated_cost"], COST);
}

/// A file of the version before, which only knew costs from clients.
#[tokio::test]
async fn costs_in_an_older_file_stay_and_what_has_none_is_priced_when_the_server_starts() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("reviews.db");
    let conn = rusqlite::Connection::open(&file).unwrap();
    conn.execute_batch(include_str!("files/schema_1.sql")).unwrap();
    conn.execute_batch(
        r#"INSERT INTO spans (id, project, trace_id, type, model, usage, cost, start_time, failed, partial, created_at,
           created_by, last_updated_at, last_updated_by)
           SELECT printf('01a20552-0000-7000-8000-%012d', n), (SELECT project FROM traces LIMIT 1),
           (SELECT id FROM traces WHERE thread IS NOT NULL LIMIT 1), 'llm', 'gpt-4o',
           '{"prompt_tokens":1000,"completion_tokens":100}', iif(n = 1, 7000000, 0), 1, 0, 0, 1, 'a', 1, 'a'
           FROM (SELECT 1 AS n UNION SELECT 2)"#,
    )
    .unwrap();
    drop(conn);
    let running = start(Config { data: Some(file), ..Config::default() }).await.unwrap();
    let costs = running.state().unwrap().store.read(|conn| {
        let mut query =
            conn.prepare("SELECT cost, cost_from FROM spans WHERE id LIKE '01a20552-0000-%' ORDER BY id")?;
        let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    assert_eq!(costs.await.unwrap(), [(7_000_000, 1), (3_500_000_000, 2)]);
    running.stop().await;
}

fn write(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[tokio::test]
async fn another_price_list_takes_the_place_of_ours() {
    let file = write(
        r#"{"sample_spec": {"input_cost_per_token": "as a number", "mode": "one of"},
            "gpt-4o": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-6,
                "output_cost_per_token": "2e-6", "input_cost_per_token_above_2k_tokens": 3e-6},
            "house/our-model": {"litellm_provider": "house", "input_cost_per_token": 0.5},
            "painter": {"litellm_provider": "openai", "output_cost_per_image": 0.04}}"#,
    );
    let mut server = guarded();
    server.state.prices = Arc::new(Prices::read(file.path()).unwrap());
    server.api = mock_opik::routes::api(server.state.clone());
    let trace = id(0, 1);
    for (n, more, cost) in [
        (2, json!({"usage": {"prompt_tokens": 2000, "completion_tokens": 10}}), json!(0.00202)),
        (3, json!({"usage": {"prompt_tokens": 2001, "completion_tokens": 10}}), json!(0.006_023)),
        (4, json!({"model": "our-model", "provider": "house", "usage": {"prompt_tokens": 3}}), json!(1.5)),
        (5, json!({"model": "gpt-4o-mini"}), Value::Null),
        (6, json!({"model": "painter"}), Value::Null),
    ] {
        server.log_spans(vec![with(call(n, &trace), more.clone())]).await;
        assert_eq!(server.cost(&format!("spans/{}", id(i64::from(n), n))).await, cost, "{more}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_price_list_is_refused_in_words_when_the_server_starts() {
    for (text, told) in [
        ("", "it is not JSON"),
        ("{\"gpt-4o\": ", "it is not JSON"),
        ("[1, 2]", "it is not one object with a model for each name"),
        ("\"prices\"", "it is not one object with a model for each name"),
        ("{}", "no model in it has an input_cost_per_token"),
        (r#"{"a": 1}"#, r#""a" is no object"#),
        (r#"{"a": {"mode": "chat"}}"#, "no model in it has an input_cost_per_token"),
        (r#"{"a": {"input_cost_per_token": -1}}"#, r#"input_cost_per_token of "a" is no price: -1"#),
        (r#"{"a": {"input_cost_per_token": "free"}}"#, r#"input_cost_per_token of "a" is no price: "free""#),
        (r#"{"a": {"input_cost_per_token": 1e300}}"#, "is no price"),
        (
            r#"{"a": {"input_cost_per_token": 1, "cache_read_input_token_cost": true}}"#,
            "cache_read_input_token_cost",
        ),
        ("provider\tmodel\tinput\n", "it is not JSON"),
    ] {
        let file = write(text);
        let config = Config { prices: Some(file.path().to_owned()), ..Config::default() };
        let error = start(config).await.err().unwrap().to_string();
        assert!(error.contains(told), "{text}: {error}");
        assert!(error.contains(&file.path().display().to_string()), "{error}");
    }
    let config = Config { prices: Some("/nowhere/prices.json".into()), ..Config::default() };
    let error = start(config).await.err().unwrap().to_string();
    assert!(error.starts_with("the prices in /nowhere/prices.json cannot be read"), "{error}");
}
