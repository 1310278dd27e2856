use proptest::{prelude::*, test_runner::RngSeed};

use super::*;
use crate::api::outbox::{order::MadeAt, tab_storage};
use crate::model::{
    change::{Change, Item, ScoreInput, ThreadRef, own_key},
    comment::Comment,
    feedback::Feedback,
    ids::TraceId,
    status::Status,
};

fn change(item: Item, edit: Edit) -> Change {
    Change { thread_ref: ThreadRef::default(), item, edit }
}

fn score(value: f64) -> Edit {
    Edit::Score { name: "Help".into(), input: Some(ScoreInput { value, ..ScoreInput::default() }) }
}

fn comment(key: &str, text: Option<&str>) -> Edit {
    Edit::Comment { key: key.into(), text: text.map(str::to_owned) }
}

fn entry(id: usize, edit: Edit, at: i64) -> Entry {
    let made = MadeAt { count: id as u64 + 1, at };
    Entry::new(id.to_string(), change(Item::Thread, edit), "ana".into(), made, at, vec![])
}

/// The next change, of which there is one in each request.
fn next(queue: &mut Queue, now: i64, elsewhere: &OtherTabs) -> Option<Arc<Entry>> {
    let lot = queue.next_lot(now, elsewhere);
    assert!(lot.len() <= 1, "{lot:?}");
    lot.into_iter().next()
}

/// No other tabs.
fn alone() -> OtherTabs {
    OtherTabs::default()
}

#[test]
fn five_quick_changes_of_one_score_are_one_request() {
    let mut queue = Queue::default();
    for value in 0..5 {
        queue.push(entry(value, score(value as f64), value as i64 * 100));
        assert_eq!(next(&mut queue, value as i64 * 100, &alone()), None);
    }
    assert_eq!(queue.entries().len(), 1);
    let due = queue.due(400).unwrap();
    let sent = next(&mut queue, due, &alone()).unwrap();
    assert_eq!(sent.change.edit, score(4.0));
    queue.record_outcome(&sent.id, &Outcome::Done(None), 900);
    assert_eq!((next(&mut queue, 99_999, &alone()), queue.due(0)), (None, None));
}

#[test]
fn a_change_made_while_one_is_on_its_way_follows_it() {
    let mut queue = Queue::default();
    queue.push(entry(1, score(1.0), 0));
    let first = next(&mut queue, 1_000, &alone()).unwrap();
    queue.push(entry(2, score(2.0), 1_000));
    assert_eq!(next(&mut queue, 9_000, &alone()), None);
    queue.record_outcome(&first.id, &Outcome::Done(None), 9_000);
    assert_eq!(next(&mut queue, 9_000, &alone()).unwrap().change.edit, score(2.0));
}

#[test]
fn changes_of_one_item_keep_their_order_and_other_items_do_not_wait() {
    let mut queue = Queue::default();
    queue.push(entry(1, Edit::Status(Status::Inactive), 0));
    queue.push(entry(2, score(1.0), 0));
    let turn = change(Item::Trace(TraceId::new("t")), Edit::thumb(Some(true), None));
    queue.push(Entry::new("3".into(), turn, "ana".into(), MadeAt { count: 4, at: 0 }, 0, vec![]));
    let sent: Vec<_> =
        std::iter::from_fn(|| next(&mut queue, 5_000, &alone())).map(|entry| entry.id.clone()).collect();
    assert_eq!(sent, ["1", "3"]);
}

#[test]
fn a_failure_is_tried_again_later_and_later_and_at_once_when_the_network_is_back() {
    let mut queue = Queue::default();
    queue.push(entry(1, score(1.0), 0));
    let mut now = 1_000;
    for pause in [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
        let sent = next(&mut queue, now, &alone()).unwrap();
        queue.record_outcome(&sent.id, &Outcome::Passing(None), now);
        assert_eq!(queue.due(now), Some(now + pause));
        now += pause;
    }
    let sent = next(&mut queue, now, &alone()).unwrap();
    queue.record_outcome(&sent.id, &Outcome::Passing(None), now);
    queue.retry_now(now + 1, false);
    assert!(next(&mut queue, now + 1, &alone()).is_some());
}

