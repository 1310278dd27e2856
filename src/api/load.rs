//! Loads one value for a view: again when a signal it depends on changes, and stopped when the view goes. Like Leptos'
//! `LocalResource` without server rendering, with a fifth of its code in the browser.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use super::error::ApiError;
use crate::browser::{timer, tracking};

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Runs `ask` now and whenever a signal it reads changes, cancelling the previous task. Both are boxed so that this
/// code is compiled once instead of once per request.
fn follow(ask: Box<dyn Fn() -> Task>) {
    Effect::new(move |_| {
        let task = ask();
        untrack(|| spawn_local_scoped_with_cancellation(task));
    });
}

/// Repeats a request until it succeeds, pausing 3 to 60 seconds; the default value if the API refuses it for good. For
/// optional data. Answers from a proxy are retried, so that one of them does not leave the data missing for the whole
/// visit.
pub async fn until_answered<T: Default, F: Future<Output = Result<T, ApiError>>>(ask: impl Fn() -> F) -> T {
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

/// A loaded value. The last value stays until the next one arrives.
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
    /// Loads now, and again whenever a signal changes that `ask` reads before its first await. The previous task and
    /// its request are then cancelled, so an outdated answer is never shown.
    pub fn new<F: Future<Output = T> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        let answer = RwSignal::new_local(None);
        let again = Trigger::new();
        follow(Box::new(move || {
            again.track();
            let asked = ask();
            Box::pin(async move {
                let value = asked.await;
                let _ = answer.try_set(Some(value));
            })
        }));
        Self { answer, again }
    }

    /// A value that is there and never loaded again.
    pub fn of(value: T) -> Self {
        Self { answer: RwSignal::new_local(Some(value)), again: Trigger::new() }
    }

    /// As [`Load::new`], but waits for the next paint before loading: for what only adds to the content already shown.
    pub fn after_paint<F: Future<Output = T> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        Self::new(move || {
            let asked = ask();
            async move {
                timer::painted().await;
                asked.await
            }
        })
    }

    /// The value; tracked.
    pub fn get(self) -> Option<T>
    where
        T: Clone,
    {
        tracking::track(&self.answer);
        self.answer.get_untracked()
    }

    pub fn refetch(self) {
        self.again.notify();
    }
}
