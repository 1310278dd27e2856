//! The table of everything that was measured, and what of it is over its limit.

use super::limits::{LIMITS, Limit};

/// The median of several values with the smallest and the largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The middle one.
    pub median: f64,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

impl Spread {
    /// Of several values; `None` if there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let median = *sorted.get(sorted.len() / 2)?;
        Some(Self { median, least: *sorted.first()?, most: *sorted.last()? })
    }

    /// Of one value.
    pub fn one(value: f64) -> Self {
        Self { median: value, least: value, most: value }
    }
}

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Thousands of bytes.
    Kb,
    /// Millions of bytes.
    Mb,
    /// Things.
    Count,
    /// Hundredths.
    Percent,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::Kb => "KB",
            Self::Mb => "MB",
            Self::Count => "",
            Self::Percent => "%",
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What was measured; the key of its limit.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// The app's.
    pub ours: Spread,
    /// A plain page's with the same content.
    pub plain: Option<Spread>,
}

impl Measure {
    /// A line with the values of several runs.
    pub fn new(name: &str, unit: Unit, ours: &[f64], plain: &[f64]) -> Self {
        let none = Spread::one(f64::NAN);
        let ours = Spread::of(ours).unwrap_or(none);
        Self { name: name.to_owned(), unit, ours, plain: Spread::of(plain) }
    }

    /// The median divided by the plain page's median.
    pub fn ratio(&self) -> Option<f64> {
        let plain = self.plain.filter(|plain| plain.median > 0.0)?;
        Some(self.ours.median / plain.median)
    }

    /// The best run divided by the plain page's best run. Other programs of the machine make runs slower, never
    /// faster: a page that became slower is slower in its best run too.
    pub fn best_ratio(&self) -> Option<f64> {
        let plain = self.plain.filter(|plain| plain.least > 0.0)?;
        Some(self.ours.least / plain.least)
    }

    /// What the limit is for, and whether it holds; a value that could not be measured does not hold.
    fn verdict(&self) -> (String, bool) {
        let limit = LIMITS.iter().find(|(name, _)| *name == self.name).map(|(_, limit)| *limit);
        match limit {
            None => (String::new(), !self.ours.median.is_nan()),
            Some(Limit::Most(most)) => {
                (format!("{} {}", number(most), self.unit.name()), self.ours.median <= most)
            }
            Some(Limit::Ratio(most)) => {
                (format!("ratio {most:.1}"), self.best_ratio().is_some_and(|ratio| ratio <= most))
            }
        }
    }
}

/// Prints the table; returns the names of what is over its limit.
pub fn tell(measures: &[Measure]) -> Vec<String> {
    if measures.is_empty() {
        return Vec::new();
    }
    let name = measures.iter().map(|one| one.name.chars().count()).max().unwrap_or_default();
    println!(
        "\n{:<name$} {:>26} {:>26} {:>7} {:>12}",
        "", "Colloquy (from - to)", "plain page", "ratio", "limit"
    );
    let mut over = Vec::new();
    for one in measures {
        let (limit, holds) = one.verdict();
        let plain = one.plain.map(|plain| shown(plain, one.unit)).unwrap_or_default();
        let ratio = one.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        let mark = match (limit.is_empty(), holds) {
            (true, true) => "",
            (false, true) => "ok",
            (_, false) => "OVER",
        };
        let line = format!(
            "{:<name$} {:>26} {plain:>26} {ratio:>7} {limit:>12} {mark}",
            one.name,
            shown(one.ours, one.unit)
        );
        println!("{}", line.trim_end());
        if !holds {
            over.push(one.name.clone());
        }
    }
    over
}

fn shown(spread: Spread, unit: Unit) -> String {
    let range = if (spread.most - spread.least).abs() < f64::EPSILON {
        String::new()
    } else {
        format!(" ({} - {})", number(spread.least), number(spread.most))
    };
    let median = format!("{} {}", number(spread.median), unit.name());
    format!("{}{range}", median.trim_end())
}

/// Small numbers with a decimal, if they have one.
fn number(value: f64) -> String {
    if value < 20.0 && value.fract() != 0.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_not_the_mean() {
        let spread = Spread::of(&[900.0, 1.0, 3.0, 2.0, 4.0]).unwrap();
        assert_eq!(spread, Spread { median: 3.0, least: 1.0, most: 900.0 });
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn a_ratio_is_of_medians_and_needs_a_plain_page() {
        let line = Measure::new("x", Unit::Ms, &[30.0, 20.0, 10.0], &[10.0]);
        assert_eq!(line.ratio(), Some(2.0));
        assert_eq!(Measure::new("x", Unit::Ms, &[1.0], &[]).ratio(), None);
        assert_eq!(Measure::new("x", Unit::Ms, &[1.0], &[0.0]).ratio(), None);
    }

    #[test]
    fn one_slow_run_is_no_step_back_and_a_slow_best_run_is() {
        let line = |ours: &[f64]| Measure::new("cold, first row", Unit::Ms, ours, &[100.0, 100.0, 110.0]);
        assert_eq!(tell(&[line(&[5000.0, 2000.0, 300.0])]), Vec::<String>::new());
        assert_eq!(tell(&[line(&[5000.0, 2000.0, 1900.0])]), ["cold, first row"]);
    }

    #[test]
    fn a_count_over_its_limit_is_told_and_so_is_what_was_not_measured() {
        let forced = super::super::limits::FORCED;
        let line = |value: &[f64]| Measure::new(forced, Unit::Count, value, &[]);
        assert_eq!(tell(&[line(&[0.0])]), Vec::<String>::new());
        assert_eq!(tell(&[line(&[1.0])]), [forced]);
        assert_eq!(tell(&[line(&[])]), [forced]);
    }

    #[test]
    fn bare_times_have_no_limit() {
        let counted = ["requests", "transferred", "WebAssembly", "elements", "nodes", "layouts"];
        for (name, limit) in LIMITS {
            let is_count = counted.iter().any(|word| name.contains(word));
            assert!(is_count || matches!(limit, Limit::Ratio(_)), "{name}");
        }
    }
}
