use proptest::{prelude::*, test_runner::RngSeed};

use super::*;
use crate::model::{
    change::{Change, Given, Home, Item, own_key},
    ids::TraceId,
    judged::Judged,
    status::Status,
};

fn change(item: Item, act: Act) -> Change {
    Change { home: Home::default(), item, act }
}

fn score(value: f64) -> Act {
    Act::Score { name: "Help".into(), given: Some(Given { value, ..Given::default() }) }
}

fn comment(key: &str, text: Option<&str>) -> Act {
    Act::Comment { key: key.into(), text: text.map(str::to_owned) }
}

fn entry(id: usize, act: Act, at: i64) -> Entry {
    Entry::new(id.to_string(), change(Item::Thread, act), "ana".into(), at, vec![])
}

#[test]
fn five_quick_changes_of_one_score_are_one_request() {
    let mut queue = Queue::default();
    for value in 0..5 {
        queue.push(entry(value, score(value as f64), value as i64 * 100));
        assert_eq!(queue.next(value as i64 * 100), None);
    }
    assert_eq!(queue.entries().len(), 1);
    let sent = queue.next(queue.due().unwrap()).unwrap();
    assert_eq!(sent.change.act, score(4.0));
    queue.answered(&sent.id, &Outcome::Done(None), 900);
    assert_eq!((queue.next(99_999), queue.due()), (None, None));
}

#[test]
fn a_change_made_while_one_is_on_its_way_follows_it() {
    let mut queue = Queue::default();
    queue.push(entry(1, score(1.0), 0));
    let first = queue.next(1_000).unwrap();
    queue.push(entry(2, score(2.0), 1_000));
    assert_eq!(queue.next(9_000), None);
    queue.answered(&first.id, &Outcome::Done(None), 9_000);
    assert_eq!(queue.next(9_000).unwrap().change.act, score(2.0));
}

#[test]
fn changes_of_one_item_keep_their_order_and_other_items_do_not_wait() {
    let mut queue = Queue::default();
    queue.push(entry(1, Act::Status(Status::Inactive), 0));
    queue.push(entry(2, score(1.0), 0));
    let turn = change(Item::Trace(TraceId::new("t")), Act::thumb(Some(true), None));
    queue.push(Entry::new("3".into(), turn, "ana".into(), 0, vec![]));
    let sent: Vec<_> = std::iter::from_fn(|| queue.next(5_000)).map(|entry| entry.id.clone()).collect();
    assert_eq!(sent, ["1", "3"]);
}

#[test]
fn a_failure_is_tried_again_later_and_later_and_at_once_when_the_network_is_back() {
    let mut queue = Queue::default();
    queue.push(entry(1, score(1.0), 0));
    let mut now = 1_000;
    for pause in [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
        let sent = queue.next(now).unwrap();
        queue.answered(&sent.id, &Outcome::Passing, now);
        assert_eq!(queue.due(), Some(now + pause));
        now += pause;
    }
    let sent = queue.next(now).unwrap();
    queue.answered(&sent.id, &Outcome::Passing, now);
    queue.hurry(now + 1);
    assert!(queue.next(now + 1).is_some());
}

#[test]
fn a_comment_deleted_before_it_was_sent_never_was() {
    let mut queue = Queue::default();
    queue.push(entry(1, comment(&own_key("a"), Some("oh")), 0));
    assert_eq!(queue.push(entry(2, comment(&own_key("a"), None), 0)), ["1", "2"]);
    assert!(queue.entries().is_empty());
}

#[test]
fn a_deleted_comment_can_be_had_back_and_holds_up_nothing_else() {
    let mut queue = Queue::default();
    queue.push(entry(1, comment("c-1", None), 0));
    queue.push(entry(2, score(1.0), 0));
    assert_eq!(queue.next(1_000).unwrap().id, "2");
    assert_eq!(queue.next(1_000), None);
    assert!(queue.cancel("1").is_some());
    assert_eq!(queue.next(99_000), None);
}

