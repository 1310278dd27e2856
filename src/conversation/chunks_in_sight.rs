//! How much of a group of turns is drawn, by how far it is from what is in sight. Close to it a group has at least its
//! words, as plain text, so that a reader who drags the scroll bar sees words and no blanks; in sight, once scrolling
//! pauses, it has its whole messages and its buttons. Buttons are more than half of a turn's elements and go again when
//! the group is out of sight, so that a long conversation takes half the memory.

use std::{collections::HashMap, time::Duration};

use leptos::prelude::*;
use web_sys::Element;

use super::{file_queue::FileQueue, render_queue::RenderQueue};
use crate::browser::{clock, near_viewport::NearViewport, timer};

/// How far outside the viewport a group is close: a screen or two more than a scroll bar is dragged between two frames.
/// The browser itself would lay out groups (`content-visibility`) only one and a half screens away, one frame late.
const CLOSE: &str = "6000px 0px";
/// How far outside the viewport a group counts as in sight.
const SIGHT: &str = "900px 0px";
/// Set on the element of a group that is close; the style sheet then lays it out.
const CLOSE_MARK: &str = "data-close";
/// Scrolling pauses when no group has come into sight for so long.
const PAUSE: Duration = Duration::from_millis(80);

/// What is drawn of one group's turns.
#[derive(Clone, Copy)]
pub(super) struct ChunkState {
    /// At least the words; stays.
    pub(super) close: RwSignal<bool>,
    /// Everything. Not unset while the group has the focus: a person who tabbed to a button would lose their place.
    pub(super) in_sight: RwSignal<bool>,
}

impl ChunkState {
    /// `first`: the group is at the beginning of the conversation, which is in sight when it is opened.
    pub(super) fn new(first: bool) -> Self {
        Self { close: RwSignal::new(first), in_sight: RwSignal::new(first) }
    }
}

/// Watches the groups of one conversation.
#[derive(Clone, Copy)]
pub(super) struct ChunksInSight {
    close: NearViewport,
    sight: NearViewport,
    chunks: StoredValue<HashMap<String, Chunk>, LocalStorage>,
}

struct Chunk {
    number: usize,
    element: Element,
    state: ChunkState,
}

impl ChunksInSight {
    /// Begins watching; lives as long as the calling component. Whole messages are drawn by `queue`, and `files` asks
    /// for the files of turns in groups that are close.
    pub(super) fn new(queue: RenderQueue, files: FileQueue) -> Self {
        let chunks = StoredValue::new_local(HashMap::<String, Chunk>::new());
        let changed = StoredValue::new_local(HashMap::<String, bool>::new());
        let apply = move || {
            let changed = changed.try_update_value(std::mem::take).unwrap_or_default();
            let _ = chunks.try_with_value(|chunks| {
                for (id, in_sight) in changed {
                    if let Some(chunk) = chunks.get(&id) {
                        chunk.show(in_sight, queue);
                    }
                }
            });
        };
        let when_paused = timer::debounce(PAUSE, move |()| apply());
        let pace = StoredValue::new_local(Pace::default());
        let came = move |id: String, in_sight: bool| {
            let _ = changed.try_update_value(|changed| changed.insert(id, in_sight));
            if pace.try_update_value(|pace| pace.is_slow(clock::monotonic())) == Some(true) {
                apply();
            } else {
                when_paused(());
            }
        };
        let in_sight = came.clone();
        let sight = NearViewport::changes(SIGHT, move |element, near| in_sight(element.id(), near));
        let close = NearViewport::changes(CLOSE, move |element, near| {
            // Only close groups are watched for this: the browser locates each watched element in every frame.
            if near {
                let _ = element.set_attribute(CLOSE_MARK, "");
                sight.watch(&element);
                files.watch_in(&element);
            } else {
                let _ = element.remove_attribute(CLOSE_MARK);
                sight.forget(&element);
                files.forget_in(&element);
                came(element.id(), false);
            }
            let state = chunks.try_with_value(|chunks| chunks.get(&element.id()).map(|chunk| chunk.state));
            if let Some(state) = state.flatten().filter(|state| near && !state.close.get_untracked()) {
                state.close.set(true);
            }
        });
        Self { close, sight, chunks }
    }

    /// Adds the group with this number, from 0; its element needs an id.
    pub(super) fn watch(self, number: usize, element: Element, state: ChunkState) {
        self.close.watch(&element);
        let chunk = Chunk { number, element, state };
        let _ = self.chunks.try_update_value(|chunks| chunks.insert(chunk.element.id(), chunk));
    }

    /// Forgets a group.
    pub(super) fn forget(self, id: &str) {
        let chunk = self.chunks.try_update_value(|chunks| chunks.remove(id)).flatten();
        if let Some(chunk) = chunk {
            self.close.forget(&chunk.element);
            self.sight.forget(&chunk.element);
        }
    }
}

impl Chunk {
    fn show(&self, in_sight: bool, queue: RenderQueue) {
        let has_focus = || self.element.contains(document().active_element().as_deref());
        if self.state.in_sight.try_get_untracked() != Some(in_sight) && (in_sight || !has_focus()) {
            let _ = self.state.in_sight.try_set(in_sight);
        }
        if in_sight {
            queue.draw(self.number);
        }
    }
}

/// Whether groups come into sight one by one, as for a reader or after a jump, or one after the other without a pause.
#[derive(Default)]
struct Pace {
    last: i64,
    is_fast: bool,
}

impl Pace {
    /// `now` is [`clock::monotonic`], as a group comes into sight or leaves it.
    fn is_slow(&mut self, now: i64) -> bool {
        /// Milliseconds within which the browser reports what one frame has changed.
        const SAME_FRAME: i64 = 4;
        let since = now - self.last;
        self.last = now;
        if since > SAME_FRAME {
            self.is_fast = u128::from(since.unsigned_abs()) < PAUSE.as_millis();
        }
        !self.is_fast
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_after_a_pause_is_slow_and_frames_in_a_row_are_fast() {
        let mut pace = Pace::default();
        let times = [1_000, 1_001, 1_016, 1_017, 1_033, 1_120, 1_122];
        assert_eq!(times.map(|now| pace.is_slow(now)), [true, true, false, false, false, true, true]);
    }
}
