//! The calendar of a custom time range: the weeks of a month, the keys that move in it, and dates as they are typed.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{
    charts::bins::monday,
    time_range::{TimeRange, first_day, last_day},
};
use crate::model::time::{month, short_date, weekday};

/// "November 2026"
pub fn month_name(date: NaiveDate) -> String {
    format!("{} {}", month(date.month()), date.year())
}

/// "Tuesday, 24 November 2026"
pub fn day_name(date: NaiveDate) -> String {
    format!("{}, {} {}", weekday(date.weekday()), date.day(), month_name(date))
}

/// The six weeks of a month, from Monday to Sunday, with the days before and after it that they hold.
pub fn weeks(of: NaiveDate) -> Vec<Vec<NaiveDate>> {
    let first = monday(of.with_day(1).unwrap_or(of));
    let day = |at: u64| first.checked_add_days(Days::new(at)).unwrap_or(of);
    (0..6).map(|week| (0..7).map(|weekday| day(week * 7 + weekday)).collect()).collect()
}

/// The day that a key goes to; `None` for a key that goes nowhere. Shift with Page Up and Page Down goes by years.
pub fn moved(day: NaiveDate, key: &str, shift: bool) -> Option<NaiveDate> {
    let months = Months::new(if shift { 12 } else { 1 });
    let weekday = u64::from(day.weekday().num_days_from_monday());
    let to = match key {
        "ArrowLeft" => day.checked_sub_days(Days::new(1)),
        "ArrowRight" => day.checked_add_days(Days::new(1)),
        "ArrowUp" => day.checked_sub_days(Days::new(7)),
        "ArrowDown" => day.checked_add_days(Days::new(7)),
        "Home" => day.checked_sub_days(Days::new(weekday)),
        "End" => day.checked_add_days(Days::new(6 - weekday)),
        "PageUp" => day.checked_sub_months(months),
        "PageDown" => day.checked_add_months(months),
        _ => return None,
    };
    Some(to.unwrap_or(day).clamp(first_day(), last_day()))
}

/// Reads a date as it is typed: `2026-11-28`, `28 Nov 2026`, `28.11.2026`, `today` or `yesterday`.
///
/// # Errors
/// What is wrong with it, as a sentence to show.
pub fn typed(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let text = text.trim().to_lowercase();
    let example = || format!("Type a whole date, such as {today}");
    match text.as_str() {
        "" => return Err(example()),
        "today" => return Ok(today),
        "yesterday" => return Ok(today.pred_opt().unwrap_or(today)),
        _ => {}
    }
    let parts: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [one, two, three] = parts.as_slice() else { return Err(example()) };
    let (year, month, day) = if one.len() > 2 { (one, two, three) } else { (three, two, one) };
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
    let month = number(month).or_else(|| month_of(month)).ok_or_else(example)?;
    let day = number(day).ok_or_else(example)?;
    let year = number(year).filter(|_| year.len() >= 4).ok_or_else(example)?;
    if year < 1970 {
        return Err(format!("Nothing is dated before {}", short_date(&first_day())));
    }
    let latest = || format!("The last day that the server knows is {}", short_date(&last_day()));
    if year > 2262 {
        return Err(latest());
    }
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let date = date.ok_or_else(|| "There is no such day".to_owned())?;
    if date > last_day() { Err(latest()) } else { Ok(date) }
}

/// The number of a month by its name or its first three letters.
fn month_of(name: &str) -> Option<u32> {
    (1..=12).find(|number| name.len() >= 3 && month(*number).to_lowercase().starts_with(name))
}

