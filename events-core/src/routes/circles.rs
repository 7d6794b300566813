//! That follow-ups come to an end: a constant of the bus that cannot be computed if they do not.

use super::names::{equal, hash};
use crate::EventList;

/// An event of a bus, and what its handlers return to be published next.
pub struct Followed {
    /// The name of the event.
    pub event: &'static str,
    /// What each of its handlers returns.
    pub by: &'static [EventList],
}

/// Zero, if no event of the bus follows itself. `SLOTS` is more than the number of events.
///
/// # Panics
///
/// If events follow one another in a circle: a compile error, as this runs in a constant.
#[must_use]
#[track_caller]
pub const fn circles<const SLOTS: usize>(followed: &[Followed]) -> usize {
    let mut search =
        Search { followed, slots: [0; SLOTS], state: [State::Unseen; SLOTS], path: [0; SLOTS], depth: 0 };
    let mut i = 0;
    while i < followed.len() {
        search.insert(i);
        i += 1;
    }
    i = 0;
    while i < followed.len() {
        search.visit(i);
        i += 1;
    }
    0
}

/// A depth-first search. Events are found by a hash table, as a bus may have a thousand.
struct Search<'f, const SLOTS: usize> {
    followed: &'f [Followed],
    /// One more than the index of the event in this slot; zero for none.
    slots: [usize; SLOTS],
    state: [State; SLOTS],
    path: [usize; SLOTS],
    depth: usize,
}

#[derive(Clone, Copy)]
enum State {
    Unseen,
    OnPath,
    Done,
}

impl<const SLOTS: usize> Search<'_, SLOTS> {
    const fn insert(&mut self, event: usize) {
        let mut slot = hash(self.followed[event].event.as_bytes()) % SLOTS;
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = event + 1;
    }

    const fn find(&self, name: &str) -> Option<usize> {
        let mut slot = hash(name.as_bytes()) % SLOTS;
        while self.slots[slot] != 0 {
            let event = self.slots[slot] - 1;
            if equal(self.followed[event].event.as_bytes(), name.as_bytes()) {
                return Some(event);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }

    #[track_caller]
    const fn visit(&mut self, event: usize) {
        match self.state[event] {
            State::Done => {}
            State::OnPath => self.report(event),
            State::Unseen => {
                self.state[event] = State::OnPath;
                self.path[self.depth] = event;
                self.depth += 1;
                self.visit_all(self.followed[event].by);
                self.depth -= 1;
                self.state[event] = State::Done;
            }
        }
    }

    #[track_caller]
    const fn visit_all(&mut self, lists: &[EventList]) {
        let mut i = 0;
        while i < lists.len() {
            match lists[i] {
                EventList::One(name) => {
                    if let Some(event) = self.find(name) {
                        self.visit(event);
                    }
                }
                EventList::All(lists) => self.visit_all(lists),
            }
            i += 1;
        }
    }

    #[track_caller]
    const fn report(&self, again: usize) {
        let mut text = Text::new().with("these events follow one another without end: ");
        let mut i = 0;
        while self.path[i] != again {
            i += 1;
        }
        while i < self.depth {
            text = text.with("`").with(self.followed[self.path[i]].event).with("` → ");
            i += 1;
        }
        text = text.with("`").with(self.followed[again].event);
        text = text.with("`; let one of their handlers return nothing");
        panic!("{}", text.as_str());
    }
}

/// A text that is put together in a constant.
struct Text {
    bytes: [u8; 1000],
    len: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 1000], len: 0 }
    }

    /// Adds a part, or leaves it out if there is no room for it.
    const fn with(mut self, part: &str) -> Self {
        if part.len() <= self.bytes.len() - self.len {
            let mut i = 0;
            while i < part.len() {
                self.bytes[self.len] = part.as_bytes()[i];
                self.len += 1;
                i += 1;
            }
        }
        self
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "these events follow one another without end",
        }
    }
}