#[test]
fn a_comment_deleted_before_it_was_sent_never_was() {
    let mut queue = Queue::default();
    queue.push(entry(1, comment(&own_key("a"), Some("oh")), 0));
    queue.push(entry(2, comment(&own_key("a"), None), 0));
    assert!(queue.entries().is_empty());
}

#[test]
fn a_deleted_comment_can_be_had_back_and_holds_up_nothing_else() {
    let mut queue = Queue::default();
    queue.push(entry(1, comment("c-1", None), 0));
    queue.push(entry(2, score(1.0), 0));
    assert_eq!(next(&mut queue, 1_000, &alone()).unwrap().id, "2");
    assert_eq!(next(&mut queue, 1_000, &alone()), None);
    assert!(queue.cancel("1").is_some());
    assert_eq!(next(&mut queue, 99_000, &alone()), None);
}

#[test]
fn what_was_to_be_done_to_a_refused_comment_goes_with_it() {
    let mut queue = Queue::default();
    queue.push(entry(1, comment(&own_key("a"), Some("oh")), 0));
    let sent = next(&mut queue, 0, &alone()).unwrap();
    queue.push(entry(2, comment(&own_key("a"), Some("oh!")), 0));
    assert_eq!(queue.entries().len(), 2);
    queue.record_outcome(&sent.id, &Outcome::Refused, 0);
    assert!(queue.entries().is_empty());
}

#[test]
fn a_server_that_asks_for_a_rest_has_it_within_limits_unless_the_person_insists() {
    let mut queue = Queue::default();
    queue.push(entry(1, score(1.0), 0));
    queue.push(entry(2, comment(&own_key("a"), Some("oh")), 0));
    let sent = next(&mut queue, 500, &alone()).unwrap();
    queue.record_outcome(&sent.id, &Outcome::Passing(Some(20_000)), 500);
    assert_eq!((next(&mut queue, 20_499, &alone()), queue.due(500)), (None, Some(20_500)));
    queue.retry_now(10_000, false);
    assert_eq!((next(&mut queue, 10_000, &alone()), queue.due(10_000)), (None, Some(20_500)));
    queue.retry_now(10_000, true);
    let sent = next(&mut queue, 10_000, &alone()).unwrap();
    for (asked, rest) in [(i64::MAX / 4, LONGEST_REST), (-1_000_000, 0)] {
        let mut queue = queue.clone();
        queue.record_outcome(&sent.id, &Outcome::Passing(Some(asked)), 10_000);
        assert_eq!(queue.rest, 10_000 + rest);
    }
}

#[test]
fn what_two_reviewers_say_in_one_browser_takes_nobodys_place() {
    let mut queue = Queue::default();
    queue.push(entry(1, score(1.0), 0));
    let mut other = entry(2, score(0.0), 0);
    other.by = "bo".to_owned();
    queue.push(other);
    assert_eq!(queue.entries().len(), 2);
}

#[test]
fn a_change_whose_author_is_not_known_waits_and_holds_up_no_timer() {
    let mut queue = Queue::default();
    let mut guessed = entry(1, score(1.0), 0);
    guessed.guessed = true;
    queue.push(guessed);
    assert_eq!((next(&mut queue, 9_000, &alone()), queue.due(9_000)), (None, None));
    assert_eq!(queue.name_authors(&|by| format!("{by}@bo")).len(), 1);
    assert_eq!(next(&mut queue, 9_000, &alone()).unwrap().by, "ana@bo");
}