#[test]
fn what_was_to_be_done_to_a_refused_comment_goes_with_it() {
    let mut queue = Queue::default();
    queue.push(entry(1, comment(&own_key("a"), Some("oh")), 0));
    let sent = queue.next(0).unwrap();
    queue.push(entry(2, comment(&own_key("a"), Some("oh!")), 0));
    let gone = queue.answered(&sent.id, &Outcome::Refused, 0);
    assert_eq!(gone.len(), 2);
    assert!(queue.entries().is_empty());
}

/// What the server does with a request.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Answered,
    LostBefore,
    LostAfter,
    Refused,
}

#[derive(Clone, Debug)]
enum Step {
    Push(u8, u8, u8),
    Wait(u16),
    Answer(u8, Fate),
    Reload(Fate),
}

/// One thread and two turns on a server, and a page that judges them through a queue.
#[derive(Default)]
struct World {
    queue: Queue,
    under_way: Vec<Arc<Entry>>,
    server: [Judged; 3],
    made: usize,
    now: i64,
    /// What the server would have if it had taken everything at once; not kept where it refuses some.
    wished: [Judged; 3],
    own: Vec<(usize, String)>,
}

fn item(at: usize) -> Item {
    if at == 0 { Item::Thread } else { Item::Trace(TraceId::new(at.to_string())) }
}

impl World {
    fn push(&mut self, at: usize, what: u8, value: u8) {
        self.made += 1;
        let own = self.own.iter().filter(|(of, _)| *of == at).map(|(_, key)| key.clone()).next_back();
        let act = match (what, own) {
            (0, _) => score(f64::from(value)),
            (1, _) => Act::Score { name: "Help".into(), given: None },
            (2, _) => Act::Tag { tag: format!("tag {}", value % 2), add: !value.is_multiple_of(3) },
            (3, Some(key)) => Act::Comment { key, text: Some(format!("edited {}", self.made)) },
            (4, Some(key)) => {
                self.own.retain(|(_, own)| *own != key);
                Act::Comment { key, text: None }
            }
            _ => {
                let key = own_key(&self.made.to_string());
                self.own.push((at, key.clone()));
                // Now and then two comments say the same.
                Act::Comment { key, text: Some(format!("comment {}", value % 3)) }
            }
        };
        self.wished[at].apply(&act, "ana", None, None);
        let known = self.server[at].comments.iter().map(|comment| comment.id.clone()).collect();
        let entry = Entry::new(self.made.to_string(), change(item(at), act), "ana".into(), self.now, known);
        self.queue.push(entry);
    }

    fn carry_out(&mut self, entry: &Entry) -> Option<CommentId> {
        let at = (0..3).find(|at| item(*at) == entry.change.item).unwrap();
        let new = entry.new_comment().is_some();
        let id = new.then(|| {
            self.made += 1;
            CommentId::new(format!("c-{}", self.made))
        });
        match (&entry.change.act, id.as_ref().or(entry.named.as_ref())) {
            (Act::Comment { text: Some(text), .. }, Some(id)) if !new => {
                // The server cannot change what is gone.
                let known = self.server[at].comments.iter_mut().find(|one| one.id == *id);
                known.unwrap().text.clone_from(text);
            }
            (act, id) => self.server[at].apply(act, "ana", None, id),
        }
        id
    }

    /// Sends one, as the app does: a comment that may be there already is looked for first.
    fn answer(&mut self, which: usize, fate: Fate) {
        if self.under_way.is_empty() {
            return;
        }
        let entry = self.under_way.remove(which % self.under_way.len());
        let at = (0..3).find(|at| item(*at) == entry.change.item).unwrap();
        let there = entry.new_comment().filter(|_| entry.unsure).and_then(|_| {
            let Act::Comment { text: Some(text), .. } = &entry.change.act else { return None };
            let mut all = self.server[at].comments.iter();
            all.find(|one| one.text == *text && !entry.known.contains(&one.id)).map(|one| one.id.clone())
        });
        // A server that took it once does not refuse it then: when it does, the page reads the item again.
        let fate = if matches!(fate, Fate::Refused) && entry.unsure { Fate::Answered } else { fate };
        let outcome = match (there, fate) {
            (Some(id), Fate::Answered | Fate::Refused | Fate::LostAfter) => Outcome::Done(Some(id)),
            (Some(_), Fate::LostBefore) | (None, Fate::LostBefore) => Outcome::Passing,
            (None, Fate::Answered) => Outcome::Done(self.carry_out(&entry)),
            (None, Fate::LostAfter) => {
                self.carry_out(&entry);
                Outcome::Passing
            }
            (None, Fate::Refused) => Outcome::Refused,
        };
        self.queue.answered(&entry.id, &outcome, self.now);
        self.send();
    }

