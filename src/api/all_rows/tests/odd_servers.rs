//! Servers that do not do all that a walk asks for.

use super::*;
use crate::api::error::ApiError;

#[test]
fn a_server_that_cannot_sort_is_walked_in_its_own_order() {
    let mut server = FakeServer::new(1_500);
    server.sortable_by.clear();
    let mut walk = start(&server);
    finish(&mut walk, &mut server);
    assert!(walk.is_by_number());
    assert!(sorted(&walk) == server.sorted());
}

#[test]
fn a_row_that_numbered_pages_lost_is_found_by_another_pass() {
    let mut server = FakeServer::new(1_500);
    server.sortable_by.clear();
    let mut walk = start(&server);
    for _ in 0..3 {
        for request in requests(&mut walk) {
            let answer = server.answer(&request);
            walk.take(&request, answer, 0);
        }
    }
    // The first rows in the server's order are the last ones here.
    for _ in 0..5 {
        server.delete(server.rows.len() - 1);
    }
    finish(&mut walk, &mut server);
    assert!(sorted(&walk) == server.sorted());
}

#[test]
fn a_server_that_compares_ids_in_another_way_is_walked_by_numbers() {
    for (ignores_ids, ignores_case) in [(true, false), (false, true)] {
        let mut server = FakeServer::new(0);
        for number in 0..1_000 {
            server.add(&format!("{}-{number}", ["Chat", "chat", "CHAT"][number % 3]));
        }
        (server.ignores_ids, server.ignores_case) = (ignores_ids, ignores_case);
        let mut walk = start(&server);
        finish(&mut walk, &mut server);
        assert!(walk.is_by_number());
        assert!(sorted(&walk) == server.sorted());
    }
}

#[test]
fn a_condition_that_is_refused_is_done_without_and_other_errors_stop_the_walk() {
    let mut server = FakeServer::new(900);
    let mut walk = start(&server);
    let refused = ApiError::Refused { status: 400, message: "Invalid operator '<'".to_owned() };
    let first = requests(&mut walk);
    assert!(!walk.fail(&first[0], &refused), "a view that is refused as a whole cannot be walked");
    while !walk.is_done() {
        let asked = requests(&mut walk);
        assert!(!asked.is_empty());
        for request in asked {
            let is_strange = request.pairs(&[]).iter().any(|(key, _)| *key == "filters");
            if is_strange {
                assert!(!walk.fail(&request, &ApiError::Offline) || request.beyond.is_none());
                walk.stop();
                let again = requests(&mut walk);
                assert!(again.iter().any(|request| walk.fail(request, &refused)));
                break;
            }
            let answer = server.answer(&request);
            walk.take(&request, answer, 0);
        }
    }
    assert!(walk.is_by_number());
    assert!(sorted(&walk) == server.sorted());
}

#[test]
fn a_server_that_counts_wrongly_is_walked_twice_and_not_again() {
    let mut server = FakeServer::new(900);
    server.miscounts = 3;
    let mut walk = start(&server);
    let made = finish(&mut walk, &mut server);
    assert!(made < 30, "{made}");
    assert!(sorted(&walk) == server.sorted());
    walk.refresh(time(NOW));
    assert_eq!(finish(&mut walk, &mut server), 1);
    // One more row is noticed all the same.
    server.delete(4);
    walk.refresh(time(NOW));
    finish(&mut walk, &mut server);
    assert!(sorted(&walk) == server.sorted());
}

#[test]
fn a_server_that_repeats_itself_does_not_keep_the_walk_busy() {
    let mut server = FakeServer::new(300);
    let page = server.answer(&requests(&mut start(&server))[0]);
    let mut walk = start(&server);
    let mut count = 0;
    while !walk.is_done() {
        for request in requests(&mut walk) {
            count += 1;
            assert!(count < 40, "the walk does not end");
            let mut same = page.clone();
            same.total = u64::MAX;
            walk.take(&request, same, 0);
        }
    }
    assert_eq!(walk.progress().0, 125);
}

#[test]
fn memory_is_bounded_whatever_the_server_sends() {
    let mut server = FakeServer::new(0);
    let mut walk = start(&server);
    let mut number = 0_u64;
    while !walk.is_done() {
        for request in requests(&mut walk) {
            let mut page = server.answer(&request);
            page.rows = (0..5_000).map(|at| TestRow { id: format!("{:09}", number + at), at: 5 }).collect();
            number += 5_000;
            page.total = u64::MAX;
            walk.take(&request, page, 0);
            assert!(number < 1_000_000, "the walk does not end");
        }
    }
    assert_eq!(walk.progress().0, 100_000);
    assert!(walk.is_cut());
}
