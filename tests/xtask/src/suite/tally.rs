//! Counts the tests that passed and failed, from what `cargo test` prints.

use std::fmt;

/// Tests that passed, failed and were passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u32,
    /// Failed.
    pub failed: u32,
    /// Marked to be run by hand only.
    pub ignored: u32,
}

impl Tally {
    /// Takes one line of `cargo test`; only `test result: ok. 3 passed; 0 failed; 1 ignored; ...` counts.
    pub fn take(&mut self, line: &str) {
        let Some((_, counts)) =
            line.trim().strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for part in counts.split(';') {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next().and_then(|n| n.parse::<u32>().ok()), words.next())
            else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// Adds another count.
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 { write!(f, ", {} ignored", self.ignored) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn results_are_summed_and_other_lines_do_not_count() {
        let mut tally = Tally::default();
        tally.take("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.03s\n");
        tally.take(
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
        );
        tally.take("test text::says_100_passed; ... ok");
        assert_eq!(tally, Tally { passed: 14, failed: 3, ignored: 1 });
        assert_eq!(tally.to_string(), "14 passed, 3 failed, 1 ignored");
    }
}
