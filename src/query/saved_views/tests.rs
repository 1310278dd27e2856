use super::*;
use crate::query::{
    filter::Filter,
    found::{Clause, Condition, Criterion},
    sample::Sample,
    time_range::TimeRange,
};
use proptest::{prelude::*, test_runner::RngSeed};

fn now() -> Timestamp {
    Timestamp::parse("2026-11-28T17:00:00Z").unwrap()
}

fn list() -> LogsView {
    LogsView::default().with_filter(Filter::tag("refund"))
}

fn shown(view: &LogsView) -> ListShown {
    ListShown::new(view, None)
}

fn draft(name: &str, view: &LogsView) -> ViewDraft {
    ViewDraft { name: name.to_owned(), colour: ViewColour::Green, shown: shown(view) }
}

/// The views that come with the app, and these.
fn with(names: &[&str]) -> (ProjectViews, Vec<String>) {
    let mut views = ProjectViews::read("");
    let ids = names
        .iter()
        .map(|name| views.add(draft(name, &list().with_filter(Filter::tag(name))), now()).unwrap());
    let ids = ids.collect();
    (views, ids)
}

fn names(views: &ProjectViews) -> Vec<&str> {
    views.visible().filter(|view| !view.is_builtin).map(|view| view.name.as_str()).collect()
}

#[test]
fn five_views_are_there_at_once_as_the_app_writes_them() {
    let views = ProjectViews::read("");
    let all: Vec<_> = views.visible().map(|view| view.name.as_str()).collect();
    assert_eq!(all, ["Needs review", "Disliked", "Disagreement", "Failed", "Changed since my review"]);
    let of = |criterion, values: &[&str]| {
        let clause = Clause::One(Condition::own(criterion, values).unwrap());
        state_of(&LogsView::default().with_clause(clause))
    };
    let written: Vec<_> = views.views.iter().map(|view| view.query.clone()).collect();
    let expected = [
        of(Criterion::Reviewed, &["nobody"]),
        of(Criterion::Thumbs, &["down"]),
        of(Criterion::Disagree(String::new()), &[]),
        of(Criterion::Failed, &[]),
        of(Criterion::Changed, &[]),
    ];
    assert_eq!(written, expected);
    assert!(written.iter().all(|query| state_of(&LogsView::from_query(query, None)) == *query));
}

#[test]
fn a_view_keeps_what_the_list_shows_but_not_the_page_nor_what_is_open() {
    let mut view = list().narrowed(|view| {
        view.search = "parcel".to_owned();
        view.range = TimeRange::Week;
        view.sample = Sample::parse("5-7-each-tag");
    });
    let state = shown(&view);
    view.page = 3;
    view.size = 50;
    view.thread = Some(crate::model::ids::ThreadId::new("t"));
    assert_eq!(shown(&view), state);
    let (mut views, _) = with(&[]);
    let id = views.add(draft("Parcels", &view), now()).unwrap();
    let opened = views.get(&id).unwrap().list(100);
    assert_eq!(opened, LogsView { size: 100, ..view.at_page(1).list() });
    assert!(!state.is_plain && shown(&LogsView::default()).is_plain);
    assert!(shown(&LogsView::default().on_tab(Tab::Spans)).is_plain);
}

#[test]
fn columns_are_part_of_a_view_unless_they_are_the_default_ones() {
    let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let default = ids(&["last_updated_at", "first_message"]);
    let columns = |chosen: Option<&[String]>| columns_of(Tab::Threads, chosen);
    assert_eq!(columns(None), None);
    assert_eq!(columns(Some(&default)), Some(default.clone()));
    assert_eq!(columns(Some(&ids(&["mood", "tags"]))), Some(ids(&["first_message", "tags"])));
    let every: Vec<String> =
        crate::query::columns::chosen(Tab::Threads, None).iter().map(columns::Column::id).collect();
    assert_eq!(columns(Some(&every)), None);
    let plain = ListShown::new(&LogsView::default(), Some(&default));
    assert!(plain.is_plain && plain.is_worth_saving());
}

#[test]
fn the_view_that_a_list_shows_is_named_and_a_changed_one_is_said_to_be() {
    let (views, ids) = with(&["a", "b"]);
    let (a, b) = (views.get(&ids[0]).unwrap(), views.get(&ids[1]).unwrap());
    let told = |list: &LogsView, opened: Option<&str>| {
        views.shown(&shown(list), opened).map(|(view, changed)| (view.name.clone(), changed))
    };
    let one = |name: &str, changed| Some((name.to_owned(), changed));
    assert_eq!(told(&a.list(100), None), one("a", false), "a link to the same list");
    assert_eq!(told(&b.list(100), Some(&a.id)), one("b", false));
    let changed = a.list(100).with_filter(Filter::tag("vip"));
    assert_eq!(told(&changed, Some(&a.id)), one("a", true));
    assert_eq!(told(&changed, None), None);
    assert_eq!(told(&changed, Some("gone")), None);
    assert_eq!(told(&LogsView::default(), Some(&a.id)), None, "nothing is left of it");
    assert_eq!(told(&changed.on_tab(Tab::Traces).with_filter(Filter::tag("x")), Some(&a.id)), None);
    let other_columns = ListShown::new(&a.list(100), Some(&["tags".to_owned()]));
    assert_eq!(views.shown(&other_columns, Some(&a.id)).map(|(_, changed)| changed), Some(true));
    let disliked = views.get("own-disliked").unwrap();
    let other_columns = ListShown::new(&disliked.list(100), Some(&["tags".to_owned()]));
    assert_eq!(views.shown(&other_columns, None), Some((disliked, false)), "it has no columns of its own");
}

