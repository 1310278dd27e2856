use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use proptest::{collection::vec, prelude::*};

use crate::query::facets::Histogram;

fn words(numbers: &[f64]) -> Vec<String> {
    Histogram::of(numbers).bins.iter().map(|bin| format!("{}: {}", bin.range.words(), bin.count)).collect()
}

#[test]
fn ranges_end_at_round_numbers() {
    let unit: Vec<f64> = (0..=100).map(|n| f64::from(n) / 100.0).collect();
    let ranges = words(&unit);
    assert_eq!(ranges.len(), 10);
    assert_eq!((ranges[0].as_str(), ranges[9].as_str()), ("0 to below 0.1: 10", "0.9 to 1: 11"));
    assert_eq!(words(&[0.3, 0.31, 0.39]).first().map(String::as_str), Some("0.3 to below 0.31: 1"));
    assert_eq!(words(&[0.5, 0.5]), ["0.5: 2"]);
    assert_eq!(words(&[]), [""; 0]);
}

#[test]
fn whole_numbers_have_a_range_each() {
    assert_eq!(
        words(&[1.0, 3.0, 3.0, 4.0]),
        ["1 to below 2: 1", "2 to below 3: 0", "3 to below 4: 2", "4: 1"]
    );
    let ten: Vec<f64> = (0..=10).map(f64::from).collect();
    assert_eq!(words(&ten).len(), 11);
    assert_eq!(words(&ten).last().map(String::as_str), Some("10: 1"));
}

#[test]
fn odd_numbers_are_in_one_range() {
    assert_eq!(Histogram::of(&[f64::NAN, f64::INFINITY]).bins, []);
    assert_eq!(Histogram::of(&[-1e308, 1e308, 0.0]).bins.iter().map(|bin| bin.count).sum::<u64>(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500, rng_seed: RngSeed::Fixed(43), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn every_number_is_in_one_of_a_few_ranges(
        numbers in vec(prop_oneof![-1e9..1e9, 0.0..1.0, (0..100_i32).prop_map(f64::from), (0..20_i32).prop_map(|n| f64::from(n) / 3.0)], 1..40),
    ) {
        let bins = Histogram::of(&numbers).bins;
        prop_assert!(bins.len() <= 11, "{bins:?}");
        prop_assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), numbers.len() as u64);
        for pair in bins.windows(2) {
            prop_assert_eq!(pair[0].range.to, pair[1].range.from);
        }
        let round = |number: f64| (number * 1e9).round();
        for bin in &bins {
            let (from, to) = (bin.range.from.unwrap(), bin.range.to.unwrap());
            let inside = |number: &&f64| {
                let number = round(**number);
                number >= round(from) && (number < round(to) || (bin.range.with_end && number == round(to)))
            };
            prop_assert_eq!(numbers.iter().filter(inside).count() as u64, bin.count);
        }
    }
}
