//! What changed on the server since the list was drawn. Said, never applied unasked: rows do not move under a reader.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    judged::JudgedRows,
    listing::{Listed, Listing, Row, State},
};
use crate::{
    model::figures,
    ui::icon::{Glyph, Icon},
};

/// How the server's list differs from the one shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct News {
    new: u64,
    updated: u64,
    gone: u64,
}

impl News {
    /// Compares the same page then and now; `changed` folds in what was changed here since then, which is no news. A row that came onto the page without there being more in all was on another
    /// page before: something happened in it.
    pub fn between(shown: &Listed, fresh: &Listed, changed: impl Fn(&Arc<Row>, u64) -> Arc<Row>) -> Self {
        let differs = |row: &&Arc<Row>| {
            let own = shown.rows.iter().find(|one| one.thread.id == row.thread.id);
            own.is_some_and(|own| {
                own != *row && told(&changed(own, shown.as_of)) != told(&changed(row, fresh.as_of))
            })
        };
        let updated = fresh.rows.iter().filter(differs).count() as u64;
        let arrived = fresh.rows.iter().filter(|row| shown.position(&row.thread.id).is_none()).count() as u64;
        let new = fresh.total.saturating_sub(shown.total);
        let gone = shown.total.saturating_sub(fresh.total);
        // A page that lost rows is filled up from the next one.
        let moved = arrived.saturating_sub(new).saturating_sub(gone);
        Self { new, updated: updated + moved, gone }
    }

    /// The words; nothing where nothing changed.
    pub fn words(self) -> Option<String> {
        let parts = [(self.new, "new"), (self.updated, "updated"), (self.gone, "gone")];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", figures::count(count)))
            .collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}

/// What a row tells, in what can be compared: the times of what was changed here are this machine's.
fn told(row: &Row) -> impl PartialEq + use<> {
    let thread = &row.thread;
    let mut tags = thread.tags.clone();
    tags.sort();
    let scores = thread.scores.iter().map(|score| (score.name.clone(), score.value));
    let mut scores: Vec<_> = scores.collect();
    scores.sort_by(|one, other| one.0.cmp(&other.0));
    let comments: Vec<_> = thread.comments.iter().map(|comment| comment.text.clone()).collect();
    (thread.number_of_messages, thread.end_time, thread.status, tags, scores, comments)
}

/// "3 new, 1 updated: refresh".
#[component]
pub fn NewsChip(
    listing: Listing,
    /// What rows are judged by.
    judged: JudgedRows,
) -> impl IntoView {
    let words = Memo::new(move |_| {
        listing.fresh.with(|fresh| {
            let fresh = fresh.as_ref()?;
            listing.state.with(|state| match (state, &fresh.outcome) {
                (State::Loaded(answer, shown), Ok(new)) if answer.ask == fresh.ask => {
                    News::between(shown, new, |row, as_of| judged.changed(row, as_of)).words()
                }
                _ => None,
            })
        })
    });
    view! {
        <span class="news" role="status" aria-live="polite">
            {move || {
                words
                    .get()
                    .map(|words| {
                        view! {
                            <button type="button" class="chip" on:click=move |_| listing.refresh()>
                                <Icon glyph=Glyph::Refresh />
                                {format!("{words}: refresh")}
                            </button>
                        }.into_any()
                    })
            }}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{ids::ThreadId, status::Status, thread::Thread};

    fn row(id: &str, messages: u64) -> Arc<Row> {
        let thread = Thread {
            id: ThreadId::new(id),
            model_id: None,
            start_time: None,
            end_time: None,
            duration_ms: None,
            first_message: None,
            last_message: None,
            number_of_messages: messages,
            total_tokens: None,
            prompt_tokens: None,
            completion_tokens: None,
            cost: None,
            status: Status::Active,
            tags: vec![],
            scores: vec![],
            comments: vec![],
            last_updated_at: None,
            created_at: None,
            created_by: None,
        };
        Arc::new(Row::from(thread))
    }

    fn listed(rows: &[(&str, u64)], total: u64) -> Listed {
        Listed {
            rows: rows.iter().map(|(id, messages)| row(id, *messages)).collect(),
            total,
            sortable_by: vec![],
            as_of: 0,
        }
    }

    fn words(shown: &[(&str, u64)], was: u64, fresh: &[(&str, u64)], is: u64) -> Option<String> {
        News::between(&listed(shown, was), &listed(fresh, is), |row, _| row.clone()).words()
    }

    #[test]
    fn the_same_list_is_no_news() {
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("a", 2), ("b", 2)], 9), None);
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("b", 2), ("a", 2)], 9), None);
    }

    #[test]
    fn new_and_changed_threads_are_counted_apart() {
        let fresh = [("new", 2), ("a", 4)];
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &fresh, 10).as_deref(), Some("1 new, 1 updated"));
    }

    #[test]
    fn a_thread_that_came_up_from_another_page_was_updated() {
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("z", 4), ("a", 2)], 9).as_deref(), Some("1 updated"));
    }

    #[test]
    fn rows_that_fill_the_place_of_deleted_ones_are_no_news_of_their_own() {
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("a", 2), ("c", 2)], 8).as_deref(), Some("1 gone"));
    }
}
