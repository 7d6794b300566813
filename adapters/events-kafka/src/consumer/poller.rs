//! The thread of a consumer: reads, commits, and takes part in the group.

mod batch;
mod rebalance;

use std::sync::{Arc, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use events_worker::transport::Problem;
use rdkafka::ClientConfig;
use rdkafka::consumer::base_consumer::PartitionQueue;
use rdkafka::consumer::{BaseConsumer, Consumer as _, RebalanceProtocol};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::Consumer;
use super::committer::Commits;
use super::context::{Context, Told};
use super::partition::Assigned;
use super::state::Phase;
use crate::error;

/// Each partition has a queue of its own, so that reading one may pause without losing what was fetched, while the thread goes on
/// to take part in the group.
pub(super) struct Poller {
    shared: Arc<Consumer>,
    sources: Vec<Source>,
    /// Whose turn it is to be read first.
    turn: usize,
    commits: Commits,
    /// The thread that commits.
    committing: JoinHandle<()>,
    client: Arc<BaseConsumer<Context>>,
}

struct Source {
    assigned: Arc<Assigned>,
    queue: PartitionQueue<Context>,
}

/// The longest that the thread sleeps. What the client has to say wakes it, with few exceptions.
const TICK: Duration = Duration::from_millis(100);

impl Poller {
    pub(super) fn start(shared: Arc<Consumer>, config: &ClientConfig) -> Result<(), KafkaError> {
        let mut client: BaseConsumer<Context> = config.create_with_context(Context::default())?;
        let signal = Arc::clone(&shared.signal);
        client.set_nonempty_callback(move || signal.raise());
        let topics = shared.topics.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>();
        client.subscribe(&topics)?;
        let client = Arc::new(client);
        *shared.client.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&client));
        let commits = Commits::new(&client);
        let committing = commits.clone().start(Arc::clone(&shared))?;
        let name = format!("kafka-{}", shared.group);
        let poller = Self { shared, sources: Vec::new(), turn: 0, commits, committing, client };
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
                Phase::Closing if is_anything_taken => Duration::MAX,
                Phase::Closing | Phase::Aborted | Phase::Left | Phase::Ended => break,
            };
            self.shared.signal.wait(idle.min(TICK));
        }
        self.leave();
    }

    /// Hears what the client has to say.
    ///
    /// All of it: the client says once that its queue is no longer empty. After an outage there are hundreds of errors in it, and what the
    /// group says comes behind them.
    fn serve(&mut self) {
        const SILENT: usize = 3; // what was heard in a callback does not show
        const MOST: usize = 10_000; // in case that errors come faster than they are heard
        let mut silent = 0;
        for _ in 0..MOST {
            let polled = self.client.poll(Duration::ZERO);
            silent = if polled.is_some() { 0 } else { silent + 1 };
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
                silent = 0;
                match told {
                    Told::Assigned(partitions) => self.assigned(partitions),
                    Told::Revoked(partitions) => self.revoked(&partitions),
                }
            }
            if silent == SILENT {
                break;
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

    /// Gives up its partitions, which commits what is finished, and leaves the group.
    fn leave(mut self) {
        const LONGEST: Duration = Duration::from_secs(10);
        let began = Instant::now();
        self.shared.client.lock().unwrap_or_else(PoisonError::into_inner).take();
        let places = self.shared.lock().partitions.keys().copied().collect::<Vec<_>>();
        self.give_up(&places, self.client.assignment_lost());
        let Self { shared, sources, commits, committing, client, turn: _ } = self;
        shared.lock().phase = Phase::Left;
        shared.settled.raise();
        let _ = committing.join();
        client.context().is_over();
        drop((sources, commits));
        while Arc::strong_count(&client) > 1 && began.elapsed() < LONGEST {
            shared.signal.wait(Duration::from_millis(5)); // somebody asks for the lag
        }
        drop(client); // it leaves the group, and waits for that
        shared.lock().phase = Phase::Ended;
        shared.wake_all();
    }
}
