//! Measures the app and the server with a large data set, and compares the app with plain pages of the same content in
//! the same run. Run by `cargo xtask check`, which creates the data first; its arguments are the names of groups. Fails
//! if a count, a size or a ratio is over its limit; times alone are only printed.

use std::path::PathBuf;

use e2e::Outcome;

use place::Place;
use table::Measure;

#[path = "measure/find.rs"]
mod find;
#[path = "measure/frames.rs"]
mod frames;
#[path = "measure/limits.rs"]
mod limits;
#[path = "measure/list.rs"]
mod list;
#[path = "measure/memory.rs"]
mod memory;
#[path = "measure/opening.rs"]
mod opening;
#[path = "measure/place.rs"]
mod place;
#[path = "measure/plain.rs"]
mod plain;
#[path = "measure/server.rs"]
mod server;
#[path = "measure/start.rs"]
mod start;
#[path = "measure/sweep.rs"]
mod sweep;
#[path = "measure/table.rs"]
mod table;
#[path = "measure/times.rs"]
mod times;
#[path = "measure/traces.rs"]
mod traces;
#[path = "measure/walk.rs"]
mod walk;
#[path = "measure/watch.rs"]
mod watch;
#[path = "measure/work.rs"]
mod work;

/// How often each time is measured, unless `COLLOQUY_RUNS` says otherwise.
const RUNS: usize = 5;

/// The groups, in the order in which they are measured.
const GROUPS: [&str; 8] = ["server", "start", "opening", "list", "find", "sweep", "walk", "memory"];

#[tokio::main]
async fn main() -> Outcome {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|name| !GROUPS.contains(&name.as_str())) {
        return Err(format!("there is no group {unknown}; there are {}", GROUPS.join(", ")).into());
    }
    let program =
        PathBuf::from(std::env::var_os("COLLOQUY_SERVER").ok_or("COLLOQUY_SERVER names no server")?);
    let data = PathBuf::from(std::env::var_os("COLLOQUY_SEEDED").ok_or("COLLOQUY_SEEDED names no file")?);
    let place = Place::open(&program, &data).await?;
    let measured = measure(&place, &wanted).await;
    place.close().await?;
    let (measures, mut failures) = measured?;
    failures.extend(table::tell(&measures));
    if wanted.is_empty() {
        let is_missing = |name: &&str| !measures.iter().any(|one| one.name == *name);
        let missing = limits::LIMITS.iter().map(|(name, _)| *name).filter(is_missing);
        failures.extend(missing.map(|name| format!("{name} has a limit and was not measured")));
    }
    if failures.is_empty() { Ok(()) } else { Err(format!("over the limit: {}", failures.join("; ")).into()) }
}

async fn measure(place: &Place, wanted: &[String]) -> Outcome<(Vec<Measure>, Vec<String>)> {
    let runs = std::env::var("COLLOQUY_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let is_wanted = |group: &str| wanted.is_empty() || wanted.iter().any(|name| name == group);
    let (mut measures, mut failures) = (Vec::new(), Vec::new());
    if is_wanted("server") {
        server::measure(place).await?;
    }
    if GROUPS.iter().skip(1).any(|group| is_wanted(group)) {
        plain::write(place).await?;
    }
    for group in GROUPS.into_iter().skip(1).filter(|group| is_wanted(group)) {
        eprintln!("Measuring: {group} ...");
        let found = match group {
            "start" => start::measure(place, runs).await,
            "opening" => opening::measure(place, runs).await,
            "list" => list::measure(place, runs).await,
            "find" => find::measure(place, runs).await,
            "sweep" => sweep::measure(place, runs).await,
            "walk" => walk::measure(place).await,
            _ => memory::measure(place).await,
        };
        // What one group finds is told even if another cannot be measured.
        match found {
            Ok(found) => measures.extend(found),
            Err(error) => failures.push(format!("{group} could not be measured ({error})")),
        }
    }
    Ok((measures, failures))
}
