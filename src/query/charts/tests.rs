//! Charts of made-up conversations.

mod generated;
mod plan;

use chrono::{FixedOffset, Offset, Utc};

use super::{
    bins::{Bins, ChartStep},
    change::ChartChange,
    chart::{ChartData, ChartSubject},
    drawing::Scale,
    is_for_metrics,
    numbers::{ChartNumbers, NumbersOverTime, quantile},
    period::Period,
    *,
};
use crate::{
    model::ids::ThreadId,
    query::{
        filter::{Filter, Operator},
        sample::Sample,
        time_range::{TimeRange, ZoneAt},
    },
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn utc(_: Timestamp) -> FixedOffset {
    Utc.fix()
}

/// Berlin in 2026: summer time from 29 March, 01:00 UTC, to 25 October, 01:00 UTC.
fn berlin(instant: Timestamp) -> FixedOffset {
    let summer = at("2026-03-29T01:00:00Z") <= instant && instant < at("2026-10-25T01:00:00Z");
    FixedOffset::east_opt(if summer { 7200 } else { 3600 }).unwrap()
}

fn kolkata(_: Timestamp) -> FixedOffset {
    FixedOffset::east_opt(5 * 3600 + 1800).unwrap()
}

fn row(time: &str) -> ChartRow {
    ChartRow { at: at(time), duration_ms: Some(1000.0), cost: Some(0.5), score: None }
}

fn bins(range: &str, now: &str, zone: ZoneAt) -> Bins {
    let range = TimeRange::parse(range).unwrap();
    Bins::of(Period::of_range(range, at(now), zone).unwrap(), zone)
}

fn hours(bins: &Bins) -> Vec<i64> {
    let start = |part| bins.start(part).unwrap().millis();
    (1..bins.count()).map(|part| (start(part) - start(part - 1)) / 3_600_000).collect()
}

#[test]
fn days_are_those_of_the_persons_zone_and_have_23_or_25_hours_when_the_clocks_change() {
    let march = bins("2026-03-20,2026-04-02", "2026-11-28T12:00:00Z", berlin);
    assert_eq!(march.step, ChartStep::Day);
    assert_eq!(march.count(), 14);
    assert_eq!(march.start(0), Some(at("2026-03-19T23:00:00Z")));
    assert_eq!(hours(&march), [24, 24, 24, 24, 24, 24, 24, 24, 24, 23, 24, 24, 24]);
    let october = bins("2026-10-20,2026-10-28", "2026-11-28T12:00:00Z", berlin);
    assert!(hours(&october).contains(&25));
    // 23:30 UTC is the next day in Berlin.
    let part = march.find(at("2026-03-20T23:30:00Z")).unwrap();
    assert_eq!(march.label(part), "Saturday, 21 Mar 2026");
    assert_eq!(march.short_label(part), "21 Mar");
    assert_eq!(march.find(at("2026-03-19T22:59:59Z")), None);
}

#[test]
fn the_length_of_a_range_decides_between_hours_days_and_weeks() {
    let step = |range: &str| bins(range, "2026-11-28T12:34:56Z", utc).step;
    assert_eq!(step("past24hours"), ChartStep::Hour);
    assert_eq!(step("past3days"), ChartStep::Hour);
    assert_eq!(step("2026-11-27,2026-11-27"), ChartStep::Hour);
    assert_eq!(step("past7days"), ChartStep::Day);
    assert_eq!(step("past60days"), ChartStep::Day);
    assert_eq!(step("2026-01-01,2026-11-01"), ChartStep::Weeks(1));
    let long = bins("1970-01-01,2262-04-10", "2026-11-28T12:34:56Z", utc);
    assert!(matches!(long.step, ChartStep::Weeks(weeks) if weeks > 10), "{:?}", long.step);
    assert!(long.count() <= bins::MOST);
    assert_eq!(bins("past24hours", "2026-11-28T12:34:56Z", utc).count(), 25);
}

#[test]
fn hours_begin_with_the_hours_of_the_persons_clock() {
    let day = bins("2026-11-27,2026-11-27", "2026-11-28T12:00:00Z", kolkata);
    assert_eq!(day.count(), 24);
    assert_eq!(day.start(0), Some(at("2026-11-26T18:30:00Z")));
    assert_eq!(day.label(1), "Friday, 27 Nov 2026, 01:00");
    assert_eq!(day.days(0, 23).map(|(from, to)| from == to), Some(true));
}

#[test]
fn parts_that_are_dragged_over_are_whole_days() {
    let november = bins("2026-11-01,2026-11-20", "2026-11-28T12:00:00Z", berlin);
    let days = |one, other| november.days(one, other).map(|(from, to)| format!("{from} {to}"));
    assert_eq!(days(2, 4).as_deref(), Some("2026-11-03 2026-11-05"));
    assert_eq!(days(4, 2), days(2, 4));
    let weeks = bins("2026-01-01,2026-11-01", "2026-11-28T12:00:00Z", berlin);
    assert_eq!(
        weeks.days(0, 0).map(|(from, to)| format!("{from} {to}")).as_deref(),
        Some("2025-12-29 2026-01-04")
    );
    assert_eq!(weeks.label(0), "29 Dec 2025 – 4 Jan 2026");
}

#[test]
fn the_time_before_is_as_long_as_what_is_over_of_the_range() {
    let now = at("2026-11-28T12:00:00Z");
    let before = |range: &str| {
        Period::of_range(TimeRange::parse(range).unwrap(), now, utc).unwrap().before(now).unwrap()
    };
    let week = before("past7days");
    assert_eq!((week.from(), week.to()), (at("2026-11-14T12:00:00Z"), at("2026-11-21T12:00:00Z")));
    assert_eq!(week.length(), "7 days");
    // Today is half over.
    let today = before("2026-11-28,2026-11-28");
    assert_eq!((today.from(), today.length()), (at("2026-11-27T12:00:00Z"), "12 hours".to_owned()));
    let over = before("2026-11-01,2026-11-10");
    assert_eq!(over.from(), at("2026-10-22T00:00:00Z"));
    let first = Period::of_range(TimeRange::parse("1970-01-01,1970-01-01").unwrap(), now, utc).unwrap();
    assert_eq!(first.before(now), None);
    assert_eq!(Period::of_range(TimeRange::All, now, utc), None);
}

#[test]
fn wrong_clocks_leave_room_for_the_rest() {
    let now = at("2026-11-28T12:00:00Z");
    let mut times: Vec<_> =
        (1..=60).map(|day| (at("2026-09-20T00:00:00Z").millis() + day * 86_400_000, 5)).collect();
    times.insert(0, (0, 1));
    times.push((at("2027-11-28T12:00:00Z").millis(), 2));
    let times: Vec<_> =
        times.into_iter().map(|(at, count)| (Timestamp::from_millis(at).unwrap(), count)).collect();
    let period = Period::of_times(&times, now).unwrap();
    assert_eq!(period.from(), at("2026-09-21T00:00:00Z"));
    assert!(period.to() < now);
    // Half of all are no exception.
    let two = [(Timestamp::EPOCH, 1), (at("2026-11-01T00:00:00Z"), 1)];
    assert_eq!(Period::of_times(&two, now).map(Period::from), Some(Timestamp::EPOCH));
    assert_eq!(Period::of_times(&[], now), None);
    assert_eq!(Period::of_times(&[(at("2100-01-01T00:00:00Z"), 9)], now), None);
    let one = Period::of_times(&[(at("2026-11-01T00:00:00Z"), 1)], now).unwrap();
    assert_eq!(Bins::of(one, utc).count(), 1);
}

#[test]
fn numbers_are_counted_in_the_part_they_are_in() {
    let days = bins("2026-11-01,2026-11-10", "2026-11-28T12:00:00Z", utc);
    let mut rows: Vec<_> =
        ["02T01", "02T23", "05T12", "20T00"].map(|time| row(&format!("2026-11-{time}:00:00Z"))).into();
    rows[0].score = Some(1.0);
    rows[1].score = Some(0.0);
    rows[1].duration_ms = Some(3000.0);
    rows[2].cost = Some(f64::NAN);
    let thumbs = [ChartThumb { at: rows[2].at, is_up: true }, ChartThumb { at: rows[0].at, is_up: false }];
    let over = NumbersOverTime::of(&days, &rows, Some(&thumbs));
    assert_eq!(over.conversations.unwrap(), [0, 2, 0, 0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(over.cost.unwrap()[..5], [0.0, 1.0, 0.0, 0.0, 0.0]);
    assert_eq!(over.thumbs.unwrap()[1..5], [(0, 1), (0, 0), (0, 0), (1, 0)]);
    assert_eq!(over.duration.unwrap()[1], Some((2000.0, 2800.0)));
    let score = over.score.unwrap()[1].unwrap();
    assert_eq!((score.mean, score.spread), (0.5, Some((0.25, 0.75))));
    assert_eq!(numbers::outside(&days, &rows), 1);
    assert_eq!(ChartNumbers::of(&[], Some(&[])).duration, None);
    assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), Some(2.0));
    assert_eq!(quantile(&[], 0.5), None);
}

fn data(score: Option<&str>) -> ChartData {
    let days = bins("2026-11-01,2026-11-10", "2026-11-28T12:00:00Z", utc);
    let mut rows = [row("2026-11-02T01:00:00Z"), row("2026-11-02T02:00:00Z"), row("2026-11-05T01:00:00Z")];
    rows[0].score = Some(0.25);
    let thumbs = [ChartThumb { at: rows[0].at, is_up: true }, ChartThumb { at: rows[1].at, is_up: false }];
    ChartData {
        over_time: NumbersOverTime::of(&days, &rows, Some(&thumbs)),
        all: ChartNumbers::of(&rows, Some(&thumbs)),
        before: Some(ChartNumbers {
            conversations: Some(2),
            thumbs: Some((3, 1)),
            score: Some(0.5),
            duration: Some((2000.0, 2000.0)),
            cost: Some(0.0),
        }),
        length: "10 days".to_owned(),
        score: score.map(str::to_owned),
        bins: days,
    }
}

#[test]
fn charts_say_what_they_show_and_how_it_changed() {
    let charts = data(Some("Tone")).charts();
    let figures: Vec<_> = charts.iter().map(|chart| chart.figure.clone().unwrap()).collect();
    assert_eq!(figures, ["3", "50% up", "0.25", "1.0 s", "$1.50"]);
    let short: Vec<_> = charts.iter().map(|chart| chart.change.clone().unwrap().short).collect();
    assert_eq!(short, ["+50%", "−25 pts", "−0.25", "−50%", "new"]);
    assert_eq!(charts[0].change.as_ref().unwrap().words, "50% more than in the 10 days before (2)");
    let words: Vec<_> = charts.iter().map(|chart| chart.words(1)).collect();
    assert_eq!(
        words,
        [
            "2",
            "1 up, 1 down",
            "mean 0.25, half of them 0.25 to 0.25",
            "median 1.0 s, 90% under 1.0 s",
            "$1.00"
        ]
    );
    assert_eq!(charts[3].words(0), "no value");
    assert_eq!(charts[0].words(9_999), "no value");
    assert!(charts.iter().all(|chart| !chart.is_blank()));
    let subjects: Vec<_> = data(None).charts().iter().map(|chart| chart.subject).collect();
    assert!(!subjects.contains(&ChartSubject::Score), "{subjects:?}");
}

#[test]
fn a_change_is_said_as_people_say_it() {
    let short = |now, then| ChartChange::percent(now, then, "x", "day").map(|change| change.short);
    assert_eq!(short(0.0, 0.0), None);
    assert_eq!(short(f64::NAN, 1.0), None);
    assert_eq!(short(3.0, 0.0).as_deref(), Some("new"));
    assert_eq!(short(0.0, 4.0).as_deref(), Some("−100%"));
    assert_eq!(short(100.1, 100.0).as_deref(), Some("±0"));
    assert_eq!(short(5000.0, 10.0).as_deref(), Some("×500"));
}

#[test]
fn axes_end_in_round_numbers() {
    let top = |subject, value| Scale::of(subject, 0.0, value).top;
    assert_eq!(top(ChartSubject::Conversations, 0.0), 1.0);
    assert_eq!(top(ChartSubject::Conversations, 41.0), 50.0);
    assert_eq!(top(ChartSubject::Conversations, 1.0), 1.0);
    assert!((top(ChartSubject::Score, 0.3) - 0.3).abs() < 1e-9);
    assert_eq!(top(ChartSubject::Duration, 48_000.0), 60_000.0);
    assert_eq!(top(ChartSubject::Duration, 100.0), 100.0);
    assert_eq!(top(ChartSubject::Duration, 10.0 * 864e5), 10.0 * 864e5);
    assert_eq!(top(ChartSubject::Cost, f64::INFINITY), 1.0);
    assert_eq!(Scale::of(ChartSubject::Thumbs, -3.0, 9.0), Scale { bottom: -3.0, top: 10.0 });
}

#[test]
fn metrics_are_asked_only_for_what_they_count_exactly() {
    let view = LogsView::default();
    let filter = |field, operator, value| Filter::new(field, operator, value).unwrap();
    assert!(is_for_metrics(&view));
    assert!(is_for_metrics(&view.with_filter(Filter::tag("refund"))));
    let searched = LogsView { search: " refund ".to_owned(), ..view.clone() };
    assert!(!is_for_metrics(&searched));
    assert!(!is_for_metrics(&LogsView {
        sample: Some(Sample { count: 5, seed: 1, each: None }),
        ..view.clone()
    }));
    for field in [Field::Environment, Field::Source] {
        assert!(!is_for_metrics(&view.with_filter(filter(field, Operator::Equal, "production"))));
    }
    assert!(is_for_metrics(&view.opened(&ThreadId::new("a"))));
}