#[test]
fn what_a_closed_tab_left_turns_nothing_back_that_was_done_since() {
    let (up, down) =
        (entry(1, Edit::thumb(Some(true), None), 99), entry(2, Edit::thumb(Some(false), None), 5));
    // Waiting, being sent, done, and done before a reload: the later change wins although its wall clock is behind.
    for far in 0..4 {
        let (mut queue, mut elsewhere) = (Queue::default(), alone());
        queue.push(down.clone());
        if far > 0 {
            next(&mut queue, 9_000, &elsewhere).unwrap();
        }
        if far > 1 {
            queue.record_outcome("2", &Outcome::Done(None), 9_000);
        }
        if far > 2 {
            queue = Queue::default();
            elsewhere.done.add(&down);
        }
        let adopted = queue.adopt(vec![up.clone()], &elsewhere, 9_000);
        assert_eq!((adopted.late.len(), adopted.stays.len()), (1, 0), "{far}");
        assert_eq!(queue.entries().len(), usize::from(far < 3));
    }
    // In the other direction it replaces the earlier change.
    let mut queue = Queue::default();
    queue.push(up.clone());
    queue.adopt(vec![down.clone()], &alone(), 9_000);
    assert_eq!(queue.entries().len(), 1);
    assert_eq!(next(&mut queue, 9_000, &alone()).unwrap().change.edit, down.change.edit);
}

#[test]
fn a_third_tabs_later_change_keeps_a_closed_tabs_out_and_one_on_its_way_is_waited_for() {
    let (up, down) =
        (entry(1, Edit::thumb(Some(true), None), 0), entry(2, Edit::thumb(Some(false), None), 0));
    let mut queue = Queue::default();
    let third = |kept: &Entry| OtherTabs { kept: vec![kept.clone()], done: LatestSent::default() };
    let adopted = queue.adopt(vec![up.clone()], &third(&down), 0);
    assert_eq!((adopted.late.len(), adopted.stays.len()), (0, 1));
    queue.push(up.clone());
    assert!(next(&mut queue.clone(), 9_000, &third(&down)).is_some(), "one that waits may wait for this tab");
    assert!(next(&mut queue.clone(), 9_000, &alone()).is_some(), "it was taken back there");
    let mut arrived = alone();
    arrived.done.add(&down);
    assert_eq!(queue.overtaken(&arrived).len(), 1);
    queue.push(down);
    let mut going = up;
    assert!(next(&mut queue.clone(), 9_000, &third(&going)).is_some());
    going.state = EntryState::Sending;
    assert_eq!(next(&mut queue, 9_000, &third(&going)), None);
}

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Answered,
    LostBefore,
    LostAfter,
    Refused,
}

#[derive(Clone, Debug)]
enum TestStep {
    Push(u8, u8, u8, u8),
    Wait(u16),
    /// Moves the wall clock by this many milliseconds, forward or back.
    SetClock(i64),
    Answer(u8, u8, Fate),
    /// Closes the tab, with this fate for the requests being sent, and opens another in its place.
    Close(u8, Fate),
    /// The tab takes over what closed tabs left.
    Adopt(u8),
}

#[derive(Default)]
struct BrowserTab {
    queue: Queue,
    under_way: Vec<Arc<Entry>>,
}

impl BrowserTab {
    /// The entries it keeps in storage.
    fn kept(&self) -> impl Iterator<Item = &Entry> {
        self.queue.entries().iter().map(Arc::as_ref).filter(|entry| !entry.is_done())
    }
}

/// A server with one thread and two traces, and a browser whose tabs each change their feedback through a queue.
struct World {
    tabs: Vec<BrowserTab>,
    /// What closed tabs left in storage.
    left: Vec<Vec<Entry>>,
    done: LatestSent,
    server: [Feedback; 3],
    made: usize,
    now: i64,
    /// The wall clock's offset from the monotonic clock, in milliseconds.
    wall: i64,
    /// What the server would have if it had taken every change at once in the order made; not meaningful where it
    /// refuses some.
    wished: [Feedback; 3],
    /// The comments: the index of their item, their key, and the tab if only that tab knows the key.
    own: Vec<(usize, String, Option<usize>)>,
}

fn item(at: usize) -> Item {
    if at == 0 { Item::Thread } else { Item::Trace(TraceId::new(at.to_string())) }
}

impl World {
    fn with_tabs(tabs: usize) -> Self {
        Self {
            tabs: (0..tabs).map(|_| BrowserTab::default()).collect(),
            left: Vec::new(),
            done: LatestSent::default(),
            server: Default::default(),
            made: 0,
            now: 0,
            wall: 0,
            wished: Default::default(),
            own: Vec::new(),
        }
    }

