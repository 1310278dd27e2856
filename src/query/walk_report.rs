//! How far the page is with choosing rows out of all rows of a view, in words.

use super::sample::SampleReport;
use crate::model::figures;

/// The state of a walk over all rows of a view.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WalkReport {
    /// How many rows were read, and how many there are as far as known.
    pub read: u64,
    pub total: u64,
    /// How many of those that were read are shown.
    pub matching: u64,
    pub stage: ReportStage,
    /// What a sample shows of the rows that match, if the view is one.
    pub sample: Option<SampleReport>,
    /// Whether there are more rows than are looked at.
    pub is_cut: bool,
    /// Whether all rows are shown, and were read only to sort them.
    pub only_sorts: bool,
    /// Whether the server could only be walked by page numbers, so that a row may be missing that moved meanwhile.
    pub is_by_number: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum ReportStage {
    #[default]
    Running,
    Done,
    /// With the error, as a text to show.
    Failed(String),
    Cancelled,
}

impl ReportStage {
    /// For the style sheet.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl WalkReport {
    /// "Looking through 10,003 threads: 3,400 read, 12 match so far"; `noun` is what a row is called.
    pub fn words(&self, noun: &str) -> String {
        let matching = match &self.sample {
            None => format!("{} match", figures::count(self.matching)),
            Some(sample) if sample.matching == self.total => {
                format!("{} at random", figures::count(self.matching))
            }
            Some(sample) => {
                format!(
                    "{} at random of {} that match",
                    figures::count(self.matching),
                    figures::count(sample.matching)
                )
            }
        };
        let all = figures::counted(self.total, noun);
        let read = figures::count(self.read);
        let mut words = match &self.stage {
            ReportStage::Running if self.total == 0 => "Looking through all rows…".to_owned(),
            ReportStage::Running if self.only_sorts => format!("Reading {all} to sort them: {read} read"),
            ReportStage::Done if self.only_sorts => format!("{all} read and sorted"),
            ReportStage::Cancelled if self.only_sorts => {
                format!("Stopped after {read} of {all}: only these are sorted")
            }
            ReportStage::Running => format!("Looking through {all}: {read} read, {matching} so far"),
            ReportStage::Done if self.sample.as_ref().is_some_and(|sample| sample.matching != self.total) => {
                format!("{matching}, of {all}")
            }
            ReportStage::Done => format!("{matching} of {all}"),
            ReportStage::Cancelled => format!("Stopped after {read} of {all}: {matching} so far"),
            ReportStage::Failed(error) => {
                format!("Not all could be read: {read} of {all}, {matching} so far. {error}")
            }
        };
        if self.is_cut {
            words.push_str(&format!(
                ". Only the first {read} are looked at: narrow the time range or add a filter"
            ));
        }
        if self.is_by_number {
            words.push_str(". This server cannot be read by id: what changed meanwhile may be missing");
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_how_far_it_is_and_what_is_missing() {
        let report = WalkReport { read: 3_400, total: 10_003, matching: 12, ..WalkReport::default() };
        let words = |stage: ReportStage| WalkReport { stage, ..report.clone() }.words("thread");
        assert_eq!(
            words(ReportStage::Running),
            "Looking through 10,003 threads: 3,400 read, 12 match so far"
        );
        assert_eq!(words(ReportStage::Done), "12 match of 10,003 threads");
        let sample = Some(SampleReport { matching: 1_240, ..SampleReport::default() });
        let sampled = WalkReport { stage: ReportStage::Done, sample, ..report.clone() };
        assert_eq!(sampled.words("thread"), "12 at random of 1,240 that match, of 10,003 threads");
        let sample = Some(SampleReport { matching: 10_003, ..SampleReport::default() });
        let sampled = WalkReport { stage: ReportStage::Done, sample, ..report.clone() };
        assert_eq!(sampled.words("thread"), "12 at random of 10,003 threads");
        assert_eq!(words(ReportStage::Cancelled), "Stopped after 3,400 of 10,003 threads: 12 match so far");
        assert!(words(ReportStage::Failed("No network.".to_owned())).ends_with("No network."));
        let sorts =
            |stage: ReportStage| WalkReport { stage, only_sorts: true, ..report.clone() }.words("thread");
        assert_eq!(sorts(ReportStage::Running), "Reading 10,003 threads to sort them: 3,400 read");
        assert_eq!(sorts(ReportStage::Done), "10,003 threads read and sorted");
        let cut = WalkReport { stage: ReportStage::Done, is_cut: true, is_by_number: true, ..report };
        assert!(cut.words("thread").contains("narrow the time range"), "{}", cut.words("thread"));
        assert!(cut.words("thread").contains("may be missing"), "{}", cut.words("thread"));
    }
}
