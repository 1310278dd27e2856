//! Prints the result of the load test as a table.

use std::path::Path;

use crate::Times;

/// The goal for the 95th percentile of all requests, in milliseconds.
const GOAL: f64 = 150.0;

/// Prints a row for each kind and one for all requests.
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

/// Prints a row; returns its 95th percentile.
fn row(kind: &str, mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| {
        let last = times.len().saturating_sub(1);
        times.get(last * part / 100).copied().unwrap_or_default()
    };
    println!("  {kind:<34} {:>7} {:>9.1} {:>9.1} {:>9.1}", times.len(), at(50), at(95), at(100));
    at(95)
}

/// Prints a line below the table.
pub fn line(what: &str, says: &str) {
    println!("  {what:<34} {says}");
}

/// The size of a file in bytes; 0 when it does not exist.
pub fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |found| found.len())
}

/// The memory of a process as Linux reports it: its own now, and the maximum so far including mapped files.
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
