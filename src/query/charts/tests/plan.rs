//! The server's intervals as parts of the time.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*, sample::select, test_runner::RngSeed};

use super::{super::plan::*, *};

/// What the server answers: a count for each of its intervals, in UTC.
fn answered(rows: &[Timestamp], interval: MetricInterval) -> MetricPoints {
    let (length, shift) = match interval {
        MetricInterval::Hourly => (3_600_000, 0),
        MetricInterval::Daily => (86_400_000, 0),
        // 1970 began on a Thursday.
        _ => (7 * 86_400_000, 4 * 86_400_000),
    };
    let mut counts: BTreeMap<Timestamp, f64> = BTreeMap::new();
    for row in rows {
        let start = row.millis() - (row.millis() - shift).rem_euclid(length);
        *counts.entry(Timestamp::from_millis(start).unwrap()).or_default() += 1.0;
    }
    counts.into_iter().map(|(at, count)| (at, Some(count))).collect()
}

fn plan(range: &str, zone: ZoneAt) -> MetricPlan {
    let range = TimeRange::parse(range).unwrap();
    MetricPlan::of(Period::of_range(range, at("2026-11-28T12:34:56Z"), zone).unwrap(), zone)
}

#[test]
fn days_are_made_of_hours_where_the_zone_is_whole_hours_off_and_else_it_is_said() {
    let of = |range: &str, zone: ZoneAt| {
        let plan = plan(range, zone);
        (plan.sums, plan.means, plan.note)
    };
    use MetricInterval::{Daily, Hourly, Weekly};
    assert_eq!(of("past7days", utc), (Daily, Some(Daily), ""));
    assert_eq!(of("past7days", berlin), (Hourly, Some(Daily), "Days of durations and scores are in UTC"));
    assert_eq!(of("past7days", kolkata), (Daily, Some(Daily), "Days are in UTC"));
    assert_eq!(of("past24hours", berlin), (Hourly, Some(Hourly), ""));
    assert_eq!(of("past24hours", kolkata), (Hourly, Some(Hourly), "Hours are in UTC"));
    assert_eq!(of("2026-01-01,2026-11-01", berlin), (Weekly, Some(Weekly), "Weeks are in UTC"));
    assert_eq!(of("2000-01-01,2026-11-01", utc), (Weekly, None, ""));
}

#[test]
fn a_mean_is_drawn_in_the_part_that_holds_most_of_its_day() {
    let plan = plan("2026-11-01,2026-11-05", berlin);
    let points = vec![(at("2026-11-02T00:00:00Z"), Some(0.5)), (at("2026-11-04T00:00:00Z"), Some(f64::NAN))];
    assert_eq!(plan.placed(&points), [None, Some(0.5), None, None, None]);
    assert_eq!(plan.placed(&Vec::new()), [None; 5]);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn the_servers_intervals_give_the_same_parts_as_the_rows(
        times in vec(1_790_000_000_000_i64..1_795_900_000_000, 0..60),
        range in select(vec!["past24hours", "past7days", "past60days", "2026-10-20,2026-10-28", "2026-02-01,2026-11-20"]),
        zone in select(vec![utc as ZoneAt, berlin, kolkata]),
    ) {
        let plan = plan(range, zone);
        let inside = |time: &Timestamp| plan.period.from() <= *time && *time < plan.period.to();
        let times: Vec<Timestamp> =
            times.into_iter().map(|time| Timestamp::from_millis(time).unwrap()).filter(inside).collect();
        let rows: Vec<ChartRow> =
            times.iter().map(|at| ChartRow { at: *at, duration_ms: None, cost: None, score: None }).collect();
        let over = NumbersOverTime::of(&plan.bins, &rows, None);
        prop_assert_eq!(plan.counted(&answered(&times, plan.sums)), over.conversations.unwrap());
    }
}
