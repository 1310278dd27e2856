//! What the trial came to, as a table.

use std::path::Path;

use crate::Times;

/// The goal of the slowest twentieth of all requests, in milliseconds.
const GOAL: f64 = 150.0;

/// A line for each kind and one for all of them.
pub fn table(times: &Times, seconds: f64) {
    println!("  {:<34} {:>7} {:>9} {:>9} {:>9}", "", "count", "p50 ms", "p95 ms", "max ms");
    for (kind, times) in times {
        row(kind, times.clone());
    }
    let all: Vec<f64> = times.values().flatten().copied().collect();
    let (count, p95) = (all.len(), row("all", all));
    line("requests a second", &format!("{:.0}", count as f64 / seconds));
    line("the goal", &format!("p95 {GOAL} ms: {}", if p95 <= GOAL { "ok" } else { "NOT MET" }));
}

/// Prints a row; answers its 95th percentile.
fn row(kind: &str, mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| {
        let last = times.len().saturating_sub(1);
        times.get(last * part / 100).copied().unwrap_or_default()
    };
    println!("  {kind:<34} {:>7} {:>9.1} {:>9.1} {:>9.1}", times.len(), at(50), at(95), at(100));
    at(95)
}

/// A line below the table.
pub fn line(what: &str, says: &str) {
    println!("  {what:<34} {says}");
}

/// The bytes of a file; none when it is not there.
pub fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |found| found.len())
}

/// What Linux says about a process's memory: its own now and, with what it has mapped of files, at most so far.
pub fn memory(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim_start_matches(':').split_whitespace().next()?.parse::<f64>().ok())
    };
    match (of("RssAnon"), of("VmHWM")) {
        (Some(own), Some(most)) => {
            format!("{:.0} MB of its own, at most {:.0} MB with mapped files", own / 1e3, most / 1e3)
        }
        _ => "not told on this system".to_owned(),
    }
}
