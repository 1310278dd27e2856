//! The HTTP calls that carry out one change.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    api::{
        client::{Client, Method},
        error::ApiError,
        feedback_fields::comments,
        outbox::{Outbox, entry::Entry},
        projects, threads,
    },
    browser::clock,
    model::{
        change::{Change, Edit, Item, is_own_key},
        comment::Comment,
        ids::CommentId,
        status::Status,
    },
    paths::encode,
};

/// Sends the change. Returns the id of the comment if it created one.
pub(super) async fn carry_out(
    client: &Client,
    outbox: Outbox,
    entry: &Entry,
) -> Result<Option<CommentId>, ApiError> {
    let Change { thread_ref, item, edit } = &entry.change;
    let makes_comment = makes_comment(entry);
    let mut known =
        Known { model_id: thread_ref.model_id.as_ref().map(ToString::to_string), ..Known::default() };
    let mut there = Vec::new();
    if *item == Item::Thread {
        let is_score = matches!(edit, Edit::Score { .. });
        let names_thread = makes_comment || matches!(edit, Edit::Tag { .. });
        // The thread may have been deleted meanwhile. Opik would accept the score nevertheless, and even create a
        // deleted project again for it.
        let may_be_gone = is_score && has_waited(entry);
        if may_be_gone || (names_thread && known.model_id.is_none()) || (makes_comment && entry.unsure) {
            let thread = threads::retrieve(client, &thread_ref.project, &thread_ref.thread).await?;
            known.model_id = known.model_id.or_else(|| thread.model_id.map(|id| id.to_string()));
            there = thread.feedback.comments;
        }
        if names_thread && known.model_id.is_none() {
            // Opik assigns a thread's UUID a moment after its first trace; tags and comments need it.
            return Err(ApiError::Broken { status: 404, after: None });
        }
        if is_score {
            known.project_name = match &thread_ref.project_name {
                Some(name) => name.clone(),
                None => projects::get(client, &thread_ref.project).await?.name,
            };
        }
    } else if makes_comment && entry.unsure {
        there = comments(&mut client.get(&format!("{}/{}", resource(item), encode(item.id())), &[]).await?);
    }
    if let Some(arrived) = there.into_iter().find(|one| makes_comment && is_same_comment(outbox, entry, one))
    {
        return Ok(Some(arrived.id));
    }
    let (verb, path, body) = request(entry, &known);
    let key = if makes_comment { entry.id.as_str() } else { "" };
    let mut answer = client.send_once(verb, &path, Some(&body), key).await?;
    match answer.text("id").filter(|_| makes_comment) {
        Some(id) => Ok(Some(CommentId::new(id))),
        None if makes_comment => Err(ApiError::Unreadable("a comment without an id".to_owned())),
        None => Ok(None),
    }
}

/// Sends equal changes of many threads ([`Entry::can_go_with`]).
pub(super) async fn carry_out_lot(client: &Client, lot: &[Arc<Entry>]) -> Result<(), ApiError> {
    let Some(Change { thread_ref, edit, .. }) = lot.first().map(|entry| &entry.change) else {
        return Ok(());
    };
    let refs = || lot.iter().map(|entry| &entry.change.thread_ref);
    let (method, path, body) = match edit {
        Edit::Tag { tag, add } => {
            let ids = refs().filter_map(|thread| thread.model_id.as_ref()).map(ToString::to_string).collect();
            (Method::Patch, "traces/threads/batch", tag_change(ids, tag, *add))
        }
        _ => {
            let ids: Vec<&str> = refs().map(|thread| thread.thread.as_str()).collect();
            let body = json!({ "project_id": thread_ref.project.as_str(), "thread_ids": ids });
            (Method::Put, "traces/threads/close", body)
        }
    };
    client.send_once(method, path, Some(&body), "").await.map(|_| ())
}

/// The body of `PATCH …/batch`. It adds or removes a single tag; sending the whole list would undo another person's
/// simultaneous change.
fn tag_change(ids: Vec<String>, tag: &str, add: bool) -> Value {
    let list = if add { "tags_to_add" } else { "tags_to_remove" };
    json!({ "ids": ids, "update": { list: [tag] } })
}

/// What some calls need besides the change itself.
#[derive(Default)]
struct Known {
    model_id: Option<String>,
    project_name: String,
}

