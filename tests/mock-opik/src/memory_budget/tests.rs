#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

const MB: usize = 1 << 20;

fn memory() -> MemoryBudget {
    MemoryBudget::new(100 * MB, Duration::ZERO)
}

#[tokio::test]
async fn what_is_dropped_is_given_back() {
    let memory = memory();
    let reservation = memory.reservation();
    let same = reservation.clone();
    reservation.resize(10 * MB + UNCOUNTED).await.unwrap();
    drop(reservation);
    assert_eq!(memory.used(), 10 * MB, "a clone is the same part");
    same.resize(4 * MB + UNCOUNTED).await.unwrap();
    assert_eq!(memory.used(), 4 * MB);
    drop(same);
    assert_eq!((memory.used(), memory.most()), (0, 10 * MB));
}

#[tokio::test]
async fn what_is_large_leaves_a_quarter_to_the_others() {
    let memory = memory();
    let large: Vec<Reservation> = (0..10).map(|_| memory.reservation()).collect();
    let taken = large.iter().filter(|reservation| reservation.try_resize(30 * MB).is_ok()).count();
    assert_eq!(taken, 2, "a third would have the large hold more than three quarters");
    let small: Vec<Reservation> = (0..10).map(|_| memory.reservation()).collect();
    assert!(small.iter().all(|reservation| reservation.try_resize(2 * MB).is_ok()));
    assert_eq!(memory.reservation().try_resize(200 * MB), Err(OverBudget::TooLarge));
    assert!(memory.most() <= 100 * MB);
}

#[tokio::test]
async fn a_small_request_needs_no_room() {
    let memory = memory();
    let others: Vec<Reservation> = (0..25).map(|_| memory.reservation()).collect();
    assert!(others.iter().all(|reservation| reservation.try_resize(4 * MB + UNCOUNTED).is_ok()));
    assert_eq!(memory.used(), 100 * MB);
    assert_eq!(memory.reservation().try_resize(2 * UNCOUNTED), Err(OverBudget::Busy));
    assert!((0..1000).all(|_| memory.reservation().try_resize(UNCOUNTED).is_ok()));
}

#[tokio::test]
async fn who_waits_gets_what_is_given_back() {
    let memory = MemoryBudget::new(100 * MB, Duration::from_secs(60));
    let first = memory.reservation();
    first.resize(70 * MB).await.unwrap();
    let second = memory.reservation();
    let waiting = tokio::spawn({
        let second = second.clone();
        async move { second.resize(70 * MB).await }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    drop(first);
    waiting.await.unwrap().unwrap();
    assert_eq!(memory.used(), 70 * MB - UNCOUNTED);
}
