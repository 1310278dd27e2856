//! The review state of a conversation in words.

use crate::{
    model::{
        figures,
        review_state::{ReviewState, Reviewer},
        time::Timestamp,
    },
    text::visible::visible,
};

/// The state with all names and times, as one sentence; `when` writes a time.
pub fn in_full(state: &ReviewState, me: &str, when: impl Fn(Timestamp) -> String) -> String {
    let people = || {
        let person = |one: &Reviewer| {
            let name = if one.name == me { "you".to_owned() } else { visible(&one.name) };
            one.at.map_or_else(|| name.clone(), |at| format!("{name} ({})", when(at)))
        };
        state.by().iter().map(person).collect::<Vec<_>>().join(", ")
    };
    match state {
        ReviewState::NotReviewed => "Not reviewed".to_owned(),
        ReviewState::Reviewed { .. } => format!("Reviewed by {}", people()),
        ReviewState::ChangedSinceMine { new_turns, .. } => {
            format!("{}. Reviewed by {}", changed(*new_turns), people())
        }
    }
}

/// That a conversation went on after my review, by so many turns if they are known.
pub fn changed(new_turns: Option<u64>) -> String {
    match new_turns {
        Some(count) => format!("Changed since your review, {}", figures::counted(count, "new turn")),
        None => "Changed since your review".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_named_with_their_time_and_the_reader_is_you() {
        let at = |millis| Timestamp::from_millis(millis);
        let by = vec![
            Reviewer { name: "Bo\u{202E}".to_owned(), at: at(20) },
            Reviewer { name: "Ana".to_owned(), at: at(10) },
            Reviewer { name: "Cem".to_owned(), at: None },
        ];
        let words = |state: &ReviewState| in_full(state, "Ana", |at| format!("at {}", at.millis()));
        assert_eq!(words(&ReviewState::NotReviewed), "Not reviewed");
        assert_eq!(
            words(&ReviewState::Reviewed { by: by.clone() }),
            "Reviewed by Bo[U+202E] (at 20), you (at 10), Cem"
        );
        let changed = |new_turns| {
            let mine = at(10).unwrap();
            words(&ReviewState::ChangedSinceMine { mine, new_turns, by: by.get(1..2).unwrap().to_vec() })
        };
        assert_eq!(changed(Some(1)), "Changed since your review, 1 new turn. Reviewed by you (at 10)");
        assert_eq!(
            changed(Some(1_200)),
            "Changed since your review, 1,200 new turns. Reviewed by you (at 10)"
        );
        assert_eq!(changed(None), "Changed since your review. Reviewed by you (at 10)");
    }
}
