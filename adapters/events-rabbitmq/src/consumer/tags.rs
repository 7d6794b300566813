//! The messages of a channel that are not settled, by their delivery tags: these count from one, in the order in which they come.

use std::collections::VecDeque;

/// What is unsettled, and behind it what is.
#[derive(Default)]
pub(super) struct Tags {
    /// The tag before the first.
    before: u64,
    states: VecDeque<State>,
    held: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Somebody has it.
    Held,
    /// It is done, and the broker is to be told.
    Done,
    /// It goes back when the channel is closed.
    Kept,
    /// The broker was told.
    Told,
}

/// What the broker is to be told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tell {
    /// All up to this one are done.
    UpTo(u64),
    /// This one is done.
    One(u64),
}

impl Tags {
    pub(super) fn came(&mut self, tag: u64) {
        while self.last() < tag {
            self.states.push_back(State::Told); // until it is set: no tag is left out
        }
        self.set(tag, State::Held);
        self.held += 1;
    }

    pub(super) fn done(&mut self, tag: u64) {
        self.leave(tag, State::Done);
    }

    pub(super) fn keep(&mut self, tag: u64) {
        self.leave(tag, State::Kept);
    }

    pub(super) fn told(&mut self, tag: u64) {
        self.leave(tag, State::Told);
    }

    /// How many of them somebody has.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// How to tell of what is done, in as few words as there are: one for all that stand before the first that is not.
    pub(super) fn tell(&mut self) -> Vec<Tell> {
        let mut tell = Vec::new();
        let mut last = None; // the broker takes no tag that it was told before
        while let Some(state @ (State::Done | State::Told)) = self.states.front().copied() {
            self.states.pop_front();
            self.before += 1;
            if state == State::Done {
                last = Some(self.before);
            }
        }
        tell.extend(last.map(Tell::UpTo));
        for (state, tag) in self.states.iter_mut().zip(self.before + 1..) {
            if *state == State::Done {
                *state = State::Told;
                tell.push(Tell::One(tag));
            }
        }
        tell
    }

    fn last(&self) -> u64 {
        self.before + self.states.len() as u64
    }

    fn leave(&mut self, tag: u64, state: State) {
        if self.get(tag) == Some(State::Held) {
            self.held -= 1;
            self.set(tag, state);
        }
    }

    fn get(&self, tag: u64) -> Option<State> {
        self.place(tag).and_then(|place| self.states.get(place).copied())
    }

    fn set(&mut self, tag: u64, state: State) {
        let place = self.place(tag);
        if let Some(known) = place.and_then(|place| self.states.get_mut(place)) {
            *known = state;
        }
    }

    fn place(&self, tag: u64) -> Option<usize> {
        usize::try_from(tag.checked_sub(self.before + 1)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(count: u64) -> Tags {
        let mut tags = Tags::default();
        for tag in 1..=count {
            tags.came(tag);
        }
        tags
    }

    #[test]
    fn what_stands_before_the_first_that_is_held_is_told_at_once() {
        let mut tags = tags(6);
        for tag in [3, 1, 2, 5] {
            tags.done(tag);
        }

        assert_eq!(tags.tell(), [Tell::UpTo(3), Tell::One(5)]);
        assert_eq!(tags.tell(), []);
        tags.done(4);
        assert_eq!(tags.tell(), [Tell::UpTo(4)], "5 was told");
        assert_eq!(tags.held(), 1);
        tags.done(6);
        assert_eq!(tags.held(), 0);
        assert_eq!(tags.tell(), [Tell::UpTo(6)]);
    }

    #[test]
    fn what_is_kept_is_told_to_nobody_and_stops_those_behind_it() {
        let mut tags = tags(3);
        tags.keep(1);
        tags.done(2);
        tags.told(3);

        assert_eq!(tags.tell(), [Tell::One(2)]);
        assert_eq!(tags.held(), 0);
    }

    #[test]
    fn to_settle_twice_or_what_never_came_does_nothing() {
        let mut tags = tags(1);
        for tag in [0, 2, u64::MAX, 1, 1] {
            tags.done(tag);
        }

        assert_eq!(tags.tell(), [Tell::UpTo(1)]);
        tags.done(1);
        assert_eq!(tags.tell(), []);
    }
}
