//! Rows that come, go and change while they are walked.

use std::collections::BTreeSet;

use proptest::{prelude::*, test_runner::RngSeed};

use super::*;

/// What happens between two answers.
#[derive(Clone, Debug)]
enum Event {
    Add(u32),
    Delete(usize),
    Touch(usize),
    /// The oldest, or the newest, request on its way is worked out by the server.
    Work(bool),
    /// Its answer arrives.
    Arrive(bool),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        2 => any::<u32>().prop_map(Event::Add),
        2 => any::<usize>().prop_map(Event::Delete),
        2 => any::<usize>().prop_map(Event::Touch),
        5 => any::<bool>().prop_map(Event::Work),
        5 => any::<bool>().prop_map(Event::Arrive),
    ];
    proptest::collection::vec(event, 0..80)
}

/// Lets the events happen during a walk. Returns the ids of the rows that were there all the time.
fn live_through(
    walk: &mut WalkState<TestRow>,
    server: &mut FakeServer,
    events: &[Event],
) -> BTreeSet<String> {
    let mut stable: BTreeSet<String> = server.rows.iter().map(|row| row.id.clone()).collect();
    let mut asked = Vec::new();
    let mut answered = Vec::new();
    let pick = |count: usize, oldest: bool| if oldest { 0 } else { count.saturating_sub(1) };
    for event in events {
        asked.extend(requests(walk));
        match event {
            // Ids that lie anywhere between those of the others.
            Event::Add(number) => server.add(&format!("chat-{:05}x", number % 100_003)),
            Event::Delete(at) => server.delete(*at),
            Event::Touch(at) => server.touch(*at),
            Event::Work(oldest) if !asked.is_empty() => {
                let request = asked.remove(pick(asked.len(), *oldest));
                let answer = server.answer(&request);
                answered.push((request, answer));
            }
            Event::Arrive(oldest) if !answered.is_empty() => {
                let (request, answer) = answered.remove(pick(answered.len(), *oldest));
                walk.take(&request, answer, 0);
            }
            Event::Work(_) | Event::Arrive(_) => {}
        }
        stable.retain(|id| server.rows.iter().any(|row| row.id == *id));
    }
    for (request, answer) in answered {
        walk.take(&request, answer, 0);
    }
    walk.stop();
    finish(walk, server);
    stable
}

/// Once the server is quiet, a refresh or two make the rows exactly the same. By page numbers it takes a further reading:
/// a row that is deleted and one that comes at the same moment can hide a third.
fn settle(walk: &mut WalkState<TestRow>, server: &mut FakeServer) {
    for _ in 0..2 {
        if walk.is_by_number() {
            walk.read_again(time(NOW));
        } else {
            walk.refresh(time(NOW));
        }
        finish(walk, server);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 120, rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn rows_that_come_and_go_are_neither_lost_nor_doubled(
        count in 0_usize..400,
        row_bytes in prop_oneof![Just(1_000_usize), Just(30_000), Just(90_000)],
        is_latest_first: bool,
        can_sort in prop_oneof![4 => Just(true), 1 => Just(false)],
        events in events(),
        later in events(),
    ) {
        let mut server = FakeServer::new(count);
        (server.row_bytes, server.is_latest_first) = (row_bytes, is_latest_first);
        if !can_sort {
            server.sortable_by.clear();
        }
        let mut walk = start(&server);
        let stable = live_through(&mut walk, &mut server, &events);
        let ids: Vec<String> = walk.rows().iter().map(|row| row.id.clone()).collect();
        let distinct: BTreeSet<String> = ids.iter().cloned().collect();
        prop_assert_eq!(ids.len(), distinct.len());
        if can_sort {
            prop_assert!(stable.is_subset(&distinct));
        }
        settle(&mut walk, &mut server);
        prop_assert!(sorted(&walk) == server.sorted());
        // The same holds for what happens during a refresh.
        walk.refresh(time(NOW));
        live_through(&mut walk, &mut server, &later);
        settle(&mut walk, &mut server);
        prop_assert!(sorted(&walk) == server.sorted());
    }
}

#[test]
fn a_refresh_without_news_is_one_small_request_that_changes_no_row() {
    let mut server = FakeServer::new(2_000);
    let mut walk = start(&server);
    finish(&mut walk, &mut server);
    let before = walk.rows();
    walk.refresh(time(NOW));
    assert_eq!(finish(&mut walk, &mut server), 1);
    assert!(server.sizes.last().is_some_and(|size| *size <= 125));
    assert!(before.iter().zip(walk.rows()).all(|(one, other)| std::sync::Arc::ptr_eq(one, &other)));
}

#[test]
fn more_changes_than_a_page_shows_are_asked_for_by_their_time() {
    for is_latest_first in [true, false] {
        let mut server = FakeServer::new(2_000);
        server.is_latest_first = is_latest_first;
        let mut walk = start(&server);
        finish(&mut walk, &mut server);
        for at in 0..400 {
            server.touch(at * 3);
        }
        server.add("brand new");
        walk.refresh(time(NOW));
        let made = finish(&mut walk, &mut server);
        assert!(made < 12, "{made}");
        assert!(sorted(&walk) == server.sorted());
    }
}

#[test]
fn a_row_that_came_in_without_activity_is_found_by_the_count() {
    let mut server = FakeServer::new(900);
    let mut walk = start(&server);
    finish(&mut walk, &mut server);
    // As a conversation to which somebody gave the score that the view asks for.
    server.rows.push(TestRow { id: "chat-5".to_owned(), at: 3 });
    server.delete(7);
    server.delete(8);
    walk.refresh(time(NOW));
    finish(&mut walk, &mut server);
    assert!(sorted(&walk) == server.sorted());
}

#[test]
fn reading_again_replaces_rows_that_changed_without_activity() {
    let mut server = FakeServer::new(900);
    let mut walk = start(&server);
    finish(&mut walk, &mut server);
    server.rows[5].at -= 1;
    walk.refresh(time(NOW));
    finish(&mut walk, &mut server);
    assert!(sorted(&walk) != server.sorted());
    walk.read_again(time(NOW));
    assert_eq!(walk.progress().0, 900);
    finish(&mut walk, &mut server);
    assert!(sorted(&walk) == server.sorted());
}