    /// What a tab knows of the others, including closed ones.
    fn elsewhere(&self, tab: usize) -> OtherTabs {
        let others = self.tabs.iter().enumerate().filter(|(at, _)| *at != tab);
        let kept = others.flat_map(|(_, other)| other.kept()).chain(self.left.iter().flatten());
        OtherTabs { kept: kept.cloned().collect(), done: self.done.clone() }
    }

    fn push(&mut self, tab: usize, at: usize, what: u8, value: u8) {
        self.made += 1;
        let known_here =
            |(of, _, by): &&(usize, String, Option<usize>)| *of == at && by.is_none_or(|by| by == tab);
        let own = self.own.iter().filter(known_here).map(|(_, key, _)| key.clone()).next_back();
        let edit = match (what, own) {
            (0, _) => score(f64::from(value)),
            (1, _) => Edit::Score { name: "Help".into(), input: None },
            (2, _) => Edit::Tag { tag: format!("tag {}", value % 2), add: !value.is_multiple_of(3) },
            (3, Some(key)) => Edit::Comment { key, text: Some(format!("edited {}", self.made)) },
            (4, Some(key)) => {
                self.own.retain(|(_, own, _)| *own != key);
                Edit::Comment { key, text: None }
            }
            _ => {
                let key = own_key(&self.made.to_string());
                self.own.push((at, key.clone(), Some(tab)));
                // Sometimes two comments have the same text.
                Edit::Comment { key, text: Some(format!("comment {}", value % 3)) }
            }
        };
        self.wished[at].apply(&edit, "ana", None, None);
        let known = self.server[at].comments.iter().map(|comment| comment.id.clone()).collect();
        let made = MadeAt { count: self.made as u64, at: self.now + self.wall };
        let entry =
            Entry::new(self.made.to_string(), change(item(at), edit), "ana".into(), made, self.now, known);
        self.tabs[tab].queue.push(entry);
    }

    fn carry_out(&mut self, entry: &Entry) -> Option<CommentId> {
        let at = (0..3).find(|at| item(*at) == entry.change.item).unwrap();
        let new = entry.new_comment().is_some();
        let id = new.then(|| {
            self.made += 1;
            CommentId::new(format!("c-{}", self.made))
        });
        match (&entry.change.edit, id.as_ref().or(entry.named.as_ref())) {
            (Edit::Comment { key, text: Some(text) }, id) if !new => {
                let known = |one: &&mut Comment| Some(&one.id) == id || one.id.as_str() == key;
                // The queue must never edit a comment that is gone.
                self.server[at].comments.iter_mut().find(known).unwrap().text.clone_from(text);
            }
            (edit, id) => self.server[at].apply(edit, "ana", None, id),
        }
        id
    }

    /// Answers one request as the app would see it: a comment that may have arrived already is looked for first.
    fn answer(&mut self, tab: usize, which: usize, fate: Fate) {
        if self.tabs[tab].under_way.is_empty() {
            return;
        }
        let which = which % self.tabs[tab].under_way.len();
        let entry = self.tabs[tab].under_way.remove(which);
        let at = (0..3).find(|at| item(*at) == entry.change.item).unwrap();
        let there = entry.new_comment().filter(|_| entry.unsure).and_then(|_| {
            let Edit::Comment { text: Some(text), .. } = &entry.change.edit else { return None };
            let mut all = self.server[at].comments.iter();
            let is_it = |one: &&Comment| {
                one.text == *text
                    && !entry.known.contains(&one.id)
                    && !self.done.knows_comment(&entry.change, &one.id)
            };
            all.find(is_it).map(|one| one.id.clone())
        });
        // A server that has accepted a change does not refuse its repetition.
        let fate = if matches!(fate, Fate::Refused) && entry.unsure { Fate::Answered } else { fate };
        let outcome = match (there, fate) {
            (Some(id), Fate::Answered | Fate::Refused | Fate::LostAfter) => Outcome::Done(Some(id)),
            (Some(_), Fate::LostBefore) | (None, Fate::LostBefore) => Outcome::Passing(None),
            (None, Fate::Answered) => Outcome::Done(self.carry_out(&entry)),
            (None, Fate::LostAfter) => {
                self.carry_out(&entry);
                Outcome::Passing(None)
            }
            (None, Fate::Refused) => Outcome::Refused,
        };
        self.tabs[tab].queue.record_outcome(&entry.id, &outcome, self.now);
        if let Outcome::Done(named) = outcome {
            let entries = self.tabs[tab].queue.entries();
            let done = entries.iter().find(|one| one.id == entry.id).unwrap();
            self.done.add(done);
            self.name(&entry, named);
        }
        self.send(tab);
    }

