//! Tracking signals that outlive their readers without leaking. A signal lists its subscribers and never removes those
//! that were disposed (reactive_graph 0.2). A reviewer steps through hundreds of conversations in one page, and each
//! would leave about forty subscribers behind.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use leptos::{
    prelude::{Track, on_cleanup},
    reactive::graph::{AnySource, AnySubscriber, Observer, ReactiveNode, Source, Subscriber, WithObserver},
};

/// Tracks a signal: the current effect or memo subscribes to it, and is unsubscribed when it runs again or is disposed.
pub fn track(signal: &dyn Track) {
    let Some(reader) = Observer::get() else { return };
    let noted = Arc::new(Noted::default());
    let weak: Weak<dyn Subscriber + Send + Sync> = Arc::downgrade(&noted) as Weak<_>;
    // A signal reveals its source only to a subscriber, so a stand-in subscribes first to learn it.
    let stand_in = AnySubscriber(Arc::as_ptr(&noted).addr(), weak);
    stand_in.with_observer(|| signal.track());
    let sources = std::mem::take(&mut *noted.0.lock().unwrap_or_else(PoisonError::into_inner));
    for source in &sources {
        source.remove_subscriber(&stand_in);
        reader.add_source(source.clone());
        source.add_subscriber(reader.clone());
    }
    on_cleanup(move || {
        for source in &sources {
            source.remove_subscriber(&reader);
        }
    });
}

/// A stand-in subscriber that notes the sources it is given.
#[derive(Default)]
struct Noted(Mutex<Vec<AnySource>>);

impl Subscriber for Noted {
    fn add_source(&self, source: AnySource) {
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }

    fn clear_sources(&self, _: &AnySubscriber) {}
}

// The stand-in is subscribed for one call only, in which no signal changes.
impl ReactiveNode for Noted {
    fn mark_dirty(&self) {}

    fn mark_check(&self) {}

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use leptos::{prelude::*, reactive::graph::ToAnySource};

    use super::*;

    #[test]
    fn a_memo_runs_again_when_a_tracked_signal_changes() {
        let owner = Owner::new();
        owner.set();
        let (signal, other) = (RwSignal::new(1), RwSignal::new(10));
        let doubled = Memo::new(move |_| signal.get() * 2);
        let sum = Memo::new(move |_| {
            track(&doubled);
            track(&other);
            doubled.get_untracked() + other.get_untracked()
        });
        assert_eq!(sum.get_untracked(), 12);
        signal.set(2);
        assert_eq!(sum.get_untracked(), 14);
        other.set(20);
        assert_eq!(sum.get_untracked(), 24);
        signal.set(3);
        assert_eq!(sum.get_untracked(), 26);
    }

    /// Counts the weak references to a subscriber: as long as a signal lists it, its memory is not freed.
    #[test]
    fn a_disposed_reader_is_unsubscribed() {
        let owner = Owner::new();
        owner.set();
        let signal = ArcRwSignal::new(1);
        let held_after = |read: fn(&ArcRwSignal<i32>)| {
            let reader = Arc::new(Noted::default());
            let weak: Weak<dyn Subscriber + Send + Sync> = Arc::downgrade(&reader) as Weak<_>;
            let child = Owner::current().unwrap_or_default().child();
            let subscriber = AnySubscriber(Arc::as_ptr(&reader).addr(), weak);
            child.with(|| subscriber.with_observer(|| read(&signal)));
            drop(subscriber);
            assert!(reader.0.lock().unwrap().contains(&signal.to_any_source()));
            child.cleanup();
            Arc::weak_count(&reader)
        };
        assert_eq!(held_after(ArcRwSignal::track), 1);
        assert_eq!(held_after(|signal| track(signal)), 0);
    }
}
