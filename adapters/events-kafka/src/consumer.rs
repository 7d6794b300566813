//! A consumer: one member of a group, with a thread that reads for it.

mod committer;
mod context;
mod held;
mod note;
mod partition;
mod poller;
mod signal;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use events_worker::TransportError;
use events_worker::transport::Problem;
use rdkafka::Offset;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::topic_partition_list::TopicPartitionList;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use self::committer::MANY;
use self::context::Context;
pub(crate) use self::held::Held;
pub(crate) use self::partition::Log;
use self::poller::Poller;
use self::signal::Signal;
use self::state::{Next, Phase, State};
use crate::error::{error, failed};
use crate::producer::Producer;
use crate::record::Interest;
use crate::retrying::RetryIn;
use crate::settings::Settings;
use crate::topics::{self, blocking};

/// What the thread of a consumer, its deliveries and their handles share.
pub(crate) struct Consumer {
    /// The group whose messages, or dead letters, these are.
    pub(crate) group: String,
    pub(crate) kind: Kind,
    pub(crate) retry_in: RetryIn,
    pub(crate) producer: Arc<Producer>,
    prefetch: usize,
    longest_gap: u64,
    waiting_retries: usize,
    commit_interval: Duration,
    topics: Vec<(Log, String)>,
    interest: Interest,
    state: Mutex<State>,
    failure: Mutex<Option<Failure>>,
    client: Mutex<Option<Arc<BaseConsumer<Context>>>>,
    /// There is something to take, or nothing more will come.
    work: Notify,
    /// It was let in, has committed, or has ended.
    changed: Notify,
    /// Wakes the thread that reads.
    signal: Arc<Signal>,
    /// Wakes the thread that commits.
    settled: Signal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Messages,
    DeadLetters,
}

/// Why no more will come.
#[derive(Clone)]
struct Failure {
    problem: Problem,
    why: String,
}

impl Consumer {
    /// Starts the thread, which joins the group.
    pub(crate) fn start(
        settings: &Settings,
        producer: Arc<Producer>,
        group: &str,
        interest: Interest,
        kind: Kind,
        prefetch: usize,
    ) -> Result<Arc<Self>, TransportError> {
        let (member_of, topics) = match kind {
            Kind::Messages => {
                let topics = vec![(Log::Events, settings.topic.clone()), (Log::Retry, topics::retry(group))];
                (group.to_owned(), topics)
            }
            Kind::DeadLetters => (topics::dead(group), vec![(Log::Dead, topics::dead(group))]),
        };
        let consumer = Arc::new(Self {
            group: group.to_owned(),
            kind,
            retry_in: settings.retry_in,
            producer,
            prefetch,
            longest_gap: settings.longest_gap,
            waiting_retries: settings.waiting_retries,
            commit_interval: settings.commit_interval,
            topics,
            interest,
            state: Mutex::default(),
            failure: Mutex::default(),
            client: Mutex::default(),
            work: Notify::new(),
            changed: Notify::new(),
            signal: Arc::default(),
            settled: Signal::default(),
        });
        let started = Poller::start(Arc::clone(&consumer), &settings.consumer(&member_of));
        started.map_err(|cause| {
            consumer.lock().phase = Phase::Ended;
            consumer.wake_all();
            failed("subscribe to", cause).at(consumer.place())
        })?;
        Ok(consumer)
    }

    /// Of which group, in errors.
    pub(crate) fn place(&self) -> String {
        match self.kind {
            Kind::Messages => format!("group `{}`", self.group),
            Kind::DeadLetters => format!("the dead letters of group `{}`", self.group),
        }
    }

    pub(crate) fn topic(&self, log: Log) -> Option<&str> {
        self.topics.iter().find(|(known, _)| *known == log).map(|(_, name)| name.as_str())
    }

