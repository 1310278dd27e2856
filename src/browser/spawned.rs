//! A future that runs on its own while something else is awaited.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use leptos::task::spawn_local;

struct SpawnedState<T> {
    value: Option<T>,
    waker: Option<Waker>,
}

/// The result of a future that was [spawned](Spawned::new). It runs to its end even if this is dropped.
pub struct Spawned<T>(Rc<RefCell<SpawnedState<T>>>);

impl<T: 'static> Spawned<T> {
    /// Starts the future now.
    pub fn new(future: impl Future<Output = T> + 'static) -> Self {
        let outcome = Rc::new(RefCell::new(SpawnedState { value: None, waker: None }));
        let own = outcome.clone();
        spawn_local(async move {
            let value = future.await;
            let waker = own.try_borrow_mut().ok().and_then(|mut own| {
                own.value = Some(value);
                own.waker.take()
            });
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        Self(outcome)
    }
}

impl<T> Future for Spawned<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let Ok(mut outcome) = self.0.try_borrow_mut() else { return Poll::Pending };
        if let Some(value) = outcome.value.take() {
            return Poll::Ready(value);
        }
        outcome.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
