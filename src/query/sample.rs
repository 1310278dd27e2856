//! A list reduced to some rows at random, of all or of each value of a tag, a score or a week: the same ones for everybody
//! with the link.
//!
//! The first load needs this file, which reads and writes the parameter. [`choose`] is used by a lazy module.

mod choose;
pub mod groups;

pub use choose::SampleReport;

/// The parameter of the URL: how many rows and the seed of the choice, `50-731`; for so many of each value
/// `5-731-each-tag`, `5-731-each-week`, `5-731-each-score-Tone`, or of numbers in steps `5-731-each-0.2-of-Tone`.
pub const PARAMETER: &str = "sample";
/// The most rows of a sample, or of each of its groups.
pub const MOST: u32 = 10_000;
/// The most bytes of a score's name.
const LONGEST_NAME: usize = 2_000;

/// How many rows, and which ones: the seed decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    pub count: u32,
    pub seed: u32,
    /// `None` for rows of all; otherwise so many rows of each group.
    pub each: Option<SampleEach>,
}

/// What makes the groups of which each gives some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SampleEach {
    Tag,
    /// Of the first turn, from Monday in UTC, so that everybody has the same weeks.
    Week,
    Score {
        name: String,
        /// Numbers are put together in steps; without it each value is a group.
        step: Option<SampleStep>,
    },
}

/// The width of a group of numbers, a multiple of 0.001 up to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleStep {
    thousandths: u32,
}

impl SampleStep {
    /// Reads a number such as `0.2`. `None` if it is no step.
    pub fn parse(text: &str) -> Option<Self> {
        let thousandths = text.trim().parse::<f64>().ok()? * 1e3;
        let is_possible =
            (1.0..=1e9).contains(&thousandths) && (thousandths.round() - thousandths).abs() < 1e-6;
        // The range was checked.
        is_possible.then_some(Self { thousandths: thousandths.round() as u32 })
    }

    pub fn width(self) -> f64 {
        f64::from(self.thousandths) / 1e3
    }
}

impl Sample {
    /// Reads the parameter. `None` if it is no sample.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let count = parts.next()?.parse().ok().filter(|count| (1..=MOST).contains(count))?;
        let seed = parts.next()?.parse().ok()?;
        let each = match parts.next() {
            None => None,
            Some(each) => Some(SampleEach::parse(each.strip_prefix("each-")?)?),
        };
        Some(Self { count, seed, each })
    }

    pub fn to_param(&self) -> String {
        let Self { count, seed, each } = self;
        match each {
            None => format!("{count}-{seed}"),
            Some(SampleEach::Tag) => format!("{count}-{seed}-each-tag"),
            Some(SampleEach::Week) => format!("{count}-{seed}-each-week"),
            Some(SampleEach::Score { name, step: None }) => format!("{count}-{seed}-each-score-{name}"),
            Some(SampleEach::Score { name, step: Some(step) }) => {
                format!("{count}-{seed}-each-{}-of-{name}", step.width())
            }
        }
    }

    /// The same sample with other rows.
    pub fn redrawn(&self, seed: u32) -> Self {
        Self { seed, ..self.clone() }
    }

    /// `50 at random`, `5 from each tag`.
    pub fn words(&self) -> String {
        let count = crate::model::figures::count(u64::from(self.count));
        match &self.each {
            None => format!("{count} at random"),
            Some(SampleEach::Tag) => format!("{count} from each tag"),
            Some(SampleEach::Week) => format!("{count} from each week"),
            Some(SampleEach::Score { name, step: None }) => format!("{count} from each value of {name}"),
            Some(SampleEach::Score { name, step: Some(step) }) => {
                format!("{count} from each {} of {name}", step.width())
            }
        }
    }
}

impl SampleEach {
    fn parse(text: &str) -> Option<Self> {
        let is_name = |name: &str| !name.trim().is_empty() && name.len() <= LONGEST_NAME;
        match text {
            "tag" => return Some(Self::Tag),
            "week" => return Some(Self::Week),
            _ => {}
        }
        let (step, name) = match text.strip_prefix("score-") {
            Some(name) => (None, name),
            None => {
                let (step, name) = text.split_once("-of-")?;
                (Some(SampleStep::parse(step)?), name)
            }
        };
        is_name(name).then(|| Self::Score { name: name.to_owned(), step })
    }
}

#[cfg(test)]
mod tests;
