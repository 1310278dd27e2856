//! How a view asks for data: one value that follows what was asked, loads again when that changes, and stops when the
//! view goes. It does what Leptos' `LocalResource` does for a page without server rendering, in a fifth of the code that
//! the browser loads.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use super::error::ApiError;
use crate::browser::{timer, tracking};

/// Something being asked.
type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Runs `ask` now and whenever a signal it reads changes; the task before is stopped. Both are boxed, so that this
/// machinery is compiled once and not once for every question.
fn follow(ask: Box<dyn Fn() -> Task>) {
    Effect::new(move |_| {
        let task = ask();
        untrack(|| spawn_local_scoped_with_cancellation(task));
    });
}

/// Asks until there is an answer, or the API says that there will be none, which is the default; for what only helps. What
/// somebody else says in the API's place is no answer, and no reason to show nothing for the rest of the visit.
pub async fn insist<T: Default, F: Future<Output = Result<T, ApiError>>>(ask: impl Fn() -> F) -> T {
    const PAUSE: i32 = 3_000;
    const LONGEST_PAUSE: i32 = 60_000;
    let mut pause = PAUSE;
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(error) if error.is_final() => return T::default(),
            Err(_) => timer::wait(pause).await,
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// What was asked for, once it is here. The last answer stays until the next one comes.
pub struct Load<T: 'static> {
    answer: RwSignal<Option<T>, LocalStorage>,
    again: Trigger,
}

impl<T: 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Load<T> {}

impl<T: 'static> Load<T> {
    /// Asks now, and again whenever a signal changes that `ask` reads before its first await. An answer to an earlier
    /// question is never shown: its task is stopped, and its request with it.
    pub fn new<F: Future<Output = T> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        let answer = RwSignal::new_local(None);
        let again = Trigger::new();
        follow(Box::new(move || {
            again.track();
            let asked = ask();
            Box::pin(async move {
                let came = asked.await;
                let _ = answer.try_set(Some(came));
            })
        }));
        Self { answer, again }
    }

    /// The same, for what only adds to what is shown: what stands there is painted before it is asked for.
    pub fn after_paint<F: Future<Output = T> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        Self::new(move || {
            let asked = ask();
            async move {
                timer::painted().await;
                asked.await
            }
        })
    }

    /// The answer; tracked.
    pub fn get(self) -> Option<T>
    where
        T: Clone,
    {
        tracking::track(&self.answer);
        self.answer.get_untracked()
    }

    /// Asks again.
    pub fn refetch(self) {
        self.again.notify();
    }
}