#[test]
fn a_name_is_given_once_whatever_its_case() {
    let (mut views, ids) = with(&["Refunds"]);
    assert_eq!(views.name_problem("  ", None), Some(NO_NAME));
    assert_eq!(views.name_problem(" REFUNDS ", None), Some(TAKEN_NAME));
    assert_eq!(views.name_problem("refunds", Some(&ids[0])), None);
    assert_eq!(views.name_problem("disliked", None), Some(TAKEN_NAME));
    assert!(views.name_problem(&"x".repeat(61), None).is_some());
    assert_eq!(views.name_problem(&"ü".repeat(60), None), None);
    assert_eq!(views.add(draft("refunds", &list()), now()), Err(TAKEN_NAME));
    assert_eq!(views.rename(&ids[0], "", ViewColour::Red), Err(NO_NAME));
    assert_eq!(views.rename(&ids[0], " Billing ", ViewColour::Red), Ok(()));
    let view = views.get(&ids[0]).unwrap();
    assert_eq!((view.name.as_str(), view.colour), ("Billing", ViewColour::Red));
}

#[test]
fn views_are_moved_copied_deleted_and_put_back() {
    let (mut views, ids) = with(&["a", "b", "c"]);
    views.shift(&ids[2], false);
    assert_eq!(names(&views), ["a", "c", "b"]);
    views.shift(&ids[1], true);
    assert_eq!(names(&views), ["a", "c", "b"], "it is the last");
    views.move_to(&ids[0], &ids[1]);
    assert_eq!(names(&views), ["c", "b", "a"]);
    views.move_to(&ids[0], &ids[2]);
    assert_eq!(names(&views), ["a", "c", "b"]);
    let copy = views.duplicate(&ids[2], now()).unwrap();
    assert_eq!(names(&views), ["a", "c", "c 2", "b"]);
    assert_ne!(copy, ids[2]);
    views.set_default(Some(&ids[2]));
    let removed = views.remove(&ids[2]).unwrap();
    assert_eq!((names(&views), views.default.clone()), (vec!["a", "c 2", "b"], None));
    views.put_back(&removed);
    views.put_back(&removed);
    assert_eq!(
        (names(&views), views.default_view().unwrap().name.as_str()),
        (vec!["a", "c", "c 2", "b"], "c")
    );
    assert_eq!(views.remove("own-failed"), None);
}

#[test]
fn a_view_of_the_app_is_hidden_and_shown_again_and_moves_over_hidden_ones() {
    let (mut views, ids) = with(&["a"]);
    views.set_default(Some("own-changed"));
    for id in ["own-changed", "own-failed"] {
        views.hide(id, true);
    }
    views.hide(&ids[0], true);
    assert_eq!(
        (views.visible().count(), views.default.as_deref()),
        (4, None),
        "only those of the app are hidden"
    );
    views.shift(&ids[0], false);
    let order: Vec<_> = views.visible().map(|view| view.name.as_str()).collect();
    assert_eq!(order, ["Needs review", "Disliked", "a", "Disagreement"]);
    assert_eq!(ProjectViews::read(&views.write()), views);
    views.hide("own-failed", false);
    assert_eq!(views.visible().count(), 5);
    assert!(views.rename("own-failed", "Broken", ViewColour::Red).is_ok());
    assert_eq!(views.get("own-failed").unwrap().name, "Failed");
}

#[test]
fn there_are_at_most_so_many_views() {
    let mut views = ProjectViews::read("");
    for at in 0..MOST {
        views.add(draft(&at.to_string(), &list()), now()).unwrap();
    }
    assert!(views.add(draft("one more", &list()), now()).is_err());
    assert!(views.duplicate("own-failed", now()).is_err());
    assert_eq!(ProjectViews::read(&views.write()), views);
}

