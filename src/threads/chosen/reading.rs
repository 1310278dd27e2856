//! Reading all threads of a request, and the thumbs and failures of their turns.

use leptos::prelude::*;

use crate::{
    api::{
        all_rows::{RowWalk, WalkAsk, WalkStage},
        listing::Ask,
        rated_turns::MarkedTurns,
    },
    browser::clock,
    query::logs_view::LogsView,
    threads::{listing::ThreadRow, small_rows::THREADS},
};

/// What is read for a list: its threads, and the thumbs and failures of their turns if a condition is about them.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) threads: RowWalk<ThreadRow>,
    pub(super) turns: Option<MarkedTurns>,
}

/// The server's part of a request: everything but the page's own conditions and what only changes the order.
pub(super) fn of_server(ask: &Ask) -> Ask {
    let LogsView { search, filters, range, .. } = ask.view.clone();
    Ask { view: LogsView { search, filters, range, ..LogsView::default() }, ..ask.clone() }
}

/// Reads the threads of the server's part of a request, again only if that part changes.
pub(super) fn read(asked: Memo<Option<Ask>>, wants_turns: Signal<bool>) -> RwSignal<Option<Reading>> {
    let reading = RwSignal::new(None);
    let home = Owner::current().unwrap_or_default();
    let of_server = Memo::new(move |_| asked.with(|ask| ask.as_ref().map(of_server)));
    let needs_turns = Memo::new(move |_| {
        asked.with(|ask| {
            let needs = ask.as_ref().map(|ask| ask.view.found.needs()).unwrap_or_default();
            needs.thumbs || needs.failed_turns
        }) || wants_turns.get()
    });
    let own_home = home.clone();
    Effect::new(move |before: Option<Owner>| {
        let ask = of_server.get();
        if let Some(before) = before {
            before.cleanup();
        }
        let own = own_home.child();
        own.with(|| {
            let ask = ask.map(|ask| WalkAsk {
                pairs: ask.view.to_stats_request(clock::now(), clock::zone_at),
                workspace: ask.workspace,
                project: ask.project,
            });
            reading.set(ask.map(|ask| Reading { threads: RowWalk::start(ask, THREADS), turns: None }));
        });
        own
    });
    // The turns have an owner of their own, which ends when those of another walk are read.
    Effect::new(move |before: Option<Option<Owner>>| {
        let Some(Reading { threads, turns: None }) = reading.get().filter(|_| needs_turns.get()) else {
            return before.flatten();
        };
        let ask = threads.ask()?;
        let own = home.child();
        let turns = own.with(|| MarkedTurns::start(&ask));
        reading.set(Some(Reading { threads, turns: Some(turns) }));
        Some(own)
    });
    reading
}

impl Reading {
    /// [`WalkStage::Done`] once everything is there. Tracked.
    pub(super) fn stage(self) -> WalkStage {
        let turns = self.turns.map(MarkedTurns::stage);
        match (self.threads.stage.get(), turns) {
            (WalkStage::Done, Some(turns)) => turns,
            (WalkStage::Running, Some(failed @ WalkStage::Failed(_))) => failed,
            (threads, _) => threads,
        }
    }

    pub(super) fn cancel(self) {
        self.threads.cancel();
        if let Some(turns) = self.turns {
            turns.cancel();
        }
    }

    pub(super) fn retry(self) {
        self.threads.retry();
        if let Some(turns) = self.turns {
            turns.retry();
        }
    }

    pub(super) fn refresh(self) {
        self.threads.refresh();
        if let Some(turns) = self.turns {
            turns.refresh();
        }
    }
}