    fn send(&mut self) {
        while let Some(entry) = self.queue.next(self.now) {
            self.under_way.push(entry);
        }
    }

    fn reload(&mut self, fate: Fate) {
        for entry in std::mem::take(&mut self.under_way) {
            let checked_first = entry.unsure && entry.new_comment().is_some();
            if matches!(fate, Fate::LostAfter) && !checked_first {
                self.carry_out(&entry);
            }
        }
        // The new page reads from the server, where comments have their own ids.
        for entry in self.queue.entries().iter().filter(|entry| entry.is_done()) {
            let (Act::Comment { key, .. }, Some(id)) = (&entry.change.act, &entry.named) else { continue };
            for (_, own) in self.own.iter_mut().filter(|(_, own)| own == key) {
                *own = id.to_string();
            }
            let mut wished = self.wished.iter_mut().flat_map(|judged| &mut judged.comments);
            if let Some(comment) = wished.find(|comment| comment.id.as_str() == key) {
                comment.id = id.clone();
            }
        }
        let left: Vec<_> = self.queue.entries().iter().filter(|entry| !entry.is_done()).cloned().collect();
        self.queue = Queue::default();
        for entry in left {
            self.queue.push(entry.as_ref().clone().taken_over(self.now));
        }
    }

    fn run(&mut self, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Push(at, what, value) => self.push(usize::from(at % 3), what, value),
                Step::Wait(millis) => self.now += i64::from(millis),
                Step::Answer(which, fate) => self.answer(which.into(), fate),
                Step::Reload(fate) => self.reload(fate),
            }
            self.send();
        }
        // The server recovers.
        while let Some(due) = self.queue.due().or((!self.under_way.is_empty()).then_some(self.now)) {
            self.now = self.now.max(due);
            self.send();
            self.answer(0, Fate::Answered);
        }
        assert!(self.queue.entries().iter().all(|entry| entry.is_done()));
    }

    /// What the page shows of an item read before everything.
    fn shown(&self, at: usize) -> Judged {
        let mut judged = Judged::default();
        for entry in self.queue.entries().iter().filter(|entry| entry.change.item == item(at)) {
            judged.apply(&entry.change.act, &entry.by, None, entry.named.as_ref());
        }
        judged
    }
}

/// What can be compared: names and values, tags in any order, and what comments say, each as often as it is said.
fn told(judged: &Judged) -> (Vec<(String, f64)>, Vec<String>, Vec<String>) {
    let scores = judged.scores.iter().map(|score| (score.name.clone(), score.value)).collect();
    let mut tags = judged.tags.clone();
    tags.sort();
    let mut comments: Vec<_> = judged.comments.iter().map(|comment| comment.text.clone()).collect();
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

fn steps(refusals: bool, reloads: bool) -> impl Strategy<Value = Vec<Step>> {
    let reload = prop_oneof![Just(Fate::LostBefore), Just(Fate::LostAfter)];
    let step = prop_oneof![
        6 => (0_u8..3, 0_u8..6, any::<u8>()).prop_map(|(at, what, value)| Step::Push(at, what, value)),
        3 => (0_u16..3_000).prop_map(Step::Wait),
        5 => (any::<u8>(), fate(refusals)).prop_map(|(which, fate)| Step::Answer(which, fate)),
        u32::from(reloads) => reload.prop_map(Step::Reload),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_server_that_loses_requests_and_answers_has_everything_once_in_the_end(steps in steps(false, true)) {
        let mut world = World::default();
        world.run(steps);
        for at in 0..3 {
            prop_assert_eq!(told(&world.server[at]), told(&world.wished[at]));
        }
    }

    #[test]
    fn page_and_server_agree_in_the_end_whatever_the_server_refused(steps in steps(true, false)) {
        let mut world = World::default();
        world.run(steps);
        for at in 0..3 {
            prop_assert_eq!(told(&world.shown(at)), told(&world.server[at]));
        }
    }
}