    /// Waits until it has partitions, or is in the group and has got none for a while: there are more consumers than partitions.
    pub(crate) async fn joined(&self, timeout: Duration) -> Result<(), TransportError> {
        const GRACE: Duration = Duration::from_secs(3);
        let deadline = Instant::now() + timeout;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if let Some(failure) = self.failure() {
                return Err(failure);
            }
            let until = {
                let state = self.lock();
                if state.has_partitions() {
                    return Ok(());
                }
                if state.phase != Phase::Open {
                    return Err(error("subscribe to", Problem::Closed).at(self.place()));
                }
                state.joined.map(|joined| joined + GRACE)
            };
            if until.is_some_and(|until| until <= Instant::now()) {
                return Ok(());
            }
            let _ = timeout_at(until.map_or(deadline, |until| until.min(deadline)), changed).await;
            if Instant::now() >= deadline {
                return Err(error("subscribe to", Problem::Unavailable)
                    .at(self.place())
                    .because(format!("its coordinator let nobody in within {timeout:?}")));
            }
        }
    }

    /// The next message. None when it is closed.
    pub(crate) async fn next(&self) -> Result<Option<Box<Held>>, TransportError> {
        loop {
            let mut work = std::pin::pin!(self.work.notified());
            work.as_mut().enable();
            if let Some(failure) = self.failure() {
                return Err(failure);
            }
            let next = {
                let mut state = self.lock();
                let next = state.next();
                if matches!(next, Next::Take(_)) && state.is_anything_ready_or_later() {
                    self.work.notify_one();
                }
                if state.is_room_wanted(self.prefetch) {
                    self.signal.raise();
                }
                next
            };
            match next {
                Next::Take(held) => return Ok(Some(held)),
                Next::End => return Ok(None),
                Next::Wait => work.await,
                Next::WaitUntil(due) => drop(timeout_at(due, work).await), // both ways there is something to do
            }
        }
    }

    /// Takes no more, and leaves the group once what was taken is settled.
    pub(crate) fn close(&self) {
        self.lock().close(Phase::Closing);
        self.wake_all();
    }

    /// Leaves the group. What is unsettled comes again to others.
    pub(crate) fn abort(&self) {
        self.lock().close(Phase::Aborted);
        self.wake_all();
    }

    fn wake_all(&self) {
        self.signal.raise();
        self.settled.raise();
        self.work.notify_waiters();
        self.work.notify_one(); // whoever asks just now
        self.changed.notify_waiters();
    }

    /// Waits, of a consumer that was closed, until what was settled is committed, and it has left the group if nothing else is
    /// to be settled: so that nothing is handled twice because its program ended.
    pub(crate) async fn at_rest(&self, longest: Duration) {
        let deadline = Instant::now() + longest;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            {
                let state = self.lock();
                let is_committed = state.uncommitted == 0 && state.is_anything_taken();
                if state.phase == Phase::Ended || state.phase == Phase::Open || is_committed {
                    return;
                }
            }
            if timeout_at(deadline, changed).await.is_err() {
                tracing::warn!(
                    group = self.group,
                    "offsets were not committed in time: some messages come again"
                );
                return;
            }
        }
    }

    /// Waits until it has left the group.
    pub(crate) async fn ended(&self, deadline: Instant) {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if self.lock().phase == Phase::Ended {
                return;
            }
            if timeout_at(deadline, changed).await.is_err() {
                tracing::warn!(group = self.group, "a consumer has not left its group in time");
                return;
            }
        }
    }

    /// How many records its partitions have that it has not read, and how many of those it has read wait.
    pub(crate) async fn lag(&self, timeout: Duration) -> Option<u64> {
        let client = self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let ends = {
            let state = self.lock();
            let mut ends = TopicPartitionList::new();
            for (log, partition) in state.partitions.keys() {
                ends.add_partition(self.topic(*log)?, *partition);
            }
            ends
        };
        if ends.count() == 0 {
            return Some(0);
        }
        let asked = blocking(move || {
            let mut ends = ends;
            ends.set_all_offsets(Offset::End)?;
            client.offsets_for_times(ends, timeout)
        });
        let ends = asked.await.inspect_err(|error| tracing::debug!(%error, "the lag is not known")).ok()?;
        let state = self.lock();
        let mut lag = state.untaken() as u64;
        for end in ends.elements() {
            let log = self.topics.iter().find(|(_, name)| name == end.topic()).map(|(log, _)| *log)?;
            let partition = state.partitions.get(&(log, end.partition()));
            if let (Some(partition), Offset::Offset(end)) = (partition, end.offset()) {
                lag += u64::try_from(end - partition.offsets.next()).unwrap_or(0);
            }
        }
        Some(lag)
    }

    /// One that was taken is settled.
    pub(crate) fn finish(&self, held: &Held) -> bool {
        let mut state = self.lock();
        let is_ours = state.finish(&held.assigned, held.offset);
        if state.uncommitted == MANY || state.phase != Phase::Open {
            self.settled.raise();
        }
        self.leave_place(&mut state);
        is_ours
    }

    /// One that was taken comes again.
    pub(crate) fn put_back(&self, held: Box<Held>, due: Option<Instant>) {
        let mut state = self.lock();
        state.put_back(held, due);
        self.leave_place(&mut state);
        drop(state);
        self.work.notify_one();
    }

    fn leave_place(&self, state: &mut State) {
        let is_over = state.phase != Phase::Open;
        if is_over || state.is_room_wanted(self.prefetch) {
            self.signal.raise();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> Option<TransportError> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let Failure { problem, why } = failure.clone()?;
        Some(error("receive from", problem).at(self.place()).because(why))
    }

    fn fail(&self, problem: Problem, why: String) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(Failure { problem, why });
        self.wake_all();
    }
}
