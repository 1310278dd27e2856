//! The order of a conversation's turns.

use std::sync::Arc;

use crate::model::trace::Trace;

/// Inserts `lot` into `all` by start time, then id, replacing older versions of the same turn. The server is asked to
/// sort by start time, but not every server does, and turns with the same start time come in any order.
pub(super) fn merge(all: &mut Vec<Arc<Trace>>, lot: Vec<Arc<Trace>>) {
    for turn in lot {
        if let Some(at) = all.iter().rposition(|known| known.id == turn.id) {
            all.remove(at);
        }
        // Turns mostly arrive in order, so the search for their place starts at the end.
        let is_before = |known: &Arc<Trace>| (known.start_time, &known.id) <= (turn.start_time, &turn.id);
        let at = all.iter().rposition(is_before).map_or(0, |before| before + 1);
        all.insert(at, turn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ids::TraceId, time::Timestamp};

    fn turn(id: &str, start: &str, name: &str) -> Arc<Trace> {
        Arc::new(Trace {
            id: TraceId::new(id),
            name: Some(name.to_owned()),
            start_time: Timestamp::parse(start),
            ..Trace::default()
        })
    }

    #[test]
    fn turns_stand_by_start_time_then_id_and_the_newer_version_replaces() {
        let mut all = Vec::new();
        merge(
            &mut all,
            vec![turn("b", "2026-01-01T00:00:02Z", "old"), turn("z", "2026-01-01T00:00:01Z", "")],
        );
        merge(
            &mut all,
            vec![turn("a", "2026-01-01T00:00:02Z", ""), turn("b", "2026-01-01T00:00:02Z", "new")],
        );
        let ids: Vec<_> = all.iter().map(|turn| turn.id.as_str()).collect();
        assert_eq!(ids, ["z", "a", "b"]);
        assert_eq!(all[2].name.as_deref(), Some("new"));
    }
}
