//! Logs a file of cases, opens each one's conversation and compares what is shown with what the case says. Run by
//! `cargo xtask cases`; `case.rs` says what is in the file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use case::{Case, Verdict};
use e2e::browser::Browser;
use e2e::{Outcome, paths};
use mock_opik::server::{Config, start};
use page::Reader;

#[path = "cases/case.rs"]
mod case;
#[path = "cases/log.rs"]
mod log;
#[path = "cases/page.rs"]
mod page;

/// What the command line asks for: `FILE [--only TEXT] [--shots DIRECTORY] [--text]`.
struct Options {
    file: PathBuf,
    /// Only cases whose id contains this.
    only: String,
    /// Where a picture of each case goes.
    shots: Option<PathBuf>,
    /// Whether to print what is shown of each case.
    text: bool,
}

#[tokio::main]
async fn main() -> Outcome {
    let options = options()?;
    let text = std::fs::read_to_string(&options.file)?;
    let mut cases = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case = Case::read(line).map_err(|error| format!("line {}: {error}", number + 1))?;
        if case.id.contains(&options.only) {
            cases.push(case);
        }
    }
    if let Some(directory) = &options.shots {
        std::fs::create_dir_all(directory)?;
    }
    let server = start(Config { app: Some(paths::app()), ..Config::default() }).await?;
    let browser = Browser::start().await?;
    let verdicts = judge_all(&browser, &server.base_url(), &cases, &options).await;
    browser.quit().await?;
    server.stop().await;
    sum_up(&cases, &verdicts?);
    Ok(())
}

fn options() -> Outcome<Options> {
    let mut words = std::env::args().skip(1);
    let mut options = Options { file: PathBuf::new(), only: String::new(), shots: None, text: false };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--only" => options.only = words.next().ok_or("--only needs a text")?,
            "--shots" => options.shots = Some(words.next().ok_or("--shots needs a directory")?.into()),
            "--text" => options.text = true,
            file => options.file = file.into(),
        }
    }
    Ok(options)
}

/// One verdict for each case, in order. A case that goes wrong spoils no other.
async fn judge_all(
    browser: &Browser,
    base: &str,
    cases: &[Case],
    options: &Options,
) -> Outcome<Vec<Verdict>> {
    browser.resize(1440, 900).await?;
    browser.prefer_dark(false).await?;
    let mut refused = BTreeMap::new();
    for (number, case) in cases.iter().enumerate() {
        if let Err(error) = log::turns(base, case, number).await {
            refused.insert(case.id.clone(), error.to_string());
        }
    }
    let project = log::project(base).await?;
    for case in cases {
        if let Err(error) = log::feedback(base, &project, case).await {
            refused.entry(case.id.clone()).or_insert(error.to_string());
        }
    }
    let mut reader = Reader::new(browser, base, &project);
    let mut verdicts = Vec::new();
    for case in cases {
        let verdict = match refused.remove(&case.id) {
            Some(error) => Verdict::Wrong(vec![format!("the server refused it: {error}")]),
            None if case.traces.is_empty() => Verdict::ByHand,
            None => match reader.judge(case, options.text).await {
                Ok(verdict) => verdict,
                Err(error) => Verdict::Wrong(vec![format!("it could not be read: {error}")]),
            },
        };
        if let (Some(directory), false) = (&options.shots, case.traces.is_empty()) {
            browser.driver.screenshot(&directory.join(format!("{}.png", case.id.replace('/', "-")))).await?;
        }
        if let Verdict::Wrong(faults) = &verdict {
            println!("WRONG {} ({}): {}", case.id, case.kind, faults.join("; "));
        }
        verdicts.push(verdict);
    }
    Ok(verdicts)
}

fn sum_up(cases: &[Case], verdicts: &[Verdict]) {
    let of = |wanted: fn(&Verdict) -> bool| -> Vec<&str> {
        let pairs = cases.iter().zip(verdicts);
        pairs.filter(|(_, verdict)| wanted(verdict)).map(|(case, _)| case.id.as_str()).collect()
    };
    let right = of(|verdict| *verdict == Verdict::Right);
    let wrong = of(|verdict| matches!(verdict, Verdict::Wrong(_)));
    let by_hand = of(|verdict| *verdict == Verdict::ByHand);
    if !by_hand.is_empty() {
        println!("\nBy hand, since the file says nothing to compare: {}", by_hand.join(", "));
    }
    if !wrong.is_empty() {
        println!("\nWrong: {}", wrong.join(", "));
    }
    println!("\n{} of {}: right; {} wrong, {} by hand", right.len(), cases.len(), wrong.len(), by_hand.len());
}
