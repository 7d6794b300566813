//! Handlers that run on what a transport delivers.

mod attempt;
mod consumer;
mod error;
mod reader;
mod settings;
mod status;
mod telemetry;

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use events_core::HandlerInfo;
use events_core::inbox::{Delivered, Dispatch, Nobody};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{MissedTickBehavior, interval, timeout};

use self::consumer::{Consume, Consumer};
pub use self::error::WorkerError;
pub use self::reader::Envelopes;
pub use self::settings::Settings;
use self::status::State;
pub use self::status::{Counts, Stopped, WorkerStatus};
use crate::codec::{Codec, Json};
use crate::transport::{Deliveries, Transport, TransportError};

/// Takes messages from a transport and runs handlers on them.
///
/// ```
/// use domain_events::prelude::*;
/// use events_worker::{InMemory, RetryPolicy, Worker};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// struct ConfirmationEmail;
/// #[handler]
/// impl ConfirmationEmail {
///     async fn send(&self, placed: &OrderPlaced) -> Result<(), std::io::Error> {
///         println!("order {} is confirmed", placed.order_id);
///         Ok(())
///     }
/// }
///
/// #[handler]
/// fn track_sale(_: &OrderPlaced) {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let signal = std::future::ready(()); // of a program: tokio::signal::ctrl_c()
/// let stopped = Worker::new(InMemory::new())
///     .handler(ConfirmationEmail)
///     .handler_with(TrackSale, |settings| settings.concurrency(4).retry(RetryPolicy::new().attempts(10)))
///     .run_until(signal)
///     .await?;
/// assert!(stopped.is_clean());
/// # Ok(())
/// # }
/// ```
///
/// Each handler has a group of its own on the transport, a queue or a consumer group under the handler's name, which takes the events
/// of the handler's methods. A message is read by its name straight into the handler's argument: what is dispatched is written by
/// `#[handler]`, and nothing is looked up. Handlers are those of the bus; the events derive `Serialize` and `Deserialize`.
///
/// # Order and repetition
///
/// At least once: a message is acknowledged when its handler has succeeded and what it returned is published. A retry runs the one
/// handler that failed. A message comes twice if a worker dies between the two; it then has the same id, by which
/// [`Idempotent`](crate::Idempotent) knows it. Messages of one key are handled one after the other, also across retries, as far as
/// the transport keeps order; [`Settings::in_order`] compiles only where it does.
///
/// # Failures
///
/// A handler that fails, panics or takes [too long](Settings::attempt_timeout) is retried by the [policy](Settings::retry), then its
/// message goes to the dead letters of its group, with the [reason](crate::transport::DeadLetter) in headers. A permanent error, bytes
/// that do not decode, a name that the handler does not know and a newer version go there at once. What follows a handler that
/// fails to be published is a failure of that attempt. Nothing is dropped: what cannot be set aside comes again.
///
/// # Stopping
///
/// At the signal it takes no more, gives back what it has not begun, and finishes what it has, until
/// [a deadline](Self::shutdown_within): then what still runs is stopped at its `.await`, and its message comes again to whoever runs
/// next. If the future of [`run_until`](Self::run_until) is dropped, all is stopped at once.
#[must_use = "nothing runs until `run_until` is awaited"]
pub struct Worker<T, C = Json> {
    transport: T,
    codec: Arc<C>,
    consumers: Vec<Box<dyn Consume<T>>>,
    shutdown: Duration,
    status: WorkerStatus,
}

impl<T: Transport> Worker<T> {
    /// A worker that reads messages in JSON.
    pub fn new(transport: T) -> Self {
        Self::with_codec(transport, Json)
    }
}

impl<T: Transport, C: Codec> Worker<T, C> {
    /// A worker that reads messages in another format.
    pub fn with_codec(transport: T, codec: C) -> Self {
        let shutdown = Duration::from_secs(30);
        Self {
            transport,
            codec: Arc::new(codec),
            consumers: Vec::new(),
            shutdown,
            status: WorkerStatus::new(),
        }
    }

    /// Adds a handler, with the [settings](Settings) that it has if nothing is said.
    pub fn handler<H>(self, handler: H) -> Self
    where
        H: HandlerInfo + Send + Sync + 'static,
        H::Events: Dispatch<Envelopes<C>, H, Delivered<Nobody>>,
    {
        self.handler_with(handler, |settings| settings)
    }

    /// Adds a handler, with settings of its own.
    pub fn handler_with<H, P>(
        mut self,
        handler: H,
        settings: impl FnOnce(Settings<T>) -> Settings<T, P>,
    ) -> Self
    where
        H: HandlerInfo + Send + Sync + 'static,
        H::Events: Dispatch<Envelopes<C>, H, Delivered<P>>,
        P: Send + Sync + 'static,
    {
        let settings = settings(Settings::new(H::NAME));
        let counters = self.status.add(H::NAME, settings.group_name());
        let reader = Envelopes(Arc::clone(&self.codec));
        self.consumers.push(Box::new(Consumer::unstarted(handler, reader, settings, counters)));
        self
    }

    /// How long a stop waits for what runs. Thirty seconds if nothing is said.
    pub fn shutdown_within(self, deadline: Duration) -> Self {
        Self { shutdown: deadline, ..self }
    }

    /// What the worker does, to be asked from elsewhere: whether it is ready, and how many messages it has handled.
    #[must_use]
    pub fn status(&self) -> WorkerStatus {
        self.status.clone()
    }

