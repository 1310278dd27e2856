//! Looks for a part of an id (a UUID) in the ids of traces, which are kept as numbers.

/// The places of the hyphens in a UUID of 36 characters.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
/// The number of characters of a UUID.
const LENGTH: usize = 36;

/// A part of an id.
pub(super) struct IdPart {
    /// For each place where it may be: the bits that must be equal, and their values.
    places: Vec<(u128, u128)>,
}

impl IdPart {
    /// A text in lower case as a part of an id; `None` when no id has it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let last = LENGTH.checked_sub(text.len())?;
        let places: Vec<(u128, u128)> = (0..=last).filter_map(|place| fits(text, place)).collect();
        (!places.is_empty()).then_some(Self { places })
    }

    /// Whether the id has it.
    pub(super) fn is_in(&self, id: u128) -> bool {
        self.places.iter().any(|(mask, value)| id & mask == *value)
    }
}

/// The bits of the id that must be equal when the text is at this place of it, and their values.
fn fits(text: &str, place: usize) -> Option<(u128, u128)> {
    let (mut mask, mut value) = (0, 0);
    for (letter, at) in text.chars().zip(place..) {
        let hyphens = HYPHENS.iter().filter(|hyphen| **hyphen < at).count();
        match (letter, HYPHENS.contains(&at)) {
            ('-', true) => {}
            ('0'..='9' | 'a'..='f', false) => {
                let shift = 4 * (31 - (at - hyphens));
                mask |= 0xf << shift;
                value |= u128::from(letter.to_digit(16)?) << shift;
            }
            _ => return None,
        }
    }
    Some((mask, value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(id: u128) -> String {
        let digits = format!("{id:032x}");
        [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
    }

    proptest! {
        #[test]
        fn a_part_is_found_as_in_the_text(id: u128, from in 0..36_usize, length in 0..37_usize, other in "[0-9a-f-]{0,4}|[^-]") {
            let text = written(id);
            let part = &text[from..(from + length).min(36)];
            prop_assert!(IdPart::new(part).is_some_and(|part| part.is_in(id)));
            prop_assert_eq!(IdPart::new(&other).is_some_and(|part| part.is_in(id)), text.contains(&other));
        }
    }

    #[test]
    fn what_no_id_has_is_no_part() {
        for text in ["g", "0-0-0", "A", "é", "0123456789abc-", &"0".repeat(37)] {
            assert!(IdPart::new(text).is_none(), "{text}");
        }
    }
}
