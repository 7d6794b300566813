//! A partition that a consumer has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::note::Note;
use crate::offsets::Offsets;

/// Which of the topics of a consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Log {
    /// All events.
    Events,
    /// What was sent to the group alone.
    Retry,
    /// The dead letters of the group.
    Dead,
}

/// A partition, while a consumer has it. When it is given to others and comes back, that is another one.
#[derive(Debug)]
pub(crate) struct Assigned {
    pub(crate) log: Log,
    pub(crate) partition: i32,
    lost: AtomicBool,
}

/// What a consumer knows of a partition that it has.
pub(super) struct Partition {
    pub(super) assigned: Arc<Assigned>,
    pub(super) offsets: Offsets,
    /// The offset that is committed, as far as is known, or was last asked to be.
    pub(super) committed: Option<i64>,
    pub(super) starts: Starts,
}

/// How often in a row a consumer began at the committed offset and did not end in order: each time it may have been killed by
/// what it was handling. It stands beside the committed offset.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Starts {
    /// Of those before this consumer.
    pub(super) before: u32,
    /// Whether this one has written down that it began.
    pub(super) begun: bool,
    /// What stands beside the committed offset now.
    pub(super) written: u32,
}

impl Assigned {
    pub(super) fn new(log: Log, partition: i32) -> Self {
        Self { log, partition, lost: AtomicBool::new(false) }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    pub(super) fn lose(&self) {
        self.lost.store(true, Ordering::Release);
    }
}

impl Partition {
    pub(super) fn new(assigned: Arc<Assigned>, committed: Option<i64>, note: &Note) -> Self {
        let next = committed.unwrap_or(0);
        let done = note.done.iter().map(|done| next.saturating_add(*done));
        Self {
            assigned,
            offsets: Offsets::from(next).with_done(done),
            committed,
            starts: Starts { before: note.starts, begun: false, written: note.starts },
        }
    }

    fn note(&self, offset: i64, starts: u32) -> (i64, Note) {
        let done = self.offsets.finished_beyond().map(|done| done - offset).collect();
        (offset, Note { starts, done })
    }

    /// What there is to commit, while messages come: the offset if it has moved, and that something is under way.
    pub(super) fn commit(&mut self) -> Option<(i64, Note)> {
        let offset = self.offsets.committable();
        if self.committed.is_some_and(|committed| committed >= offset) || offset == 0 {
            return None;
        }
        let starts = u32::from(self.offsets.is_anything_taken());
        self.committed = Some(offset);
        self.starts = Starts { before: 0, begun: true, written: starts };
        Some(self.note(offset, starts))
    }

    /// What there is to commit before the first message, which is there, is given to anyone.
    pub(super) fn begin(&mut self, first: i64) -> Option<(i64, Note)> {
        if self.starts.begun {
            return None;
        }
        if self.committed.is_none() {
            self.offsets.start_at(first);
        }
        let starts = self.starts.before.saturating_add(1);
        self.starts = Starts { begun: true, written: starts, ..self.starts };
        let offset = self.offsets.committable();
        self.committed = Some(offset);
        Some(self.note(offset, starts))
    }

    /// What there is to commit at an end in order: nothing is under way any more.
    pub(super) fn end(&mut self) -> Option<(i64, Note)> {
        let offset = self.offsets.committable();
        let has_moved = offset > self.committed.unwrap_or(0);
        let is_begun = self.starts.begun && (self.starts.written > 0 || self.offsets.is_anything_taken());
        (has_moved || is_begun).then(|| {
            self.committed = Some(offset);
            self.starts.written = 0;
            self.note(offset, 0)
        })
    }
}
