//! One change as the calls that carry it out.

use serde_json::{Value, json};

use crate::{
    api::{
        client::{Client, Verb},
        error::ApiError,
        journal::entry::Entry,
        projects, spans, threads, traces,
    },
    browser::clock,
    model::{
        change::{Act, Home, Item, is_own_key},
        ids::CommentId,
        status::Status,
    },
    paths::encode,
};

/// Sends the change; the id of a comment that is new by it. A comment that may be there from an earlier try is looked for
/// first: Opik knows no request by name, and a comment sent twice stands there twice.
pub(super) async fn carry_out(client: &Client, entry: &Entry) -> Result<Option<CommentId>, ApiError> {
    let home = &entry.change.home;
    if entry.change.item == Item::Thread && has_waited(entry) && matches!(entry.change.act, Act::Score { .. })
    {
        // The thread may be gone by now: Opik takes a score all the same, and makes a deleted project anew for it.
        threads::retrieve(client, &home.project, &home.thread).await?;
    }
    match &entry.change.act {
        Act::Score { name, given: Some(given) } => {
            let score = json!({
                "name": name,
                "value": given.value,
                "category_name": given.category,
                "reason": given.reason,
                "source": "ui",
            });
            give(client, home, &entry.change.item, score).await
        }
        Act::Score { name, given: None } => clear(client, home, &entry.change.item, name, &entry.by).await,
        Act::Tag { tag, add } => {
            let item = &entry.change.item;
            let id = match item {
                Item::Thread => model_id(client, home).await?,
                Item::Trace(_) | Item::Span(_) => item.id().to_owned(),
            };
            let list = if *add { "tags_to_add" } else { "tags_to_remove" };
            // Never the whole list: two people at once would undo each other (Opik: threads/batch).
            let body = json!({ "ids": [id], "update": { list: [tag] } });
            client.send(Verb::Patch, &format!("{}/batch", of(item)), Some(&body)).await.map(|_| None)
        }
        Act::Comment { key, text } => {
            let id = entry.named.as_ref().map_or(key.as_str(), CommentId::as_str);
            let of = format!("{}/comments", of(&entry.change.item));
            match text {
                None => {
                    let body = json!({ "ids": [id] });
                    client.send(Verb::Post, &format!("{of}/delete"), Some(&body)).await.map(|_| None)
                }
                Some(text) if is_own_key(id) => write_comment(client, entry, text).await,
                Some(text) => {
                    let body = json!({ "text": text });
                    client.send(Verb::Patch, &format!("{of}/{}", encode(id)), Some(&body)).await.map(|_| None)
                }
            }
        }
        Act::Status(status) => {
            let path = match status {
                Status::Active => "traces/threads/open",
                Status::Inactive => "traces/threads/close",
            };
            let body = json!({ "project_id": home.project.as_str(), "thread_id": home.thread.as_str() });
            client.send(Verb::Put, path, Some(&body)).await.map(|_| None)
        }
    }
}

/// Whether the change was not made just now.
fn has_waited(entry: &Entry) -> bool {
    const LONG: i64 = 5_000;
    entry.unsure || !(0..LONG).contains(&(clock::now().millis() - entry.at))
}

/// The resource of an item (Opik: spans have all that traces have, under a name of their own).
fn of(item: &Item) -> &'static str {
    match item {
        Item::Thread => "traces/threads",
        Item::Trace(_) => "traces",
        Item::Span(_) => "spans",
    }
}

/// Opik: thread scores go by project name and the user's thread id, a trace's by its id.
async fn give(
    client: &Client,
    home: &Home,
    item: &Item,
    mut score: Value,
) -> Result<Option<CommentId>, ApiError> {
    let (path, body) = match item {
        Item::Trace(_) | Item::Span(_) => {
            (format!("{}/{}/feedback-scores", of(item), encode(item.id())), score)
        }
        Item::Thread => {
            let project_name = project_name(client, home).await?;
            if let Some(score) = score.as_object_mut() {
                score.insert("thread_id".to_owned(), home.thread.as_str().into());
                score.insert("project_name".to_owned(), project_name.into());
            }
            ("traces/threads/feedback-scores".to_owned(), json!({ "scores": [score] }))
        }
    };
    client.send(Verb::Put, &path, Some(&body)).await.map(|_| None)
}

/// Clearing names the author: without one everybody's would go (Opik: feedback-scores/delete).
async fn clear(
    client: &Client,
    home: &Home,
    item: &Item,
    name: &str,
    author: &str,
) -> Result<Option<CommentId>, ApiError> {
    let (path, body) = match item {
        Item::Trace(_) | Item::Span(_) => (
            format!("{}/{}/feedback-scores/delete", of(item), encode(item.id())),
            json!({ "name": name, "author": author }),
        ),
        Item::Thread => (
            "traces/threads/feedback-scores/delete".to_owned(),
            json!({
                "thread_id": home.thread.as_str(),
                "project_name": project_name(client, home).await?,
                "names": [name],
                "author": author,
            }),
        ),
    };
    client.send(Verb::Post, &path, Some(&body)).await.map(|_| None)
}

async fn write_comment(client: &Client, entry: &Entry, text: &str) -> Result<Option<CommentId>, ApiError> {
    let home = &entry.change.home;
    if entry.unsure {
        let there = match &entry.change.item {
            Item::Thread => threads::retrieve(client, &home.project, &home.thread).await?.comments,
            Item::Trace(trace) => traces::get(client, trace).await?.comments,
            Item::Span(span) => spans::get(client, span).await?.comments,
        };
        let journal = client.journal();
        let is_mine = |author: &Option<String>| author.as_ref().is_none_or(|author| *author == entry.by);
        let arrived = there.into_iter().find(|one| {
            one.text == text
                && is_mine(&one.author)
                && !entry.known.contains(&one.id)
                && !journal.knows_comment(&entry.change, &one.id)
        });
        if let Some(arrived) = arrived {
            return Ok(Some(arrived.id));
        }
    }
    let path = match &entry.change.item {
        Item::Thread => format!("traces/threads/{}/comments", encode(&model_id(client, home).await?)),
        item => format!("{}/{}/comments", of(item), encode(item.id())),
    };
    let mut answer = client.send_once(Verb::Post, &path, Some(&json!({ "text": text })), &entry.id).await?;
    match answer.text("id") {
        Some(id) => Ok(Some(CommentId::new(id))),
        None => Err(ApiError::Unreadable("a comment without an id".to_owned())),
    }
}

async fn project_name(client: &Client, home: &Home) -> Result<String, ApiError> {
    match &home.project_name {
        Some(name) => Ok(name.clone()),
        None => projects::get(client, &home.project).await.map(|project| project.name),
    }
}

/// Opik makes a thread's UUID a moment after its first trace; without one there is nothing to tag or comment on yet.
async fn model_id(client: &Client, home: &Home) -> Result<String, ApiError> {
    if let Some(id) = &home.model_id {
        return Ok(id.to_string());
    }
    let thread = threads::retrieve(client, &home.project, &home.thread).await?;
    thread.model_id.map(|id| id.to_string()).ok_or(ApiError::Broken { status: 404, after: None })
}
