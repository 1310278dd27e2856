//! Reading a conversation with everything that belongs into a file.

use crate::{
    api::{client::Client, error::ApiError, threads, traces},
    browser::timer,
    model::{change::ThreadRef, thread::Thread, trace::Trace},
};

/// Turns of one request.
const PAGE: u64 = 200;
/// How often a conversation is asked for before the export fails, and the pause before the second time in milliseconds,
/// doubled after each.
const TRIES: u32 = 5;
const PAUSE: i32 = 500;
/// The longest time that a server may ask to wait, in milliseconds.
const LONGEST_PAUSE: i32 = 60_000;

/// A thread, and all of its turns in order. A server that does not answer, or asks to wait, is asked again as long as
/// `is_wanted`.
pub(super) async fn whole(
    client: &Client,
    of: &ThreadRef,
    is_wanted: impl Fn() -> bool,
) -> Result<(Thread, Vec<Trace>), ApiError> {
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match read_whole(client, of).await {
            Err(error) if !error.is_final() && is_wanted() => {
                let asked = error.after().and_then(|after| i32::try_from(after).ok()).unwrap_or_default();
                timer::wait(pause.max(asked.min(LONGEST_PAUSE))).await;
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
    read_whole(client, of).await
}

async fn read_whole(client: &Client, of: &ThreadRef) -> Result<(Thread, Vec<Trace>), ApiError> {
    let thread = threads::retrieve(client, &of.project, &of.thread).await?;
    let mut turns: Vec<Trace> = Vec::new();
    for page in 1.. {
        let part = traces::of_thread(client, &of.project, &of.thread, page, PAGE).await?;
        let is_last = (part.rows.len() as u64) < PAGE;
        for turn in part.rows {
            if turns.iter().rev().take(PAGE as usize).all(|known| known.id != turn.id) {
                turns.push(turn);
            }
        }
        if is_last {
            break;
        }
    }
    turns.sort_by(|one, two| (one.start_time, &one.id).cmp(&(two.start_time, &two.id)));
    Ok((thread, turns))
}