    /// Subscribes each handler, runs them until the signal comes, and stops. What the signal answers does not matter:
    /// `tokio::signal::ctrl_c()` fits, and so does a `oneshot::Receiver`, whose sender may just be dropped.
    ///
    /// # Errors
    ///
    /// If there is no handler, or two have one group; if a subscription fails; or if the transport says that no more will come. Then
    /// the other handlers were stopped as by the signal.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without timers.
    pub async fn run_until<S: Future>(self, signal: S) -> Result<Stopped, WorkerError> {
        let running = Running { status: self.status.clone(), tasks: JoinSet::new(), deliveries: Vec::new() };
        self.check()?;
        running.run(self, signal).await
    }

    fn check(&self) -> Result<(), WorkerError> {
        if self.consumers.is_empty() {
            return Err(WorkerError::NoHandlers { transport: T::NAME });
        }
        for (i, consumer) in self.consumers.iter().enumerate() {
            let group = consumer.subscription().group();
            let same = self.consumers[..i].iter().find(|other| other.subscription().group() == group);
            if let Some(other) = same {
                let handlers = [other.handler(), consumer.handler()];
                return Err(WorkerError::SameGroup { transport: T::NAME, group: group.to_owned(), handlers });
            }
        }
        Ok(())
    }
}

impl<T, C> fmt::Debug for Worker<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups =
            self.consumers.iter().map(|consumer| consumer.subscription().group()).collect::<Vec<_>>();
        f.debug_struct("Worker").field("groups", &groups).finish_non_exhaustive()
    }
}

/// What has been started. When it is dropped, its tasks are stopped, and what they hold comes again.
struct Running<D> {
    status: WorkerStatus,
    tasks: JoinSet<Result<(), TransportError>>,
    deliveries: Vec<Arc<D>>,
}

impl<D: Deliveries> Running<D> {
    async fn run<T, C, S>(mut self, worker: Worker<T, C>, signal: S) -> Result<Stopped, WorkerError>
    where
        T: Transport<Deliveries = D>,
        C: Codec,
        S: Future,
    {
        let mut signal = pin!(signal);
        let started = tokio::select! {
            biased;
            started = self.start(&worker) => started.map(Some),
            _ = &mut signal => Ok(None),
        };
        let ended = match started {
            Ok(Some(())) => {
                self.status.set(State::Ready);
                self.watch(T::NAME, signal).await
            }
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        let stopped = self.stop(T::NAME, worker.shutdown).await;
        ended.map(|()| stopped).map_err(|error| error.after(stopped))
    }

    async fn start<T, C>(&mut self, worker: &Worker<T, C>) -> Result<(), WorkerError>
    where
        T: Transport<Deliveries = D>,
        C: Codec,
    {
        let subscriptions = worker.consumers.iter().map(|consumer| consumer.subscription().clone());
        let declared = worker.transport.declare(&subscriptions.collect::<Vec<_>>()).await;
        declared.map_err(|error| WorkerError::Declare { error, stopped: Stopped::default() })?;
        for consumer in &worker.consumers {
            let subscription = consumer.subscription();
            let deliveries = worker.transport.subscribe(subscription).await.map_err(|error| {
                WorkerError::Subscribe { handler: consumer.handler(), error, stopped: Stopped::default() }
            })?;
            let deliveries = Arc::new(deliveries);
            consumer.spawn(&deliveries, &mut self.tasks);
            self.deliveries.push(deliveries);
            telemetry::subscribed::<T>(consumer.handler(), subscription);
        }
        Ok(())
    }

    /// Until the signal comes, or a task ends that should not.
    async fn watch(
        &mut self,
        transport: &'static str,
        mut signal: impl Future + Unpin,
    ) -> Result<(), WorkerError> {
        let Self { status, tasks, deliveries } = self;
        tokio::select! {
            biased;
            _ = &mut signal => Ok(()),
            Some(ended) = tasks.join_next() => Err(WorkerError::ended(transport, ended)),
            () = measure(transport, status, deliveries) => Ok(()),
        }
    }

    async fn stop(&mut self, transport: &'static str, deadline: Duration) -> Stopped {
        self.status.set(State::Stopping);
        telemetry::stopping(transport, deadline);
        self.deliveries.iter().for_each(|deliveries| deliveries.close());
        if timeout(deadline, self.finished()).await.is_err() {
            self.tasks.abort_all();
            let _ = timeout(BLOCKED, self.finished()).await; // what never awaits is left to itself
        }
        let stopped = self.status.stopped();
        telemetry::stopped(transport, stopped);
        stopped
    }

    async fn finished(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// How long tasks that were stopped may take to come to an `.await`.
const BLOCKED: Duration = Duration::from_secs(1);

/// Asks how many messages wait, each second, for ever.
#[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "no metric tells of it"))]
async fn measure<D: Deliveries>(transport: &'static str, status: &WorkerStatus, deliveries: &[Arc<D>]) {
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        for (deliveries, counters) in deliveries.iter().zip(status.all()) {
            counters.set_lag(deliveries.lag().await);
            #[cfg(feature = "metrics")]
            telemetry::gauges(transport, &counters);
        }
    }
}

impl<D> Drop for Running<D> {
    fn drop(&mut self) {
        self.status.set(State::Stopped);
    }
}

/// A task of ours that has panicked, or has been stopped with its runtime.
fn ended(error: &JoinError) -> String {
    if error.is_panic() {
        "one of its tasks panicked outside of a handler: see what it said, and tell whoever keeps the transport".to_owned()
    } else {
        "its runtime is going down: stop workers by their signal, before the runtime is dropped".to_owned()
    }
}
