//! The thread of a consumer: reads, commits, and takes part in the group.

mod batch;
mod rebalance;

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use events_worker::transport::Problem;
use rdkafka::ClientConfig;
use rdkafka::Offset;
use rdkafka::consumer::base_consumer::PartitionQueue;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, RebalanceProtocol};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::topic_partition_list::TopicPartitionList;

use super::context::{Context, Told};
use super::partition::Assigned;
use super::state::Phase;
use super::{Consumer, Log};
use crate::error;

/// Each partition has a queue of its own, so that reading one may pause without losing what was fetched, while the thread goes on
/// to take part in the group.
pub(super) struct Poller {
    shared: Arc<Consumer>,
    sources: Vec<Source>,
    /// Whose turn it is to be read first.
    turn: usize,
    committed_at: Instant,
    /// A commit is under way, of so many settled messages.
    committing: Option<usize>,
    client: Arc<BaseConsumer<Context>>,
}

struct Source {
    assigned: Arc<Assigned>,
    queue: PartitionQueue<Context>,
}

/// The longest that the thread sleeps. What the client has to say wakes it, with few exceptions.
const TICK: Duration = Duration::from_millis(100);
/// So many settled messages are committed before their time.
const MANY: usize = 1_000;

/// An offset to be committed, and what stands beside it.
struct Commit {
    log: Log,
    partition: i32,
    offset: i64,
    starts: u32,
}

