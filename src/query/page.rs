//! Page sizes, page counts and row numbers.

/// The page sizes a person can choose.
pub const SIZES: [u32; 4] = [10, 25, 50, 100];

/// The page size if nobody has chosen one.
pub const DEFAULT_SIZE: u32 = 25;

/// The largest page size that a link may ask for.
pub const MOST: u32 = 1_000;

/// The page size in a link; `None` if it is not a number from 1 to [`MOST`].
pub fn parse_size(text: &str) -> Option<u32> {
    text.parse().ok().filter(|size| (1..=MOST).contains(size))
}

/// The page sizes to choose from, including the one that a link asks for.
pub fn sizes_with(asked: u32) -> Vec<u32> {
    let mut sizes = SIZES.to_vec();
    if !sizes.contains(&asked) {
        sizes.push(asked);
        sizes.sort_unstable();
    }
    sizes
}

/// The one of [`SIZES`] that is nearest to `wanted`.
pub fn nearest_size(wanted: u32) -> u32 {
    SIZES.into_iter().min_by_key(|size| size.abs_diff(wanted)).unwrap_or(DEFAULT_SIZE)
}

/// The number of pages for `total` rows; at least 1.
pub fn count(total: u64, size: u32) -> u32 {
    u32::try_from(total.div_ceil(u64::from(size.max(1)))).unwrap_or(u32::MAX).max(1)
}

/// The numbers of the first and last row on a page with `rows` rows, from 1.
pub fn span(page: u32, size: u32, rows: usize) -> (u64, u64) {
    let before = u64::from(page.saturating_sub(1)) * u64::from(size);
    (before + 1, before + rows as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_rows_are_counted_from_one() {
        assert_eq!([0, 1, 25, 26, 1284].map(|total| count(total, 25)), [1, 1, 1, 2, 52]);
        assert_eq!(count(u64::MAX, 1), u32::MAX);
        assert_eq!(span(1, 25, 25), (1, 25));
        assert_eq!(span(52, 25, 9), (1276, 1284));
    }

    #[test]
    fn a_size_in_a_link_is_used_and_offered() {
        assert_eq!(["5", "7", "1000"].map(parse_size), [Some(5), Some(7), Some(1000)]);
        assert_eq!(["0", "-1", "many", "1001", ""].map(parse_size), [None; 5]);
        assert_eq!(sizes_with(25), SIZES);
        assert_eq!(sizes_with(5), [5, 10, 25, 50, 100]);
    }

    #[test]
    fn a_stored_size_becomes_one_that_is_offered() {
        assert_eq!([0, 5, 25, 60, 100, 4_000_000].map(nearest_size), [10, 10, 25, 50, 100, 100]);
    }
}