    /// From now on every tab reads the comment from the server, with its server id.
    fn name(&mut self, entry: &Entry, named: Option<CommentId>) {
        let (Some(key), Some(id)) = (entry.new_comment(), named) else { return };
        for (_, own, by) in self.own.iter_mut().filter(|(_, own, _)| own == key) {
            (*own, *by) = (id.to_string(), None);
        }
        let mut wished = self.wished.iter_mut().flat_map(|feedback| &mut feedback.comments);
        if let Some(comment) = wished.find(|comment| comment.id.as_str() == key) {
            comment.id = id;
        }
    }

    fn send(&mut self, tab: usize) {
        let elsewhere = self.elsewhere(tab);
        self.tabs[tab].queue.overtaken(&elsewhere);
        while let Some(entry) = next(&mut self.tabs[tab].queue, self.now, &elsewhere) {
            self.tabs[tab].under_way.push(entry);
        }
    }

    fn close(&mut self, tab: usize, fate: Fate) {
        let gone = std::mem::take(&mut self.tabs[tab]);
        for entry in &gone.under_way {
            let checked_first = entry.unsure && entry.new_comment().is_some();
            if matches!(fate, Fate::LostAfter) && !checked_first {
                self.carry_out(entry);
            }
        }
        // A comment that only this tab knew cannot be edited until it is on the server or taken over.
        for (_, _, by) in self.own.iter_mut().filter(|(_, _, by)| *by == Some(tab)) {
            *by = Some(usize::MAX);
        }
        self.left.push(tab_storage::from_json(&tab_storage::to_json(gone.kept())));
    }

    fn adopt(&mut self, tab: usize) {
        for at in (0..self.left.len()).rev() {
            let left = self.left.remove(at);
            let elsewhere = self.elsewhere(tab);
            let adopted = self.tabs[tab].queue.adopt(left, &elsewhere, self.now);
            if !adopted.stays.is_empty() {
                self.left.push(adopted.stays);
            }
            // A tab that takes over a new comment shows it and can edit it.
            for (_, key, by) in self.own.iter_mut().filter(|(_, _, by)| *by == Some(usize::MAX)) {
                if self.tabs[tab].queue.entries().iter().any(|entry| entry.is_comment(key)) {
                    *by = Some(tab);
                }
            }
        }
    }

    fn run(&mut self, steps: Vec<TestStep>) {
        let tabs = self.tabs.len();
        for step in steps {
            match step {
                TestStep::Push(tab, at, what, value) => {
                    self.push(usize::from(tab) % tabs, usize::from(at % 3), what, value);
                }
                TestStep::Wait(millis) => self.now += i64::from(millis),
                TestStep::SetClock(by) => self.wall += by,
                TestStep::Answer(tab, which, fate) => {
                    self.answer(usize::from(tab) % tabs, which.into(), fate)
                }
                TestStep::Close(tab, fate) => self.close(usize::from(tab) % tabs, fate),
                TestStep::Adopt(tab) => self.adopt(usize::from(tab) % tabs),
            }
            (0..tabs).for_each(|tab| self.send(tab));
        }
        // The server recovers.
        for _ in 0..1_000 {
            if self.left.is_empty() && self.tabs.iter().all(|tab| tab.kept().next().is_none()) {
                break;
            }
            let due = self.tabs.iter().filter_map(|tab| tab.queue.due(self.now)).min();
            let going = self.tabs.iter().any(|tab| !tab.under_way.is_empty());
            self.now = due.filter(|_| !going).unwrap_or(self.now);
            for tab in 0..tabs {
                self.adopt(tab);
                self.send(tab);
                self.answer(tab, 0, Fate::Answered);
            }
        }
        assert!(self.tabs.iter().all(|tab| tab.queue.entries().iter().all(|entry| entry.is_done())));
        assert!(self.left.is_empty());
    }

