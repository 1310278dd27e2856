//! Conversations asked for before they are opened: while somebody points at a row, and the next one while one is being
//! read.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
};

use leptos::{prelude::*, task::spawn_local};

use super::{client::Client, error::ApiError, rows_page::RowsPage, threads, traces};
use crate::{
    browser::clock,
    model::{
        ids::{ProjectId, ThreadId},
        thread::Thread,
        trace::Trace,
    },
};

/// Size of the first page of turns: small, so that the first turns are shown as soon for 2,000 turns as for ten.
pub const FIRST_TURNS: u64 = 20;
/// How many conversations are kept.
const KEPT: usize = 4;
/// A conversation is not asked for again within so many milliseconds.
const FRESH: i64 = 30_000;

/// The requests made ahead and their answers.
#[derive(Clone, Copy)]
pub struct ReadAhead {
    kept: StoredValue<Vec<Kept>, LocalStorage>,
}

struct Kept {
    project: ProjectId,
    thread: ThreadId,
    asked: AskedAhead,
}

/// What was asked about one conversation.
pub struct AskedAhead {
    /// By [`clock::monotonic`].
    pub asked_at: i64,
    /// How many changes the server had accepted before it was asked (`Outbox::ack_count`).
    pub revision: u64,
    pub thread: AheadAnswer<Thread>,
    /// The first [`FIRST_TURNS`] turns.
    pub turns: AheadAnswer<RowsPage<Trace>>,
}

impl ReadAhead {
    pub fn new() -> Self {
        Self { kept: StoredValue::new_local(Vec::new()) }
    }

    /// Asks for a conversation, unless that was done a moment ago.
    pub fn ask(self, client: &Client, project: &ProjectId, thread: &ThreadId, revision: u64) {
        let now = clock::monotonic();
        let is_it = |kept: &Kept| kept.project == *project && kept.thread == *thread;
        let is_fresh = self
            .kept
            .try_with_value(|all| all.iter().any(|kept| is_it(kept) && now - kept.asked.asked_at < FRESH));
        if is_fresh != Some(false) {
            return;
        }
        let of = |client: &Client| (client.clone(), project.clone(), thread.clone());
        let ((client_of_thread, project_of_thread, id), (client, of_project, of_thread)) =
            (of(client), of(client));
        let asked = AskedAhead {
            asked_at: now,
            revision,
            thread: AheadAnswer::of(async move {
                threads::retrieve(&client_of_thread, &project_of_thread, &id).await
            }),
            turns: AheadAnswer::of(async move {
                traces::of_thread(&client, &of_project, &of_thread, 1, FIRST_TURNS).await
            }),
        };
        let (project, thread) = (project.clone(), thread.clone());
        let _ = self.kept.try_update_value(|all| {
            all.retain(|kept| kept.project != project || kept.thread != thread);
            all.push(Kept { project, thread, asked });
            if all.len() > KEPT {
                all.remove(0);
            }
        });
    }

    /// Takes out the answers about this conversation, if it was asked for.
    pub fn take(self, project: &ProjectId, thread: &ThreadId) -> Option<AskedAhead> {
        let taken = self.kept.try_update_value(|all| {
            let at = all.iter().position(|kept| kept.project == *project && kept.thread == *thread)?;
            Some(all.remove(at).asked)
        });
        taken.flatten()
    }
}

impl Default for ReadAhead {
    fn default() -> Self {
        Self::new()
    }
}

/// An answer that may still be on its way.
pub struct AheadAnswer<T>(Rc<RefCell<AheadState<T>>>);

struct AheadState<T> {
    answer: Option<Result<T, ApiError>>,
    waiting: Option<Waker>,
}

impl<T: 'static> AheadAnswer<T> {
    /// Starts the request.
    fn of(request: impl Future<Output = Result<T, ApiError>> + 'static) -> Self {
        let coming = Rc::new(RefCell::new(AheadState { answer: None, waiting: None }));
        let done = coming.clone();
        spawn_local(async move {
            let answer = request.await;
            let waiting = done.try_borrow_mut().ok().and_then(|mut coming| {
                coming.answer = Some(answer);
                coming.waiting.take()
            });
            if let Some(waiting) = waiting {
                waiting.wake();
            }
        });
        Self(coming)
    }

    /// Waits for the answer.
    pub async fn take(self) -> Result<T, ApiError> {
        poll_fn(|context| {
            let Ok(mut coming) = self.0.try_borrow_mut() else { return Poll::Pending };
            match coming.answer.take() {
                Some(answer) => Poll::Ready(answer),
                None => {
                    coming.waiting = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}
