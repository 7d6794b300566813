//! Commits what was settled, on a thread of its own: only a commit that is waited for says whether it was one.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rdkafka::Offset;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::topic_partition_list::TopicPartitionList;

use super::context::Context;
use super::note::Note;
use super::partition::Assigned;
use super::state::{Phase, State};
use super::{Consumer, Log};

/// So many settled messages are committed before their time.
pub(super) const MANY: usize = 32;

/// An offset to be committed, and what stands beside it.
pub(super) struct Commit {
    log: Log,
    partition: i32,
    offset: i64,
    note: Note,
}

/// One commit after the other, so that an offset never goes back.
#[derive(Clone)]
pub(super) struct Commits {
    client: Arc<BaseConsumer<Context>>,
    one_at_a_time: Arc<Mutex<()>>,
}

impl Commit {
    pub(super) fn of(assigned: &Assigned, (offset, note): (i64, Note)) -> Self {
        Self { log: assigned.log, partition: assigned.partition, offset, note }
    }
}

impl Commits {
    pub(super) fn new(client: &Arc<BaseConsumer<Context>>) -> Self {
        Self { client: Arc::clone(client), one_at_a_time: Arc::default() }
    }

    /// Commits what there is, and waits for it. The client gives up after a session's time.
    pub(super) fn commit(
        &self,
        shared: &Consumer,
        what: impl FnOnce(&mut State) -> Vec<Commit>,
    ) -> Result<(), KafkaError> {
        let _one = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let commits = what(&mut shared.lock());
        if commits.is_empty() {
            return Ok(());
        }
        let mut list = TopicPartitionList::with_capacity(commits.len());
        for Commit { log, partition, offset, note } in commits {
            let Some(topic) = shared.topic(log) else { continue };
            let mut element = list.add_partition(topic, partition);
            element.set_offset(Offset::Offset(offset))?;
            if !note.is_empty() {
                element.set_metadata(note.to_string());
            }
        }
        let committed = self.try_commit(&list);
        if committed.is_err() {
            shared.lock().partitions.values_mut().for_each(|partition| partition.committed = None);
        }
        committed
    }

    /// While the group is formed anew nothing can be committed, for a moment.
    fn try_commit(&self, list: &TopicPartitionList) -> Result<(), KafkaError> {
        const TRIES: u32 = 10;
        for _ in 1..TRIES {
            match self.client.commit(list, CommitMode::Sync) {
                Err(KafkaError::ConsumerCommit(RDKafkaErrorCode::RebalanceInProgress)) => {
                    thread::sleep(Duration::from_millis(20));
                }
                committed => return committed,
            }
        }
        self.client.commit(list, CommitMode::Sync)
    }

    /// Commits from time to time, until the consumer has left its group.
    pub(super) fn start(self, shared: Arc<Consumer>) -> Result<JoinHandle<()>, KafkaError> {
        let name = format!("kafka-commit-{}", shared.group);
        let started = thread::Builder::new().name(name).spawn(move || self.run(&shared));
        started.map_err(|error| KafkaError::ClientCreation(error.to_string()))
    }

    fn run(&self, shared: &Consumer) {
        let mut last = Instant::now();
        loop {
            let rest = shared.commit_interval.saturating_sub(last.elapsed());
            shared.settled.wait(rest.max(Duration::from_millis(1)));
            let (phase, settled) = {
                let state = shared.lock();
                (state.phase, state.uncommitted)
            };
            match phase {
                Phase::Left | Phase::Ended => return,
                Phase::Open if settled < MANY && last.elapsed() < shared.commit_interval => continue,
                Phase::Open | Phase::Closing | Phase::Aborted => {}
            }
            last = Instant::now();
            let moved = |state: &mut State| {
                let moved = state.partitions.values_mut().filter_map(|partition| {
                    let moved = partition.commit()?;
                    Some(Commit::of(&partition.assigned, moved))
                });
                moved.collect::<Vec<_>>()
            };
            match self.commit(shared, moved) {
                Ok(()) => {
                    let mut state = shared.lock();
                    state.uncommitted = state.uncommitted.saturating_sub(settled);
                    if state.uncommitted >= MANY {
                        shared.settled.raise(); // there is more already
                    }
                    if state.is_short_of_room {
                        shared.signal.raise();
                    }
                }
                Err(error) => {
                    tracing::warn!(group = shared.group, %error, "offsets could not be committed, and are committed later");
                }
            }
            shared.changed.notify_waiters();
        }
    }
}