#[test]
fn what_is_stored_is_read_again_and_malformed_parts_are_left_out() {
    let (mut views, ids) = with(&["a", "b"]);
    views.since = Some(now());
    views.set_default(Some(&ids[1]));
    assert_eq!(ProjectViews::read(&views.write()), views);
    assert_eq!(views.seen_at(&ids[0]), Some(now()));
    assert_eq!(views.seen_at("own-failed"), Some(now()), "since the views are shown");
    let odd = r#"{"views": [7, {"id": "x"}, {"id": "y", "name": "Y", "query": "threads_search=a&sample=x", "colour": "pink"},
        {"id": "y", "name": "Z", "query": ""}, {"id": "own-failed", "hidden": true}, {"id": "own-failed"}],
        "default": "gone", "seen": {"y": "yesterday", "own-failed": "2026-11-28T17:00:00Z"}, "since": 7}"#;
    let read = ProjectViews::read(odd);
    assert_eq!(names(&read), ["Y"]);
    assert_eq!((read.views.len(), read.visible().count(), read.default.as_deref()), (6, 5, None));
    assert_eq!(read.seen_at("own-failed"), Some(now()));
    assert_eq!(ProjectViews::read(&read.write()), read);
}

#[test]
fn views_come_back_from_a_file_and_what_is_there_already_is_not_doubled() {
    let (views, ids) = with(&["a", "b"]);
    let text = file::write(ids.iter().map(|id| views.get(id).unwrap()));
    let mut other = ProjectViews::read("");
    assert_eq!(file::import(&mut other, &text, now()).as_deref(), Ok("2 views added"));
    assert_eq!(names(&other), ["a", "b"]);
    assert_eq!(file::import(&mut other, &text, now()).as_deref(), Ok("0 views added, 2 already there"));
    let (mut third, _) = with(&["c"]);
    third.add(draft("A", &list()), now()).unwrap();
    assert_eq!(file::import(&mut third, &text, now()).as_deref(), Ok("2 views added"));
    assert_eq!(names(&third), ["c", "A", "a 2", "b"]);
    let of_app = file::write(views.get("own-disliked"));
    assert_eq!(file::import(&mut other, &of_app, now()).as_deref(), Ok("0 views added, 1 already there"));
}

#[test]
fn a_bad_file_is_answered_with_a_sentence() {
    let told = |text: &str| file::import(&mut ProjectViews::read(""), text, now());
    for text in ["", "x", "[]", "{}", r#"{"colloquy": "views"}"#, r#"{"colloquy": "views", "version": 2}"#] {
        assert!(told(text).is_err_and(|why| why.starts_with("This")), "{text}");
    }
    let file = |views: &str| format!(r#"{{"colloquy": "views", "version": 1, "views": {views}}}"#);
    assert!(told(&file("[]")).is_err());
    assert!(told(&file(&format!("[{}7]", "7,".repeat(200)))).is_err_and(|why| why.contains("201")));
    assert_eq!(
        told(&file(r#"[{"name": "a", "query": "threads_search=x"}, {"name": " ", "query": ""}, 3]"#))
            .as_deref(),
        Ok("1 view added, 2 not taken (number 2: it has no name)")
    );
    let long = "x".repeat(LONGEST_QUERY + 1);
    assert!(told(&file(&format!(r#"[{{"name": "a", "query": "{long}"}}]"#))).is_err());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(told(&file(&deep)).is_err_and(|why| why.contains("not JSON")));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Whatever is done to them, the ids and names stay unique, those of the app are never lost, and storing keeps all.
    #[test]
    fn views_stay_sound_whatever_is_done_to_them(steps in prop::collection::vec((0u8..8, 0usize..12, "[a-c]{0,2}"), 0..40)) {
        let mut views = ProjectViews::read("");
        let mut removed = Vec::new();
        for (step, at, name) in steps {
            let id = |at: usize| views.views.get(at).map(|view| view.id.clone()).unwrap_or_default();
            let (id, other) = (id(at), id(at / 2));
            match step {
                0 => drop(views.add(draft(&name, &list()), now())),
                1 => drop(views.duplicate(&id, now())),
                2 => drop(views.rename(&id, &name, ViewColour::Blue)),
                3 => views.shift(&id, at % 2 == 0),
                4 => views.move_to(&id, &other),
                5 => removed.extend(views.remove(&id)),
                6 => views.hide(&id, at % 2 == 0),
                _ => if let Some(last) = removed.pop() { views.put_back(&last) },
            }
            views.set_default(Some(&other));
        }
        let mut ids: Vec<_> = views.views.iter().map(|view| view.id.clone()).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), count);
        prop_assert_eq!(views.views.iter().filter(|view| view.is_builtin).count(), 5);
        prop_assert_eq!(ProjectViews::read(&views.write()), views);
    }

    #[test]
    fn any_text_is_read_as_views_and_as_a_file(text in ".*") {
        ProjectViews::read(&text);
        let _ = file::import(&mut ProjectViews::read(""), &text, now());
    }

    /// A query of any list gives a state that is its own.
    #[test]
    fn the_state_of_a_state_is_the_same(query in "(logsType=(threads|traces|spans)&)?([a-z_]{4,14}=[a-z0-9%-]{0,9}&?){0,4}") {
        let state = state_of(&LogsView::from_query(&query, None));
        prop_assert_eq!(state_of(&LogsView::from_query(&state, None)), state);
    }
}
