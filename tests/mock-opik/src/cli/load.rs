//! The sub-commands `import`, `seed` and `samples`, which load conversations into a data file and print what they did.

use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveTime};

use super::{Import, Samples, Seed, say};
use crate::loader::Loader;
use crate::state::{AppState, ThreadRules};
use crate::{import, samples, seed, server};

/// `mock-opik import`.
pub(super) async fn import(import: &Import) -> Result<(), String> {
    let start = match &import.start {
        Some(text) => Some(
            DateTime::parse_from_rfc3339(text)
                .map_err(|_| format!("--start wants a time such as 2026-01-31T09:00:00Z, not {text}"))?
                .to_utc(),
        ),
        None => None,
    };
    let state = open(&import.target.data)?;
    let project = import.target.project.as_deref().unwrap_or("Default Project");
    let mut loader = Loader::with_own_clock(&state, project);
    let file = import.file.display();
    let mut progress = Progress::new("imported");
    let done = import::import(&mut loader, &import.file, start, |at, of| progress.show(at, of)).await;
    progress.end();
    let done = done.map_err(|error| format!("{file}: {error}"))?;
    for (number, reason) in &done.skipped {
        eprintln!("{file}, line {number}: skipped, {reason}");
    }
    let skipped = match done.skipped.len() {
        0 => String::new(),
        count => format!("; {} skipped", counted(count, "line")),
    };
    say(&format!(
        "{} with {} and {} are in project \"{}\"{skipped}\n",
        counted(done.threads, "conversation"),
        counted(done.counts.traces, "turn"),
        counted(done.counts.spans, "span"),
        loader.project()
    ));
    Ok(())
}

/// `mock-opik seed`.
pub(super) async fn seed(args: &Seed) -> Result<(), String> {
    let state = open(&args.target.data)?;
    // The time is cut to whole days, so that a second run on the same day makes the same conversations again.
    let end = state.clock.now().date_naive().and_time(NaiveTime::MIN).and_utc();
    let project = args.target.project.as_deref().unwrap_or("Made-up shop");
    let plan = seed::SeedPlan {
        threads: args.threads,
        traces: args.traces.unwrap_or(args.threads.saturating_mul(10)),
        long: args.long,
        big_mb: args.big_mb,
        spans: args.spans,
        output_bytes: args.output_bytes.unwrap_or_default(),
        seed: args.seed,
        end,
    };
    let began = Instant::now();
    let mut progress = Progress::new("made");
    let fed = seed::seed(&state, project, &plan, |at, of| progress.show(at, of)).await;
    progress.end();
    let fed = fed.map_err(|error| error.to_string())?;
    say(&format!(
        "{} and {} are in project \"{project}\", made in {:.1} s\n",
        counted(fed.traces, "turn"),
        counted(fed.spans, "span"),
        began.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// `mock-opik samples`.
pub(super) async fn samples(args: &Samples) -> Result<(), String> {
    let threads = samples::load(&open(&args.data)?).await.map_err(|error| error.to_string())?;
    say(&format!("{} are in project \"{}\"\n", counted(threads, "sample conversation"), samples::PROJECT));
    Ok(())
}

fn open(data: &Path) -> Result<AppState, String> {
    server::open(Some(data), ThreadRules::Guarded).map_err(|error| error.to_string())
}

/// "1 turn", "1,200 turns".
fn counted(count: usize, noun: &str) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Shows progress on standard error when the work takes a while; on a terminal the line is overwritten.
struct Progress {
    verb: &'static str,
    last: Instant,
    shown: bool,
    terminal: bool,
}

impl Progress {
    fn new(verb: &'static str) -> Self {
        Self { verb, last: Instant::now(), shown: false, terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, at: usize, of: usize) {
        let pause = if self.terminal { Duration::from_millis(200) } else { Duration::from_secs(5) };
        if self.last.elapsed() < pause {
            return;
        }
        self.last = Instant::now();
        self.shown = true;
        let line = format!("{} {at} of {}", self.verb, counted(of, "conversation"));
        if self.terminal { eprint!("\r{line} ") } else { eprintln!("{line}") }
    }

    fn end(&self) {
        if self.shown && self.terminal {
            eprintln!();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn counts_read_like_prose() {
        assert_eq!(counted(1, "turn"), "1 turn");
        assert_eq!(counted(0, "turn"), "0 turns");
        assert_eq!(counted(1234, "turn"), "1,234 turns");
        assert_eq!(counted(1_234_567, "turn"), "1,234,567 turns");
    }
}