    /// What the page shows of an item that it loaded before all changes.
    fn shown(&self, at: usize) -> Feedback {
        let mut feedback = Feedback::default();
        for entry in self.tabs[0].queue.entries().iter().filter(|entry| entry.change.item == item(at)) {
            feedback.apply(&entry.change.edit, &entry.by, None, entry.named.as_ref());
        }
        feedback
    }
}

/// The parts that are compared: scores, sorted tags and sorted comment texts.
fn comparable(feedback: &Feedback) -> (Vec<(String, f64)>, Vec<String>, Vec<String>) {
    let scores = feedback.scores.iter().map(|score| (score.name.clone(), score.value)).collect();
    let mut tags = feedback.tags.clone();
    tags.sort();
    let mut comments: Vec<_> = feedback.comments.iter().map(|comment| comment.text.clone()).collect();
    comments.sort();
    (scores, tags, comments)
}

fn fate(refusals: bool) -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Answered),
        2 => Just(Fate::LostBefore),
        2 => Just(Fate::LostAfter),
        1 => Just(if refusals { Fate::Refused } else { Fate::LostBefore }),
    ]
}

fn steps(refusals: bool, closing: bool) -> impl Strategy<Value = Vec<TestStep>> {
    let lost = prop_oneof![Just(Fate::LostBefore), Just(Fate::LostAfter)];
    let tab = || any::<u8>();
    let closing = u32::from(closing);
    let step = prop_oneof![
        6 => (tab(), 0_u8..3, 0_u8..6, any::<u8>())
            .prop_map(|(tab, at, what, value)| TestStep::Push(tab, at, what, value)),
        3 => (0_u16..3_000).prop_map(TestStep::Wait),
        1 => (-40_000_000_000_i64..40_000_000_000).prop_map(TestStep::SetClock),
        5 => (tab(), any::<u8>(), fate(refusals)).prop_map(|(tab, which, fate)| TestStep::Answer(tab, which, fate)),
        closing => (tab(), lost).prop_map(|(tab, fate)| TestStep::Close(tab, fate)),
        closing => tab().prop_map(TestStep::Adopt),
    ];
    prop::collection::vec(step, 1..60)
}

#[test]
fn tabs_with_changes_of_one_thing_do_not_wait_for_each_other() {
    let mut world = World::with_tabs(2);
    // The first change may not have arrived; then the other tab changes the same, and the first tab once more.
    let push = |tab: u8, value: u8| TestStep::Push(tab, 1, 0, value);
    world.run(vec![
        push(0, 1),
        TestStep::Wait(400),
        push(1, 2),
        push(0, 3),
        TestStep::Answer(0, 0, Fate::LostBefore),
    ]);
    assert_eq!(comparable(&world.server[1]).0, [("Help".to_owned(), 3.0)]);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_server_that_loses_requests_and_answers_has_everything_once_in_the_end(steps in steps(false, true)) {
        let mut world = World::with_tabs(1);
        world.run(steps);
        for at in 0..3 {
            prop_assert_eq!(comparable(&world.server[at]), comparable(&world.wished[at]));
        }
    }

    #[test]
    fn tabs_that_close_and_are_taken_over_lose_nothing_double_nothing_and_turn_nothing_back(
        steps in steps(false, true), tabs in 2_usize..4
    ) {
        let mut world = World::with_tabs(tabs);
        world.run(steps);
        for at in 0..3 {
            prop_assert_eq!(comparable(&world.server[at]), comparable(&world.wished[at]));
        }
    }

    #[test]
    fn page_and_server_agree_in_the_end_whatever_the_server_refused(steps in steps(true, false)) {
        let mut world = World::with_tabs(1);
        world.run(steps);
        for at in 0..3 {
            prop_assert_eq!(comparable(&world.shown(at)), comparable(&world.server[at]));
        }
    }
}
