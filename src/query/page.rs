//! Pages of a list: which rows, and how many pages there are.

/// Page sizes a person can choose.
pub const SIZES: [u32; 4] = [10, 25, 50, 100];

/// The size where nobody chose.
pub const DEFAULT_SIZE: u32 = 25;

/// The nearest size that can be chosen.
pub fn nearest_size(wanted: u32) -> u32 {
    SIZES.into_iter().min_by_key(|size| size.abs_diff(wanted)).unwrap_or(DEFAULT_SIZE)
}

/// How many pages `total` rows fill; an empty list has one, empty page.
pub fn count(total: u64, size: u32) -> u32 {
    u32::try_from(total.div_ceil(u64::from(size.max(1)))).unwrap_or(u32::MAX).max(1)
}

/// The numbers of the first and last row on a page that shows `rows` rows, from 1.
pub fn span(page: u32, size: u32, rows: usize) -> (u64, u64) {
    let before = u64::from(page.saturating_sub(1)) * u64::from(size);
    (before + 1, before + rows as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_as_a_person_counts() {
        assert_eq!([0, 1, 25, 26, 1284].map(|total| count(total, 25)), [1, 1, 1, 2, 52]);
        assert_eq!(count(u64::MAX, 1), u32::MAX);
        assert_eq!(span(1, 25, 25), (1, 25));
        assert_eq!(span(52, 25, 9), (1276, 1284));
    }

    #[test]
    fn any_size_asked_for_becomes_one_that_is_offered() {
        assert_eq!([0, 5, 25, 60, 100, 4_000_000].map(nearest_size), [10, 10, 25, 50, 100, 100]);
    }
}
