//! What a worker does, to be asked from elsewhere.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;

/// What a [`Worker`](super::Worker) does: for a readiness probe, and for counts. To clone it copies nothing; it outlives the worker.
///
/// ```
/// # use domain_events::prelude::*;
/// # use events_worker::{InMemory, Worker};
/// # #[derive(serde::Serialize, serde::Deserialize, DomainEvent)]
/// # struct OrderPlaced { order_id: u64 }
/// # #[handler]
/// # fn track_sale(_: &OrderPlaced) {}
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let worker = Worker::new(InMemory::new()).handler(TrackSale);
/// let status = worker.status();
/// assert!(!status.is_ready());
///
/// let signal = { let status = status.clone(); async move { status.ready().await } };
/// let _ = worker.run_until(signal).await?;
/// println!("{status}");
/// # Ok(())
/// # }
/// ```
///
/// With the feature `metrics` the same counts are metrics.
#[derive(Clone)]
pub struct WorkerStatus(Arc<Shared>);

struct Shared {
    state: watch::Sender<State>,
    handlers: RwLock<Vec<Arc<Counters>>>,
}

/// Where a worker is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Starting,
    Ready,
    Stopping,
    Stopped,
}

/// The counts of one handler, or of all, since the worker was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Messages that were handled and acknowledged.
    pub handled: u64,
    /// Attempts that failed and were given back to come again.
    pub retried: u64,
    /// Messages that were set aside.
    pub dead_lettered: u64,
    /// Messages whose acknowledgement, retry or dead letter failed: they come again.
    pub unsettled: u64,
    /// Messages that are being handled now.
    pub in_flight: u64,
    /// Messages that wait on the broker, as it said within the last second or so; `None` if it does not say, or has not yet.
    pub lag: Option<u64>,
}

/// How a worker has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
#[must_use = "whether all that ran was finished: see `is_clean`, or write `let _ =` to let it go"]
pub struct Stopped {
    /// Messages that were handled, by all handlers.
    pub handled: u64,
    /// Attempts that failed and were given back.
    pub retried: u64,
    /// Messages that were set aside.
    pub dead_lettered: u64,
    /// Attempts that were stopped at the deadline, half-way. Their messages come again.
    pub cut_off: u64,
}

/// The counts of one handler, as they grow.
pub(super) struct Counters {
    handler: &'static str,
    #[cfg(feature = "metrics")]
    group: String,
    pub(super) handled: Count,
    pub(super) retried: Count,
    pub(super) dead_lettered: Count,
    pub(super) unsettled: Count,
    in_flight: AtomicU64,
    cut_off: Count,
    /// One more than it is; zero as long as it is not known.
    lag: AtomicU64,
}

#[derive(Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    /// An attempt has begun, and ends when what this returns is dropped.
    pub(super) fn begin(&self) -> InFlight<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight { counters: self, finished: false }
    }

    pub(super) fn set_lag(&self, lag: Option<u64>) {
        self.lag.store(lag.map_or(0, |lag| lag.saturating_add(1)), Ordering::Relaxed);
    }

    #[cfg(feature = "metrics")]
    pub(super) fn group(&self) -> &str {
        &self.group
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            handled: self.handled.get(),
            retried: self.retried.get(),
            dead_lettered: self.dead_lettered.get(),
            unsettled: self.unsettled.get(),
            in_flight: self.in_flight.load(Ordering::Relaxed),
            lag: self.lag.load(Ordering::Relaxed).checked_sub(1),
        }
    }
}

/// An attempt that runs. One that is dropped on the way was cut off.
pub(super) struct InFlight<'c> {
    counters: &'c Counters,
    finished: bool,
}

impl InFlight<'_> {
    pub(super) fn finish(mut self) {
        self.finished = true;
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.counters.in_flight.fetch_sub(1, Ordering::Relaxed);
        if !self.finished {
            self.counters.cut_off.add();
        }
    }
}

