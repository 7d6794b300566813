//! What a consumer holds, and which partitions it has.

use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use super::held::{Held, Later};
use super::note::Note;
use super::partition::{Assigned, Log, Partition};

pub(super) type Place = (Log, i32);

#[derive(Default)]
pub(super) struct State {
    pub(super) phase: Phase,
    pub(super) partitions: HashMap<Place, Partition>,
    /// When it was let into the group.
    pub(super) joined: Option<Instant>,
    ready: VecDeque<Box<Held>>,
    /// Those that are tried again here.
    later: BinaryHeap<Later>,
    /// Those of the retry topic that are not due.
    waiting: BinaryHeap<Later>,
    /// How many are held, whether or not somebody has taken them; without those that wait in the retry topic's stead.
    held: usize,
    /// The thread has left some where they are, for want of room.
    pub(super) is_short_of_room: bool,
    /// How many were settled since offsets were committed.
    pub(super) uncommitted: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Phase {
    #[default]
    Open,
    /// Nothing more is taken. What was taken can be settled.
    Closing,
    /// The transport was closed: what is unsettled comes again to others.
    Aborted,
    /// Its partitions are given up.
    Left,
    /// It has left the group.
    Ended,
}

/// What a task does next that asks for a message.
pub(super) enum Next {
    Take(Box<Held>),
    Wait,
    WaitUntil(Instant),
    End,
}

/// What the thread may read.
pub(super) struct Room {
    pub(super) messages: usize,
    pub(super) may_read: Vec<bool>,
    /// When a message that waits in the retry topic's stead is due, if there is room for it.
    pub(super) due: Option<Instant>,
}

/// So many messages may be settled while no offset of theirs is committed, as the broker is away or its group is not at one: they
/// come again if that consumer does not live to commit them.
const MOST_UNCOMMITTED: usize = 2_000;

impl State {
    pub(super) fn assign(
        &mut self,
        log: Log,
        partition: i32,
        committed: Option<i64>,
        note: &Note,
    ) -> Arc<Assigned> {
        let assigned = Arc::new(Assigned::new(log, partition));
        let new = Partition::new(Arc::clone(&assigned), committed, note);
        if let Some(old) = self.partitions.insert((log, partition), new) {
            self.lose(&old);
        }
        assigned
    }

    pub(super) fn revoke(&mut self, place: Place) {
        if let Some(partition) = self.partitions.remove(&place) {
            self.lose(&partition);
        }
    }

    /// What nobody has taken of it is let go.
    fn lose(&mut self, partition: &Partition) {
        partition.assigned.lose();
        self.let_go(|held| held.assigned.is_lost());
    }

    fn let_go(&mut self, which: impl Fn(&Held) -> bool) {
        let before = self.ready.len() + self.later.len();
        self.ready.retain(|held| !which(held));
        self.later.retain(|later| !which(&later.held));
        self.waiting.retain(|later| !which(&later.held));
        self.held -= before - (self.ready.len() + self.later.len());
    }

    /// Takes no more.
    pub(super) fn close(&mut self, phase: Phase) {
        if self.phase == Phase::Open || (self.phase == Phase::Closing && phase == Phase::Aborted) {
            self.phase = phase;
        }
        self.let_go(|_| true);
        if phase == Phase::Aborted {
            self.partitions.values().for_each(|partition| partition.assigned.lose());
        }
    }

    pub(super) fn has_partitions(&self) -> bool {
        self.partitions.keys().any(|(log, _)| *log != Log::Retry)
    }

    pub(super) fn are_all_begun(&self) -> bool {
        self.partitions.values().all(|partition| partition.starts.begun)
    }

    pub(super) fn is_anything_taken(&self) -> bool {
        self.held > 0
    }

    /// How many there are that nobody has taken.
    pub(super) fn untaken(&self) -> usize {
        self.ready.len() + self.later.len() + self.waiting.len()
    }

    /// A message has come.
    pub(super) fn put(&mut self, held: Box<Held>, due: Option<Instant>) {
        if let Some(due) = due {
            self.waiting.push(Later { due, held });
        } else {
            self.held += 1;
            self.ready.push_back(held);
        }
    }

    pub(super) fn next(&mut self) -> Next {
        if self.phase != Phase::Open {
            return Next::End;
        }
        let now = Instant::now();
        while self.later.peek().is_some_and(|later| later.due <= now) {
            self.ready.extend(self.later.pop().map(|later| later.held));
        }
        match self.ready.pop_front() {
            Some(held) => Next::Take(held),
            None => self.later.peek().map_or(Next::Wait, |later| Next::WaitUntil(later.due)),
        }
    }

    pub(super) fn is_anything_ready_or_later(&self) -> bool {
        !self.ready.is_empty() || !self.later.is_empty()
    }

    /// Whether the thread, which was short of room, has enough of it to be worth waking.
    pub(super) fn is_room_wanted(&mut self, prefetch: usize) -> bool {
        let free = prefetch.saturating_sub(self.held);
        let is_wanted =
            self.is_short_of_room && free > 0 && (self.ready.is_empty() || free >= prefetch.div_ceil(4));
        self.is_short_of_room &= !is_wanted;
        is_wanted
    }

    /// One that was taken comes again, if messages still come.
    pub(super) fn put_back(&mut self, held: Box<Held>, due: Option<Instant>) {
        if self.phase != Phase::Open || held.assigned.is_lost() {
            self.held -= 1;
            return;
        }
        match due {
            Some(due) => self.later.push(Later { due, held }),
            None => self.ready.push_front(held),
        }
    }

    /// One that was taken is settled. Answers whether it was still ours.
    pub(super) fn finish(&mut self, assigned: &Arc<Assigned>, offset: i64) -> bool {
        self.held -= 1;
        let partition = self.partitions.get_mut(&(assigned.log, assigned.partition));
        let Some(partition) = partition.filter(|partition| Arc::ptr_eq(&partition.assigned, assigned)) else {
            return false;
        };
        if assigned.is_lost() {
            return false;
        }
        partition.offsets.finish(offset);
        self.uncommitted += 1;
        true
    }

    /// Makes ready what is due, and answers what else there is room for, of these partitions.
    pub(super) fn room<'a>(
        &mut self,
        prefetch: usize,
        longest_gap: u64,
        most_waiting: usize,
        sources: impl Iterator<Item = &'a Arc<Assigned>>,
    ) -> Room {
        let now = Instant::now();
        while self.held < prefetch && self.waiting.peek().is_some_and(|later| later.due <= now) {
            self.held += 1;
            self.ready.extend(self.waiting.pop().map(|later| later.held));
        }
        let uncommitted = MOST_UNCOMMITTED.saturating_sub(self.uncommitted);
        let messages = prefetch.saturating_sub(self.held).min(uncommitted);
        self.is_short_of_room = messages == 0;
        let may_read = sources.map(|assigned| {
            let partition = self.partitions.get(&(assigned.log, assigned.partition));
            let gap = partition.map_or(0, |partition| partition.offsets.gap());
            gap < longest_gap && (assigned.log != Log::Retry || self.waiting.len() < most_waiting)
        });
        let may_read = may_read.collect();
        let due = self.waiting.peek().filter(|_| messages > 0).map(|later| later.due);
        Room { messages, may_read, due }
    }
}
