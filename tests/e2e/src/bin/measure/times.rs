//! Measures how long the server takes to respond.

use std::time::Instant;

use e2e::Outcome;

/// Requests each of these URLs (pairs of name and URL) and prints how long it took.
pub async fn tell(asked: Vec<(String, String)>, goal: f64) -> Outcome {
    let client = reqwest::Client::new();
    let mut worst = 0.0_f64;
    for (what, url) in asked {
        let mut times = Vec::new();
        for _ in 0..8 {
            let start = Instant::now();
            let answer = client.get(&url).send().await?;
            let status = answer.status();
            let length = answer.bytes().await?.len();
            if !status.is_success() {
                return Err(format!("{what}: the server answered {status}").into());
            }
            times.push((start.elapsed().as_secs_f64() * 1000.0, length));
        }
        times.remove(0);
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (median, length) = times.get(times.len() / 2).copied().unwrap_or_default();
        worst = worst.max(median);
        println!("  {what:<40} {median:>8.1} ms {:>8} KB  {}", length / 1000, mark(median <= goal));
    }
    println!("  {:<40} {worst:>8.1} ms {:>11}  {}", "the slowest", "", mark(worst <= goal));
    Ok(())
}

/// The word printed for a goal that was met or not.
pub fn mark(good: bool) -> &'static str {
    if good { "ok" } else { "NOT MET" }
}