/// Whether the change creates a comment, or changes one whose server id is not known yet.
fn makes_comment(entry: &Entry) -> bool {
    matches!(&entry.change.edit, Edit::Comment { text: Some(_), .. }) && is_own_key(comment_id(entry))
}

/// The id of the comment that is changed: the server's, or the page's own key.
fn comment_id(entry: &Entry) -> &str {
    match (&entry.named, &entry.change.edit) {
        (Some(named), _) => named.as_str(),
        (None, Edit::Comment { key, .. }) => key,
        _ => "",
    }
}

/// Whether the change was made more than five seconds ago or has been sent before.
fn has_waited(entry: &Entry) -> bool {
    const LONG: i64 = 5_000;
    entry.unsure || !(0..LONG).contains(&(clock::now().millis() - entry.at))
}

/// Whether an existing comment was created by an earlier attempt of this change. Opik does not recognise repeated
/// requests, so sending a comment twice would create two.
fn is_same_comment(outbox: Outbox, entry: &Entry, there: &Comment) -> bool {
    matches!(&entry.change.edit, Edit::Comment { text: Some(text), .. } if there.text == *text)
        && there.author.as_ref().is_none_or(|author| *author == entry.by)
        && !entry.known.contains(&there.id)
        && !outbox.knows_comment(&entry.change, &there.id)
}

/// The resource path of an item; traces and spans have the same calls under different paths.
fn resource(item: &Item) -> &'static str {
    match item {
        Item::Thread => "traces/threads",
        Item::Trace(_) => "traces",
        Item::Span(_) => "spans",
    }
}

/// The call for the change: method, path and body.
fn request(entry: &Entry, known: &Known) -> (Method, String, Value) {
    let Change { thread_ref, item, edit } = &entry.change;
    let of = resource(item);
    let id = match item {
        Item::Thread => known.model_id.as_deref().unwrap_or_default(),
        Item::Trace(_) | Item::Span(_) => item.id(),
    };
    match edit {
        // `PUT …/threads/feedback-scores` identifies the thread by project name and thread id; traces and spans have
        // their id in the path.
        Edit::Score { name, input: Some(input) } => {
            let mut score = json!({
                "name": name,
                "value": input.value,
                "category_name": input.category,
                "reason": input.reason,
                "source": "ui",
            });
            if *item != Item::Thread {
                return (Method::Put, format!("{of}/{}/feedback-scores", encode(id)), score);
            }
            if let Some(score) = score.as_object_mut() {
                score.insert("thread_id".to_owned(), thread_ref.thread.as_str().into());
                score.insert("project_name".to_owned(), known.project_name.as_str().into());
            }
            (Method::Put, format!("{of}/feedback-scores"), json!({ "scores": [score] }))
        }
        // `POST …/feedback-scores/delete` without an author would delete the scores of all authors.
        Edit::Score { name, input: None } if *item == Item::Thread => {
            let body = json!({
                "thread_id": thread_ref.thread.as_str(),
                "project_name": known.project_name,
                "names": [name],
                "author": entry.by,
            });
            (Method::Post, format!("{of}/feedback-scores/delete"), body)
        }
        Edit::Score { name, input: None } => {
            let body = json!({ "name": name, "author": entry.by });
            (Method::Post, format!("{of}/{}/feedback-scores/delete", encode(id)), body)
        }
        Edit::Tag { tag, add } => {
            (Method::Patch, format!("{of}/batch"), tag_change(vec![id.to_owned()], tag, *add))
        }
        Edit::Comment { text: None, .. } => {
            (Method::Post, format!("{of}/comments/delete"), json!({ "ids": [comment_id(entry)] }))
        }
        Edit::Comment { text: Some(text), .. } => {
            let body = json!({ "text": text });
            if makes_comment(entry) {
                (Method::Post, format!("{of}/{}/comments", encode(id)), body)
            } else {
                (Method::Patch, format!("{of}/comments/{}", encode(comment_id(entry))), body)
            }
        }
        Edit::Status(status) => {
            let way = match status {
                Status::Active => "open",
                Status::Inactive => "close",
            };
            let body =
                json!({ "project_id": thread_ref.project.as_str(), "thread_id": thread_ref.thread.as_str() });
            (Method::Put, format!("{of}/{way}"), body)
        }
    }
}
