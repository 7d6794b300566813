//! Partitions that come and go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use rdkafka::Offset;
use rdkafka::consumer::{Consumer as _, RebalanceProtocol};
use rdkafka::topic_partition_list::{TopicPartitionList, TopicPartitionListElem};

use super::{Poller, Source};
use crate::consumer::Log;
use crate::consumer::committer::Commit;
use crate::consumer::note::Note;
use crate::consumer::state::{Place, State};

impl Poller {
    /// Each gets a queue of its own, and begins where the group has committed.
    pub(super) fn assigned(&mut self, partitions: TopicPartitionList) {
        const LONGEST: Duration = Duration::from_secs(10);
        let committed = self.client.committed_offsets(partitions.clone(), LONGEST);
        let partitions = committed.unwrap_or_else(|error| {
            tracing::warn!(group = self.shared.group, %error, "committed offsets are not known here: the client asks again");
            partitions
        });
        for mut element in partitions.elements() {
            let Some(log) = self.log(element.topic()) else { continue };
            let committed = match element.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            };
            let note = note(&element);
            let partition = element.partition();
            let Some(mut queue) = self.client.split_partition_queue(element.topic(), partition) else {
                tracing::error!(topic = element.topic(), partition, "a partition has no queue");
                continue;
            };
            let signal = Arc::clone(&self.shared.signal);
            queue.set_nonempty_callback(move || signal.raise());
            let assigned = self.shared.lock().assign(log, partition, committed, &note);
            self.sources.push(Source { assigned, queue });
            if element.error().is_err() {
                let _ = element.set_offset(Offset::Invalid);
            }
        }
        let made = match self.client.rebalance_protocol() {
            RebalanceProtocol::Cooperative => self.client.incremental_assign(&partitions),
            _ => self.client.assign(&partitions),
        };
        if let Err(error) = made {
            tracing::error!(group = self.shared.group, %error, "partitions could not be assigned");
        }
        self.shared.changed.notify_waiters();
    }

    /// What is finished is committed before others get them. Handlers are not waited for: what they hold is stale.
    pub(super) fn revoked(&mut self, partitions: &TopicPartitionList) {
        let places = partitions
            .elements()
            .iter()
            .filter_map(|element| Some((self.log(element.topic())?, element.partition())))
            .collect::<Vec<_>>();
        let is_lost = self.client.assignment_lost();
        self.give_up(&places, is_lost);
        let made = match self.client.rebalance_protocol() {
            RebalanceProtocol::Cooperative => self.client.incremental_unassign(partitions),
            _ => self.client.unassign(),
        };
        if let Err(error) = made {
            tracing::error!(group = self.shared.group, %error, "partitions could not be given up");
        }
    }

    /// Commits what is finished of these partitions, unless they are others' already. What is settled from here on is stale, so that
    /// nothing that was settled is missing in what is committed.
    pub(super) fn give_up(&mut self, places: &[Place], is_lost: bool) {
        let ended = |state: &mut State| {
            let mut commits = Vec::new();
            for place in places {
                if let Some(partition) = state.partitions.get_mut(place)
                    && let Some(ended) = partition.end()
                    && !is_lost
                {
                    commits.push(Commit::of(&partition.assigned, ended));
                }
                state.revoke(*place);
            }
            commits
        };
        if let Err(error) = self.commits.commit(&self.shared, ended) {
            tracing::warn!(group = self.shared.group, %error, "offsets of partitions that go to others could not be committed: some messages come again");
        }
        self.sources.retain(|Source { assigned, .. }| !places.contains(&(assigned.log, assigned.partition)));
    }

    fn log(&self, topic: &str) -> Option<Log> {
        self.shared.topics.iter().find(|(_, name)| name == topic).map(|(log, _)| *log)
    }
}

/// The client panics at metadata that is not UTF-8, which another program may have committed.
fn note(element: &TopicPartitionListElem<'_>) -> Note {
    let metadata = catch_unwind(AssertUnwindSafe(|| element.metadata().to_owned())).unwrap_or_default();
    Note::read(&metadata)
}
