//! What holds for all conversations, however odd their times and numbers are.

use proptest::{collection::vec, option, prelude::*, sample::select, test_runner::RngSeed};

use super::*;

fn instants() -> impl Strategy<Value = Timestamp> {
    let whole = prop_oneof![
        // Around the changes of the clocks in 2026.
        1_774_000_000_000_i64..1_776_000_000_000,
        1_790_000_000_000_i64..1_796_000_000_000,
        0_i64..(1 << 48),
        Just(-62_000_000_000_000),
        Just(8_000_000_000_000_000),
    ];
    whole.prop_map(|millis| Timestamp::from_millis(millis).unwrap())
}

fn rows() -> impl Strategy<Value = Vec<ChartRow>> {
    let number = || option::of(prop_oneof![-1e3..1e6, Just(f64::NAN), Just(f64::INFINITY), Just(1e300)]);
    let row = (instants(), number(), number(), number())
        .prop_map(|(at, duration_ms, cost, score)| ChartRow { at, duration_ms, cost, score });
    vec(row, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn parts_are_few_without_gaps_and_hold_the_whole_period(
        one in instants(), other in instants(), zone in select(vec![utc as ZoneAt, berlin, kolkata])
    ) {
        let period = Period::new(one.min(other), one.max(other));
        let bins = Bins::of(period, zone);
        prop_assert!((1..=bins::MOST).contains(&bins.count()), "{}", bins.count());
        prop_assert_eq!(bins.find(period.from()), Some(0));
        let last = Timestamp::from_millis(period.to().millis() - 1).unwrap();
        prop_assert_eq!(bins.find(last), Some(bins.count() - 1));
        for part in 0..bins.count() {
            prop_assert_eq!(bins.find(bins.start(part).unwrap()), Some(part));
            prop_assert!(!bins.label(part).is_empty());
            let (from, to) = bins.days(part, 0).unwrap();
            prop_assert!(from <= to);
        }
    }

    #[test]
    fn sums_of_the_parts_are_those_of_the_rows(rows in rows(), one in instants(), other in instants()) {
        let bins = Bins::of(Period::new(one.min(other), one.max(other)), berlin);
        let over = NumbersOverTime::of(&bins, &rows, None);
        let inside: Vec<ChartRow> = rows.iter().copied().filter(|row| bins.find(row.at).is_some()).collect();
        let all = ChartNumbers::of(&inside, None);
        let counted: u64 = over.conversations.unwrap().iter().sum();
        prop_assert_eq!(Some(counted), all.conversations);
        prop_assert_eq!(counted + numbers::outside(&bins, &rows), rows.len() as u64);
        let cost: f64 = over.cost.unwrap().iter().sum();
        prop_assert!((cost - all.cost.unwrap()).abs() < 1e-6 * cost.abs().max(1.0));
        for (median, high) in over.duration.unwrap().into_iter().flatten() {
            prop_assert!(median <= high && median.is_finite());
        }
    }

    #[test]
    fn most_rows_are_in_the_period_of_all_of_them(rows in rows(), now in instants()) {
        let mut times: Vec<_> = rows.iter().map(|row| (row.at, 1)).collect();
        times.sort();
        if let Some(period) = Period::of_times(&times, now) {
            let bins = Bins::of(period, berlin);
            let storable = |at: &Timestamp| *at >= Timestamp::EPOCH && at.millis() <= now.millis() + 86_400_000;
            let possible = rows.iter().filter(|row| storable(&row.at) && row.at.millis() < 9_220_000_000_000).count();
            let inside = rows.iter().filter(|row| bins.find(row.at).is_some()).count();
            prop_assert!(inside + rows.len() / 50 + 1 >= possible, "{inside} of {possible}");
        }
    }

    #[test]
    fn whatever_is_drawn_stays_inside_the_chart(rows in rows(), one in instants(), other in instants()) {
        let bins = Bins::of(Period::new(one.min(other), one.max(other)), utc);
        let data = ChartData {
            over_time: NumbersOverTime::of(&bins, &rows, None),
            all: ChartNumbers::of(&rows, None),
            before: Some(ChartNumbers::of(&rows, None)),
            length: String::new(),
            score: Some("Tone".to_owned()),
            bins,
        };
        for chart in data.charts() {
            let scale = chart.scale();
            prop_assert!(scale.bottom < scale.top);
            for series in &chart.series {
                let path = series.path(scale);
                prop_assert!(!path.contains("NaN") && !path.contains("inf"), "{path}");
                prop_assert!(path.len() < 20_000);
            }
            for part in 0..data.bins.count() {
                prop_assert!(!chart.words(part).is_empty());
            }
        }
    }
}
