//! Reads from the queues of the partitions, as much as there is room for.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rdkafka::Message as _;
use tokio::time::Instant;

use super::Poller;
use crate::consumer::Log;
use crate::consumer::committer::Commit;
use crate::consumer::held::Held;
use crate::consumer::partition::Assigned;
use crate::consumer::state::{Phase, State};
use crate::record::{Interest, Record};

/// So many messages are read before they are given on, and so many records before the group is heard again.
const MESSAGES: usize = 64;
const RECORDS: usize = 2_000;

struct Read {
    assigned: Arc<Assigned>,
    offset: i64,
    /// None if it is nothing of ours.
    record: Option<Record>,
}

impl Poller {
    /// Reads what there is. Answers for how long nothing more is to be done, unless something happens.
    pub(super) fn fill(&mut self) -> Duration {
        let room = {
            let Self { shared, sources, .. } = self;
            let of = sources.iter().map(|source| &source.assigned);
            let mut state = shared.lock();
            let room = state.room(shared.prefetch, shared.longest_gap, shared.waiting_retries, of);
            if state.is_anything_ready_or_later() {
                shared.work.notify_one();
            }
            room
        };
        if room.messages == 0 {
            return Duration::MAX; // who settles something says so
        }
        let (batch, is_all) = self.read(room.messages.min(MESSAGES), &room.may_read);
        if !batch.is_empty() {
            if !self.shared.lock().are_all_begun() {
                self.begin(&batch);
            }
            self.give(batch);
        }
        match room.due {
            _ if !is_all => Duration::ZERO,
            Some(due) => due.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        }
    }

    /// One after the other from each partition. Answers whether that was all there is.
    fn read(&mut self, most: usize, may_read: &[bool]) -> (Vec<Read>, bool) {
        let (mut batch, mut messages) = (Vec::new(), 0);
        let mut open = self.in_turn(may_read);
        while let Some(at) = open.pop_front() {
            if messages >= most || batch.len() >= RECORDS {
                return (batch, false);
            }
            let source = &self.sources[at];
            match source.queue.poll(Duration::ZERO) {
                Some(Ok(message)) => {
                    let interest = match source.assigned.log {
                        Log::Events => &self.shared.interest,
                        Log::Retry | Log::Dead => &Interest::Everything,
                    };
                    let record = Record::of(&message, interest);
                    messages += usize::from(record.is_some());
                    let assigned = Arc::clone(&source.assigned);
                    batch.push(Read { assigned, offset: message.offset(), record });
                }
                Some(Err(error)) => self.met(&error),
                None => continue, // empty
            }
            open.push_back(at);
        }
        (batch, true)
    }

    /// The partitions that may be read, each time with another one first.
    fn in_turn(&mut self, may_read: &[bool]) -> VecDeque<usize> {
        let mut open = (0..self.sources.len()).filter(|at| may_read[*at]).collect::<VecDeque<_>>();
        if !open.is_empty() {
            open.rotate_left(self.turn % open.len());
        }
        self.turn = self.turn.wrapping_add(1);
        open
    }

    /// Writes down that messages are about to be given to somebody who may not survive them, once for each partition.
    fn begin(&mut self, batch: &[Read]) {
        let begin = |state: &mut State| {
            let messages = batch.iter().filter(|read| read.record.is_some());
            let begun = messages.filter_map(|Read { assigned, offset, .. }| {
                let partition = state.partitions.get_mut(&(assigned.log, assigned.partition))?;
                let begun = partition.begin(*offset)?;
                Some(Commit::of(assigned, begun))
            });
            begun.collect::<Vec<_>>()
        };
        if let Err(error) = self.commits.commit(&self.shared, begin) {
            tracing::warn!(group = self.shared.group, %error, "that messages are begun could not be written down");
        }
    }

    fn give(&mut self, batch: Vec<Read>) {
        let mut state = self.shared.lock();
        if state.phase != Phase::Open {
            return; // it was closed in between: they come again
        }
        for Read { assigned, offset, record } in batch {
            let Some(partition) = state.partitions.get_mut(&(assigned.log, assigned.partition)) else {
                continue;
            };
            let Some(record) = record else {
                partition.offsets.skip(offset);
                continue;
            };
            if !partition.offsets.take(offset) {
                continue;
            }
            let attempt = record.attempt.saturating_add(partition.starts.before);
            let wait = record.not_before.filter(|_| assigned.log == Log::Retry);
            let wait = wait.and_then(|due| due.duration_since(SystemTime::now()).ok());
            let due = wait.and_then(|wait| Instant::now().checked_add(wait));
            state.put(Box::new(Held { assigned, offset, record, attempt }), due);
        }
        drop(state);
        self.shared.work.notify_one();
    }
}
