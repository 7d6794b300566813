//! Which offset of a partition may be committed.

use std::collections::{BTreeSet, VecDeque};

/// The records of one partition that were taken and are not all settled, in the order of their offsets. Offsets may have gaps.
///
/// What may be committed never passes a record that is not finished.
#[derive(Debug)]
pub(crate) struct Offsets {
    /// The record that is read next, as far as is known.
    next: i64,
    taken: VecDeque<Taken>,
    /// Those that are not read yet and that another consumer has finished.
    done: BTreeSet<i64>,
}

#[derive(Debug)]
struct Taken {
    offset: i64,
    finished: bool,
}

impl Offsets {
    /// Of a partition that is read from there on.
    pub(crate) fn from(next: i64) -> Self {
        Self { next, taken: VecDeque::new(), done: BTreeSet::new() }
    }

    /// Of which these are finished already.
    pub(crate) fn with_done(self, done: impl IntoIterator<Item = i64>) -> Self {
        Self { done: done.into_iter().collect(), ..self }
    }

    /// It is known now where the partition begins.
    pub(crate) fn start_at(&mut self, offset: i64) {
        if self.taken.is_empty() {
            self.next = self.next.max(offset);
        }
    }

    /// A record has come. One that has come before, or that another consumer has finished, is not taken.
    pub(crate) fn take(&mut self, offset: i64) -> bool {
        if !self.skip(offset) {
            return false;
        }
        let finished = self.done.remove(&offset);
        if !finished || self.is_anything_taken() {
            self.taken.push_back(Taken { offset, finished });
        }
        !finished
    }

    /// A record has come that is nobody's business here: it is finished.
    pub(crate) fn skip(&mut self, offset: i64) -> bool {
        let is_new = offset >= self.next;
        if is_new {
            self.next = offset.saturating_add(1);
        }
        is_new
    }

    /// A record that was taken is settled.
    pub(crate) fn finish(&mut self, offset: i64) {
        if let Ok(at) = self.taken.binary_search_by_key(&offset, |taken| taken.offset) {
            self.taken[at].finished = true;
        }
        while self.taken.front().is_some_and(|first| first.finished) {
            self.taken.pop_front();
        }
    }

    /// The offset to commit: the first record that is not finished, or the next that is read.
    pub(crate) fn committable(&self) -> i64 {
        self.taken.front().map_or(self.next, |first| first.offset)
    }

    /// Those behind it that are finished all the same, in order.
    pub(crate) fn finished_beyond(&self) -> impl Iterator<Item = i64> {
        let here = self.taken.iter().filter(|taken| taken.finished).map(|taken| taken.offset);
        here.chain(self.done.range(self.next..).copied())
    }

    /// The next that is read.
    pub(crate) fn next(&self) -> i64 {
        self.next
    }

    pub(crate) fn is_anything_taken(&self) -> bool {
        !self.taken.is_empty()
    }

    /// How many offsets lie between what may be committed and what is read next.
    pub(crate) fn gap(&self) -> u64 {
        u64::try_from(self.next.saturating_sub(self.committable())).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_may_be_committed_waits_for_the_first_that_is_not_finished() {
        let mut offsets = Offsets::from(5);
        for offset in 5..9 {
            assert!(offsets.take(offset));
        }

        offsets.finish(6);
        offsets.finish(8);
        assert_eq!((offsets.committable(), offsets.gap()), (5, 4));

        offsets.finish(5);
        assert_eq!((offsets.committable(), offsets.gap()), (7, 2));

        offsets.finish(7);
        assert_eq!((offsets.committable(), offsets.gap()), (9, 0));
        assert!(!offsets.is_anything_taken());
    }

    #[test]
    fn what_is_skipped_is_finished_and_holds_back_nothing() {
        let mut offsets = Offsets::from(0);
        offsets.skip(0);
        assert_eq!(offsets.committable(), 1);

        offsets.take(1);
        offsets.skip(2);
        assert_eq!(offsets.committable(), 1);

        offsets.finish(1);
        assert_eq!(offsets.committable(), 3);
    }

    #[test]
    fn a_record_that_comes_twice_is_taken_once() {
        let mut offsets = Offsets::from(0);

        assert!(offsets.take(7));
        assert!(!offsets.take(7));
        assert!(!offsets.skip(3));

        assert_eq!(offsets.next(), 8);
    }

    #[test]
    fn what_another_consumer_has_finished_is_not_taken() {
        let mut offsets = Offsets::from(5);
        for offset in 5..9 {
            offsets.take(offset);
        }
        offsets.finish(6);
        offsets.finish(8);
        let beyond = offsets.finished_beyond().collect::<Vec<_>>();
        assert_eq!((offsets.committable(), &beyond[..]), (5, &[6, 8][..]));

        let mut next = Offsets::from(5).with_done(beyond);
        assert_eq!((5..9).filter(|offset| next.take(*offset)).collect::<Vec<_>>(), [5, 7]);
        assert_eq!(next.finished_beyond().collect::<Vec<_>>(), [6, 8]);
        next.finish(5);
        assert_eq!(next.committable(), 7);
        next.finish(7);
        assert_eq!(next.committable(), 9);
    }

    #[test]
    fn what_was_never_taken_is_finished_by_nobody() {
        let mut offsets = Offsets::from(0);
        offsets.take(3);

        offsets.finish(1);
        offsets.finish(4);

        assert_eq!(offsets.committable(), 3);
    }

    /// Compared with a list of all that is unfinished, over gaps, skips, and any order of settling.
    #[test]
    fn any_order_of_settling_commits_what_a_plain_list_says() {
        let mut seed = 7_u64;
        let mut random = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..500 {
            let (mut offsets, mut unfinished, mut next) = (Offsets::from(0), BTreeSet::new(), 0);
            for _ in 0..random(200) {
                match random(4) {
                    0 | 1 => {
                        next += i64::try_from(random(3)).unwrap();
                        offsets.take(next);
                        unfinished.insert(next);
                        next += 1;
                    }
                    2 => {
                        offsets.skip(next);
                        next += 1;
                    }
                    _ => {
                        let at = random(8);
                        let any = unfinished.iter().nth(usize::try_from(at).unwrap()).copied();
                        if let Some(offset) = any {
                            offsets.finish(offset);
                            unfinished.remove(&offset);
                        }
                    }
                }
                assert_eq!(offsets.committable(), unfinished.first().copied().unwrap_or(next));
                assert_eq!(offsets.next(), next);
                assert_eq!(offsets.is_anything_taken(), !unfinished.is_empty());
            }
        }
    }
}