/// The range between two typed days, both included.
///
/// # Errors
/// What is wrong with the first field, and what with the second.
pub fn range(from: &str, to: &str, today: NaiveDate) -> Result<TimeRange, [Option<String>; 2]> {
    match (typed(from, today), typed(to, today)) {
        (Ok(from), Ok(to)) if to < from => {
            Err([None, Some(format!("This is before the first day, {}", short_date(&from)))])
        }
        (Ok(from), Ok(to)) => Ok(TimeRange::Days(from, to)),
        (from, to) => Err([from.err(), to.err()]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, test_runner::RngSeed};

    use super::*;

    fn date(text: &str) -> NaiveDate {
        let parts: Vec<u32> = text.split('-').map(|part| part.parse().unwrap()).collect();
        NaiveDate::from_ymd_opt(parts[0] as i32, parts[1], parts[2]).unwrap()
    }

    const TODAY: &str = "2026-11-28";

    #[test]
    fn a_month_is_six_weeks_from_monday_to_sunday() {
        let november = weeks(date("2026-11-28"));
        assert_eq!(november[0][0], date("2026-10-26"));
        assert_eq!(november[0][6], date("2026-11-01"));
        assert_eq!(november[5][6], date("2026-12-06"));
        assert_eq!(month_name(date("2026-11-28")), "November 2026");
        assert_eq!(day_name(date("2026-11-28")), "Saturday, 28 November 2026");
    }

    #[test]
    fn keys_go_by_days_weeks_months_and_years_and_stay_within_what_the_server_knows() {
        let to = |key: &str, shift: bool| moved(date("2026-01-31"), key, shift).unwrap().to_string();
        assert_eq!(to("ArrowRight", false), "2026-02-01");
        assert_eq!(to("ArrowUp", false), "2026-01-24");
        assert_eq!(to("Home", false), "2026-01-26");
        assert_eq!(to("End", false), "2026-02-01");
        assert_eq!(to("PageDown", false), "2026-02-28");
        assert_eq!(to("PageUp", true), "2025-01-31");
        assert_eq!(moved(date("2026-01-31"), "a", false), None);
        assert_eq!(moved(first_day(), "PageUp", true), Some(first_day()));
        assert_eq!(moved(last_day(), "ArrowDown", false), Some(last_day()));
    }

    #[test]
    fn dates_are_read_in_the_ways_people_write_them() {
        let read = |text: &str| typed(text, date(TODAY)).map(|date| date.to_string());
        for text in ["2026-11-05", "5 Nov 2026", "5 november 2026", "05.11.2026", " 2026/11/5 ", "2026 nov 5"]
        {
            assert_eq!(read(text).as_deref(), Ok("2026-11-05"), "{text}");
        }
        assert_eq!(read("Yesterday").as_deref(), Ok("2026-11-27"));
        for (text, why) in [
            ("", "such as 2026-11-28"),
            ("2026-11", "such as 2026-11-28"),
            ("5 Nov", "such as 2026-11-28"),
            ("5 No 2026", "such as 2026-11-28"),
            ("5 11 26", "such as 2026-11-28"),
            ("2026-02-30", "no such day"),
            ("2026-13-01", "no such day"),
            ("1969-12-31", "before 1 Jan 1970"),
            ("9999-01-01", "10 Apr 2262"),
            ("99999999999-01-01", "such as"),
            ("2262-04-11", "10 Apr 2262"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(why), "{text}: {said}");
        }
    }

    #[test]
    fn each_field_has_its_own_sentence() {
        let range = |from: &str, to: &str| range(from, to, date(TODAY));
        assert_eq!(range("2026-11-01", "today"), Ok(TimeRange::Days(date("2026-11-01"), date(TODAY))));
        let [from, to] = range("2026-11-05", "2026-11-01").unwrap_err();
        assert_eq!(from, None);
        assert_eq!(to.as_deref(), Some("This is before the first day, 5 Nov 2026"));
        let [from, to] = range("x", "2026-11-01").unwrap_err();
        assert!(from.is_some() && to.is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 300, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn whatever_is_typed_is_a_range_that_a_link_can_hold_or_a_sentence(from in "\\PC{0,20}", to in "[0-9 .a-z-]{0,12}") {
            if let Ok(range) = range(&from, &to, date(TODAY)) {
                prop_assert_eq!(TimeRange::parse(&range.word().unwrap()), Some(range));
            }
        }
    }
}
