//! A set of places in a segment, of which there may be millions.

/// Places: a bit for each.
#[derive(Debug, Default)]
pub(super) struct PlaceSet {
    bits: Vec<u64>,
}

impl PlaceSet {
    #[inline]
    pub(super) fn add(&mut self, place: u32) {
        let at = (place >> 6) as usize;
        if at >= self.bits.len() {
            self.bits.resize((at + 1).next_power_of_two(), 0);
        }
        if let Some(bits) = self.bits.get_mut(at) {
            *bits |= 1 << (place & 63);
        }
    }

    #[inline]
    pub(super) fn has(&self, place: u32) -> bool {
        self.bits.get((place >> 6) as usize).is_some_and(|bits| bits >> (place & 63) & 1 == 1)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Whether there is a place from the first on and before the second.
    pub(super) fn any(&self, from: u32, to: u32) -> bool {
        if from >= to {
            return false;
        }
        let last = to - 1;
        let (first_at, last_at) = ((from >> 6) as usize, (last >> 6) as usize);
        let end = last_at.saturating_add(1).min(self.bits.len());
        let Some(words) = self.bits.get(first_at..end) else { return false };
        words.iter().zip(first_at..).any(|(bits, at)| {
            let mut bits = *bits;
            if at == first_at {
                bits &= u64::MAX << (from & 63);
            }
            if at == last_at {
                bits &= u64::MAX >> (63 - (last & 63));
            }
            bits != 0
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set(places: std::collections::BTreeSet<u16>, from: u16, length in 0..300_u16) {
            let mut set = PlaceSet::default();
            places.iter().for_each(|place| set.add(u32::from(*place)));
            let to = from.saturating_add(length);
            for place in from..to {
                prop_assert_eq!(set.has(u32::from(place)), places.contains(&place));
            }
            prop_assert_eq!(set.any(u32::from(from), u32::from(to)), places.range(from..to).next().is_some());
        }
    }
}