impl Poller {
    pub(super) fn start(shared: Arc<Consumer>, config: &ClientConfig) -> Result<(), KafkaError> {
        let mut client: BaseConsumer<Context> = config.create_with_context(Context::default())?;
        let signal = Arc::clone(&shared.signal);
        client.set_nonempty_callback(move || signal.raise());
        let topics = shared.topics.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>();
        client.subscribe(&topics)?;
        let client = Arc::new(client);
        *shared.client.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Arc::clone(&client));
        let name = format!("kafka-{}", shared.group);
        let poller = Self {
            shared,
            sources: Vec::new(),
            turn: 0,
            committed_at: Instant::now(),
            committing: None,
            client,
        };
        let started = thread::Builder::new().name(name).spawn(move || poller.run());
        started.map(drop).map_err(|error| KafkaError::ClientCreation(error.to_string()))
    }

    fn run(mut self) {
        loop {
            self.serve();
            let (phase, is_anything_taken) = {
                let state = self.shared.lock();
                (state.phase, state.is_anything_taken())
            };
            let idle = match phase {
                Phase::Open => self.fill(),
                Phase::Closing if is_anything_taken => {
                    self.commit_all();
                    Duration::MAX
                }
                Phase::Closing | Phase::Aborted | Phase::Ended => break,
            };
            self.commit_in_time();
            self.shared.signal.wait(idle.min(TICK).min(self.shared.commit_interval));
        }
        self.leave();
    }

    /// Hears what the client has to say.
    fn serve(&mut self) {
        const AT_ONCE: usize = 3; // that something was heard does not show: there may be more
        for _ in 0..AT_ONCE {
            let polled = self.client.poll(Duration::ZERO);
            match polled {
                Some(Err(error)) => self.met(&error),
                Some(Ok(message)) => {
                    // each partition has its own queue before it is read
                    let (partition, offset) =
                        (rdkafka::Message::partition(&message), rdkafka::Message::offset(&message));
                    tracing::error!(partition, offset, "a record came in nobody's queue: it comes again");
                }
                None => {}
            }
            while let Some(told) = self.client.context().next() {
                match told {
                    Told::Assigned(partitions) => self.assigned(partitions),
                    Told::Revoked(partitions) => self.revoked(&partitions),
                    Told::Committed(committed) => self.committed(committed),
                }
            }
        }
        self.look_whether_joined();
    }

    /// With no partition for it, nobody says that it was let in.
    fn look_whether_joined(&mut self) {
        if self.shared.lock().joined.is_some() {
            return;
        }
        if !matches!(self.client.rebalance_protocol(), RebalanceProtocol::None) {
            self.shared.lock().joined = Some(tokio::time::Instant::now());
            self.shared.changed.notify_waiters();
        }
    }

    /// What passes by itself is the client's to mend.
    fn met(&self, error: &KafkaError) {
        let is_fatal = matches!(error, KafkaError::MessageConsumptionFatal(_));
        let code = error.rdkafka_error_code();
        let problem = code.map_or(Problem::Unavailable, error::of);
        if is_fatal || problem == Problem::Refused {
            self.shared.fail(problem, error.to_string());
        } else if code != Some(RDKafkaErrorCode::PartitionEOF) {
            tracing::warn!(group = self.shared.group, %error, "a Kafka consumer has met an error, and goes on");
        }
    }

    fn commit_in_time(&mut self) {
        let is_due = {
            let state = self.shared.lock();
            self.committed_at.elapsed() >= self.shared.commit_interval || state.uncommitted >= MANY
        };
        if !is_due || self.committing.is_some() {
            return;
        }
        self.committed_at = Instant::now();
        let (commits, settled) = {
            let mut state = self.shared.lock();
            let settled = state.uncommitted;
            let moved = state.partitions.values_mut().filter_map(|partition| {
                let (offset, starts) = partition.commit()?;
                Some(Commit::of(&partition.assigned, offset, starts))
            });
            let commits = moved.collect::<Vec<_>>();
            if commits.is_empty() {
                state.uncommitted = 0; // the others wait for one before them
                return;
            }
            (commits, settled)
        };
        match self.commit(&commits, CommitMode::Async) {
            Ok(()) => self.committing = Some(settled),
            Err(error) => self.committed(Err(error)),
        }
    }

    /// At once, and waits for it.
    fn commit_all(&mut self) {
        if self.committing.is_some() {
            return; // what it says wakes the thread again
        }
        let commits = {
            let mut state = self.shared.lock();
            let moved = state.partitions.values_mut().filter_map(|partition| {
                let (offset, starts) = partition.commit()?;
                Some(Commit::of(&partition.assigned, offset, starts))
            });
            moved.collect::<Vec<_>>()
        };
        let committed = self.commit(&commits, CommitMode::Sync);
        match committed {
            Ok(()) => self.shared.lock().uncommitted = 0,
            Err(error) => self.committed(Err(error)),
        }
        self.shared.changed.notify_waiters();
    }

    /// What was not committed is committed with the next.
    fn committed(&mut self, committed: Result<(), KafkaError>) {
        let settled = self.committing.take().unwrap_or(0);
        let Err(error) = committed else {
            let mut state = self.shared.lock();
            state.uncommitted = state.uncommitted.saturating_sub(settled);
            return;
        };
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::NoOffset) {
            return;
        }
        tracing::warn!(group = self.shared.group, %error, "offsets could not be committed, and are committed later");
        self.shared.lock().partitions.values_mut().for_each(|partition| partition.committed = None);
    }

    fn commit(&self, commits: &[Commit], mode: CommitMode) -> Result<(), KafkaError> {
        if commits.is_empty() {
            return Ok(());
        }
        let mut list = TopicPartitionList::with_capacity(commits.len());
        for Commit { log, partition, offset, starts } in commits {
            let Some(topic) = self.shared.topic(*log) else { continue };
            let mut element = list.add_partition(topic, *partition);
            element.set_offset(Offset::Offset(*offset))?;
            if *starts > 0 {
                element.set_metadata(format!("{STARTS}{starts}"));
            }
        }
        self.client.commit(&list, mode)
    }

    /// Commits what is finished, and leaves the group.
    fn leave(mut self) {
        const LONGEST: Duration = Duration::from_secs(10);
        let began = Instant::now();
        self.shared.client.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        match self.client.close_queue() {
            // the partitions are taken away from it, which commits
            Ok(()) => {
                while !self.client.closed() && began.elapsed() < LONGEST {
                    self.serve();
                    self.shared.signal.wait(Duration::from_millis(5));
                }
            }
            Err(error) => {
                tracing::warn!(group = self.shared.group, %error, "a Kafka consumer could not leave its group");
            }
        }
        self.client.context().is_over();
        self.sources.clear();
        {
            let mut state = self.shared.lock();
            state.phase = Phase::Ended;
            state.partitions.values().for_each(|partition| partition.assigned.lose());
            state.partitions.clear();
        }
        self.shared.wake_all();
    }
}

const STARTS: &str = "starts=";

impl Commit {
    fn of(assigned: &Assigned, offset: i64, starts: u32) -> Self {
        Self { log: assigned.log, partition: assigned.partition, offset, starts }
    }
}
