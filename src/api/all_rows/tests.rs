//! Walks over a server whose rows come, go and change between the requests.

mod changing;
mod fake_server;
mod odd_servers;

use fake_server::{FakeServer, TestRow, time};

use super::{page_of, request::WalkRequest, walk_state::WalkState};

/// `now` of the tests, after all activity.
const NOW: i64 = 9_000_000;

fn start(server: &FakeServer) -> WalkState<TestRow> {
    WalkState::new(server.is_latest_first, time(NOW))
}

/// All requests that can be made now.
fn requests(walk: &mut WalkState<TestRow>) -> Vec<WalkRequest> {
    std::iter::from_fn(|| walk.next_request()).collect()
}

/// Answers every request at once until the walk is done. Returns how many there were.
fn finish(walk: &mut WalkState<TestRow>, server: &mut FakeServer) -> usize {
    let mut count = 0;
    while !walk.is_done() {
        let asked = requests(walk);
        assert!(!asked.is_empty() && asked.len() <= 2, "{asked:?}");
        for request in asked {
            count += 1;
            assert!(count < 2_000, "the walk does not end");
            let answer = server.answer(&request);
            walk.take(&request, answer, 0);
        }
    }
    count
}

fn sorted(walk: &WalkState<TestRow>) -> Vec<TestRow> {
    let mut rows: Vec<TestRow> = walk.rows().iter().map(|row| row.as_ref().clone()).collect();
    rows.sort();
    rows
}

#[test]
fn every_row_is_read_once_and_a_small_view_takes_one_request() {
    for (count, requests) in [(0, 1), (1, 1), (125, 1), (126, 4), (10_003, 86)] {
        let mut server = FakeServer::new(count);
        let mut walk = start(&server);
        let made = finish(&mut walk, &mut server);
        assert!(sorted(&walk) == server.sorted());
        assert!(made <= requests, "{count} rows took {made} requests");
        assert_eq!(walk.progress(), (count as u64, count as u64));
        assert!(!walk.is_by_number());
    }
}

#[test]
fn pages_are_as_large_as_their_rows_allow() {
    for (row_bytes, largest, requests) in [(1_150, 869, 18), (200, 1_000, 16), (20_000, 125, 220)] {
        let mut server = FakeServer::new(10_003);
        server.row_bytes = row_bytes;
        let mut walk = start(&server);
        let made = finish(&mut walk, &mut server);
        assert_eq!(server.sizes.iter().max(), Some(&largest));
        assert!(server.sizes[0] == 125 && made <= requests, "{made} requests of {row_bytes} bytes a row");
        assert!(sorted(&walk) == server.sorted());
    }
}

#[test]
fn two_requests_are_on_their_way_at_once_and_never_three() {
    let mut server = FakeServer::new(2_000);
    let mut walk = start(&server);
    let first = requests(&mut walk);
    assert_eq!(first.len(), 1);
    let answer = server.answer(&first[0]);
    walk.take(&first[0], answer, 0);
    let both = requests(&mut walk);
    assert_eq!(both.len(), 2);
    let answer = server.answer(&both[1]);
    walk.take(&both[1], answer, 0);
    assert_eq!(requests(&mut walk).len(), 1);
}

#[test]
fn a_walk_that_stopped_goes_on_where_it_was() {
    let mut server = FakeServer::new(3_000);
    let mut walk = start(&server);
    let mut kept = None;
    for _ in 0..6 {
        let asked = requests(&mut walk);
        for request in &asked {
            let answer = server.answer(request);
            walk.take(request, answer, 0);
        }
        kept = asked.into_iter().next();
    }
    let read = walk.progress().0;
    let given_up = requests(&mut walk);
    walk.stop();
    // An answer that comes too late, and one that comes twice, change nothing.
    for late in given_up.iter().chain(&kept) {
        let answer = server.answer(late);
        assert!(!walk.take(late, answer, 0));
    }
    assert_eq!(walk.progress().0, read);
    let before = server.sizes.len();
    finish(&mut walk, &mut server);
    assert!(sorted(&walk) == server.sorted());
    let again: usize = server.sizes[before..].iter().sum();
    assert!(again < 3_000, "{again} rows were asked for again");
}

#[test]
fn pages_of_chosen_rows_have_each_row_once() {
    let chosen: Vec<_> = (0..25).map(std::sync::Arc::new).collect();
    let page = |number| page_of(&chosen, number, 10).iter().map(|row| **row).collect::<Vec<i32>>();
    assert_eq!([page(1), page(2), page(3)].concat(), (0..25).collect::<Vec<_>>());
    assert!(page(4).is_empty() && page(u32::MAX).is_empty());
    assert_eq!(page(0), page(1));
}
