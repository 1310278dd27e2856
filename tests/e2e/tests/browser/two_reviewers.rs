//! Two people review one conversation at the same time, each in a browser of their own.

use e2e::Outcome;
use e2e::fixtures::{Logged, TestThread, define, get, thread};
use e2e::pages::Reviewer;
use e2e::stage::{self, Stage};
use serde_json::{Value, json};

/// An inactive conversation of two turns, and a score "Grade" with named values from 0 to 1.
async fn conversation(stage: &Stage) -> Outcome<Logged> {
    let talk = TestThread::new("shared").turns(2).log(stage).await?;
    talk.close(stage).await?;
    let grades = json!({ "categories": { "Good": 1.0, "Fair": 0.5, "Bad": 0.0 } });
    define(stage, &[("Grade", "categorical", grades)]).await?;
    Ok(talk)
}

/// Each author's value of a score on the server, and the average.
fn by_author(of: &Value) -> (Vec<(String, f64)>, Option<f64>) {
    let score = of.pointer("/feedback_scores/0").cloned().unwrap_or_default();
    let authors = score.get("value_by_author").and_then(Value::as_object).cloned().unwrap_or_default();
    let value = |say: &Value| say.get("value").and_then(Value::as_f64).unwrap_or(f64::NAN);
    let mut authors: Vec<_> = authors.iter().map(|(author, say)| (author.clone(), value(say))).collect();
    authors.sort_by(|a, b| a.0.cmp(&b.0));
    (authors, score.get("value").and_then(Value::as_f64))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_reviewers_keep_their_own_values_and_see_each_others() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let guest = stage.guest().await?;
        let anna = Reviewer::open(stage, &talk, "Anna").await?;
        let bert = Reviewer::open(&guest, &talk, "Bert Über").await?;
        anna.choose("Grade", "Good").await?;
        bert.wait_for_words("Grade", "Anna").await?;
        bert.choose("Grade", "Bad").await?;
        anna.wait_for_words("Grade", "Bert Über").await?;
        for review in [anna, bert] {
            review.wait_for_words("Grade", "Average 0.5").await?;
        }
        assert_eq!(anna.chosen("Grade").await?.as_deref(), Some("Good"), "Anna's own stays hers");
        assert_eq!(bert.chosen("Grade").await?.as_deref(), Some("Bad"));
        let known = by_author(&thread(stage, "shared").await?);
        assert_eq!(known, (vec![("Anna".to_owned(), 1.0), ("Bert Über".to_owned(), 0.0)], Some(0.5)));
        // Each clears only their own score.
        bert.choose("Grade", "Bad").await?;
        bert.wait_for_chosen("Grade", None).await?;
        bert.wait_until_all_is_sent().await?;
        assert_eq!(by_author(&thread(stage, "shared").await?).0, [("Anna".to_owned(), 1.0)]);
        e2e::wait::until_true("Bert's value gone from Anna's page", async || {
            Ok(!e2e::find::text(&anna.score("Grade").await?).await?.contains("Bert"))
        })
        .await?;
        assert_eq!(anna.chosen("Grade").await?.as_deref(), Some("Good"));
        bert.wait_for_words("Grade", "Anna").await?;
        guest.leave().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_reviewers_thumbs_on_one_answer_are_both_kept() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let guest = stage.guest().await?;
        let anna = Reviewer::open(stage, &talk, "Anna").await?;
        let bert = Reviewer::open(&guest, &talk, "Bert").await?;
        let trace = talk.trace(2)?;
        anna.press_thumb(trace, true).await?;
        bert.press_thumb(trace, false).await?;
        anna.wait_until_all_is_sent().await?;
        bert.wait_until_all_is_sent().await?;
        let (authors, mean) = by_author(&get(stage, &format!("traces/{trace}")).await?);
        assert_eq!((authors, mean), (vec![("Anna".to_owned(), 1.0), ("Bert".to_owned(), 0.0)], Some(0.5)));
        anna.reload(2).await?;
        anna.wait_for_thumb(trace, Some(true)).await?;
        anna.press_thumb(trace, true).await?;
        anna.wait_for_thumb(trace, None).await?;
        anna.wait_until_all_is_sent().await?;
        let (authors, _) = by_author(&get(stage, &format!("traces/{trace}")).await?);
        assert_eq!(authors, [("Bert".to_owned(), 0.0)]);
        bert.reload(2).await?;
        bert.wait_for_thumb(trace, Some(false)).await?;
        guest.leave().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tags_that_two_reviewers_add_at_once_are_both_there() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let guest = stage.guest().await?;
        let anna = Reviewer::open(stage, &talk, "Anna").await?;
        let bert = Reviewer::open(&guest, &talk, "Bert").await?;
        // Both requests are sent before either is carried out.
        let both = mock_opik::control::Pattern::next("PATCH", "/v1/private/traces/threads/batch").times(2);
        let hold = stage.controls()?.hold(both);
        anna.add_tag("from Anna").await?;
        bert.add_tag("from Bert").await?;
        stage.controls()?.waiting(hold, 2).await;
        stage.controls()?.release(None);
        for review in [anna, bert] {
            review.wait_for_tags(&["from Anna", "from Bert"]).await?;
        }
        let tags = thread(stage, "shared").await?.get("tags").cloned().unwrap_or_default();
        let mut tags: Vec<String> = serde_json::from_value(tags)?;
        tags.sort();
        assert_eq!(tags, ["from Anna", "from Bert"]);
        guest.leave().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_appears_for_the_other_without_touching_what_they_type() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let guest = stage.guest().await?;
        let anna = Reviewer::open(stage, &talk, "Anna").await?;
        let bert = Reviewer::open(&guest, &talk, "Bert").await?;
        let field = e2e::find::by_role(&bert.panel().await?, "textbox", "Comment").await?;
        field.send_keys("half a thou").await?;
        anna.add_comment("Please look at the second answer.").await?;
        bert.wait_for_comments(&["Please look at the second answer."]).await?;
        // Typing goes on in the same field: it was not replaced.
        field.send_keys("ght").await?;
        assert_eq!(field.prop("value").await?.as_deref(), Some("half a thought"));
        let comments = thread(stage, "shared").await?.get("comments").cloned().unwrap_or_default();
        assert_eq!(comments.pointer("/0/created_by"), Some(&json!("Anna")));
        bert.none_in_panel("button", "Delete").await?;
        guest.leave().await
    })
    .await;
}
