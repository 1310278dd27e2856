//! Waits until a condition holds, by polling.

use std::time::{Duration, Instant};

use crate::Outcome;

/// How long to wait for a condition; far longer than it takes, for machines that are busy.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(30);

/// Polls until there is an answer. Errors meanwhile (such as an element that was just replaced) are ignored; the last
/// one is part of the error when time is up.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let start = Instant::now();
    let mut trouble = String::new();
    loop {
        match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => trouble.clear(),
            Err(error) => trouble = format!(" ({error})"),
        }
        if start.elapsed() > PATIENCE {
            return Err(format!("waited {} s in vain for: {what}{trouble}", PATIENCE.as_secs()).into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Polls until the answer is true.
pub async fn until_true(what: &str, mut ask: impl AsyncFnMut() -> Outcome<bool>) -> Outcome {
    until(what, async || Ok(ask().await?.then_some(()))).await
}

/// Polls until the value is the wanted one; the error when time is up contains the last value.
pub async fn until_is<T: PartialEq + std::fmt::Debug>(
    what: &str,
    wanted: T,
    mut ask: impl AsyncFnMut() -> Outcome<T>,
) -> Outcome {
    let mut last = None;
    let outcome = until(what, async || {
        let now = ask().await?;
        let same = now == wanted;
        last = Some(now);
        Ok(same.then_some(()))
    })
    .await;
    outcome.map_err(|error| format!("{error}: wanted {wanted:?}, was {last:?}").into())
}