impl WorkerStatus {
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared { state: watch::Sender::new(State::Starting), handlers: RwLock::default() }))
    }

    #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "no metric names it"))]
    pub(super) fn add(&self, handler: &'static str, group: &str) -> Arc<Counters> {
        let counters = Arc::new(Counters {
            handler,
            #[cfg(feature = "metrics")]
            group: group.to_owned(),
            handled: Count::default(),
            retried: Count::default(),
            dead_lettered: Count::default(),
            unsettled: Count::default(),
            in_flight: AtomicU64::new(0),
            cut_off: Count::default(),
            lag: AtomicU64::new(0),
        });
        self.0.handlers.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&counters));
        counters
    }

    /// In the order in which they were added.
    pub(super) fn all(&self) -> Vec<Arc<Counters>> {
        self.0.handlers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, state: State) {
        self.0.state.send_replace(state);
    }

    pub(super) fn stopped(&self) -> Stopped {
        self.all().iter().fold(Stopped::default(), |sum, counters| Stopped {
            handled: sum.handled + counters.handled.get(),
            retried: sum.retried + counters.retried.get(),
            dead_lettered: sum.dead_lettered + counters.dead_lettered.get(),
            // What never awaits still runs.
            cut_off: sum.cut_off + counters.cut_off.get() + counters.in_flight.load(Ordering::Relaxed),
        })
    }

    /// Whether all handlers are subscribed and the worker is not stopping: what a readiness probe asks.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self.0.state.borrow() == State::Ready
    }

    /// Waits until all handlers are subscribed. Answers `false` if the worker has stopped instead.
    pub async fn ready(&self) -> bool {
        let mut state = self.0.state.subscribe();
        let reached = state.wait_for(|state| !matches!(state, State::Starting)).await;
        reached.is_ok_and(|state| *state == State::Ready)
    }

    /// Waits until the counts are as asked: for tests, and for programs that end when their work is done. It asks anew each
    /// few milliseconds, and for as long as it takes: give it a deadline with `tokio::time::timeout`.
    pub async fn wait_until(&self, condition: impl Fn(&Self) -> bool) {
        let mut ticks = tokio::time::interval(std::time::Duration::from_millis(2));
        while !condition(self) {
            ticks.tick().await;
        }
    }

    /// The counts of the handler of a name. `None` if the worker has none of that name.
    #[must_use]
    pub fn counts(&self, handler: &str) -> Option<Counts> {
        let all = self.all();
        let of_handler = all.iter().filter(|counters| counters.handler == handler);
        of_handler.map(|counters| counters.counts()).reduce(Counts::and)
    }

    /// The counts of all handlers together.
    #[must_use]
    pub fn total(&self) -> Counts {
        self.all().iter().map(|counters| counters.counts()).reduce(Counts::and).unwrap_or_default()
    }
}

impl Counts {
    fn and(self, other: Self) -> Self {
        Self {
            handled: self.handled + other.handled,
            retried: self.retried + other.retried,
            dead_lettered: self.dead_lettered + other.dead_lettered,
            unsettled: self.unsettled + other.unsettled,
            in_flight: self.in_flight + other.in_flight,
            lag: match (self.lag, other.lag) {
                (Some(lag), Some(more)) => Some(lag.saturating_add(more)),
                (lag, None) | (None, lag) => lag,
            },
        }
    }
}

impl Stopped {
    /// Whether all that ran was finished before the deadline.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.cut_off == 0
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { handled, retried, dead_lettered, cut_off } = self;
        write!(f, "{handled} handled, {retried} retried, {dead_lettered} set aside")?;
        if *cut_off > 0 {
            write!(f, ", {cut_off} cut off at the deadline, which come again")?;
        }
        Ok(())
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { handled, retried, dead_lettered, unsettled, in_flight, lag } = self;
        write!(f, "{handled} handled, {retried} retried, {dead_lettered} set aside, {in_flight} in flight")?;
        if *unsettled > 0 {
            write!(f, ", {unsettled} not settled")?;
        }
        lag.map_or(Ok(()), |lag| write!(f, ", {lag} waiting"))
    }
}

/// A line for each handler.
impl fmt::Display for WorkerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "worker: {:?}", *self.0.state.borrow())?;
        self.all().iter().try_for_each(|counters| write!(f, "\n{}: {}", counters.handler, counters.counts()))
    }
}

impl fmt::Debug for WorkerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handlers = self.all();
        let counts = handlers.iter().map(|counters| (counters.handler, counters.counts()));
        f.debug_struct("WorkerStatus")
            .field("state", &*self.0.state.borrow())
            .field("handlers", &counts.collect::<Vec<_>>())
            .finish()
    }
}
