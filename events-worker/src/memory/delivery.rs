//! What comes for a consumer.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::coop::consume_budget;
use tokio::time::{Instant, timeout_at};

use super::broker::{Broker, GroupId, Next, Signals, error};
use super::stored::{Held, Stored};
use crate::lanes::Lane;
use crate::message::{Message, Undecodable};
use crate::transport::{DeadLetter, Deliveries, Delivery, Problem, TransportError};

/// The messages that come for one subscription of an [`InMemory`](super::InMemory) transport.
pub struct InMemoryDeliveries(Arc<Consumer>);

struct Consumer {
    broker: Arc<Broker>,
    group: GroupId,
    signals: Arc<Signals>,
    prefetch: usize,
    /// How many it has taken and not settled.
    unsettled: AtomicUsize,
    closed: AtomicBool,
    /// One was settled, or it was closed: only of interest to who holds as many as it may.
    settled: Notify,
}

/// A message from an [`InMemory`](super::InMemory) transport.
pub struct InMemoryDelivery {
    consumer: Arc<Consumer>,
    lane: Lane,
    attempt: u32,
    /// None once it is settled.
    received: Option<Result<Message, Undecodable>>,
}

impl InMemoryDeliveries {
    pub(super) fn new(broker: Arc<Broker>, group: GroupId, prefetch: usize) -> Self {
        let signals = broker.signals(group);
        Self(Arc::new(Consumer {
            broker,
            group,
            signals,
            prefetch,
            unsettled: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            settled: Notify::new(),
        }))
    }

    /// Takes one if there is one. `Err` is what to wait for.
    fn take(&self) -> Result<Option<InMemoryDelivery>, WaitFor> {
        let consumer = &self.0;
        if consumer.closed.load(Ordering::Acquire) {
            consumer.signals.work.notify_one(); // it may have been meant for somebody else
            return Ok(None);
        }
        if !consumer.take_place() {
            return Err(WaitFor::Settled);
        }
        let next = consumer.broker.next(consumer.group);
        if let Next::Take(lane, Held { stored, attempts }) = next {
            let (consumer, received) = (Arc::clone(consumer), Some(stored.read()));
            return Ok(Some(InMemoryDelivery { consumer, lane, attempt: attempts, received }));
        }
        consumer.leave_place();
        match next {
            Next::WaitUntil(due) => Err(WaitFor::WorkUntil(due)),
            Next::End => Ok(None),
            Next::Wait | Next::Take(..) => Err(WaitFor::Work),
        }
    }
}

enum WaitFor {
    Settled,
    Work,
    WorkUntil(Instant),
}

impl Deliveries for InMemoryDeliveries {
    type Delivery = InMemoryDelivery;

    async fn next(&self) -> Result<Option<InMemoryDelivery>, TransportError> {
        consume_budget().await;
        if let Ok(taken) = self.take() {
            return Ok(taken);
        }
        loop {
            {
                let mut work = pin!(self.0.signals.work.notified());
                work.as_mut().enable();
                match self.take() {
                    Ok(taken) => return Ok(taken),
                    Err(WaitFor::Settled) => {} // and lets go of `work`, of which others have more use
                    Err(WaitFor::Work) => {
                        work.await;
                        continue;
                    }
                    Err(WaitFor::WorkUntil(due)) => {
                        let _ = timeout_at(due, work).await; // both ways there is something to do
                        continue;
                    }
                }
            }
            let mut settled = pin!(self.0.settled.notified());
            settled.as_mut().enable();
            if self.0.is_saturated() {
                settled.await;
            }
        }
    }

    fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
        self.0.signals.work.notify_waiters();
        self.0.settled.notify_waiters();
    }

    async fn lag(&self) -> Option<u64> {
        u64::try_from(self.0.broker.waiting(self.0.group)).ok()
    }
}

impl Drop for InMemoryDeliveries {
    fn drop(&mut self) {
        self.close();
    }
}

impl Consumer {
    fn take_place(&self) -> bool {
        let one_more = |unsettled| (unsettled < self.prefetch).then_some(unsettled + 1);
        self.unsettled.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).is_ok()
    }

    fn is_saturated(&self) -> bool {
        !self.closed.load(Ordering::Acquire) && self.unsettled.load(Ordering::Acquire) >= self.prefetch
    }

    fn leave_place(&self) {
        if self.unsettled.fetch_sub(1, Ordering::AcqRel) == self.prefetch {
            self.settled.notify_one();
        }
    }
}

impl InMemoryDelivery {
    fn put_back(&mut self, attempts: u32, due: Option<Instant>) {
        let Some(received) = self.received.take() else { return };
        let held = Held { stored: Stored::of(received), attempts };
        self.consumer.broker.put_back(self.consumer.group, self.lane, held, due);
        self.consumer.leave_place();
    }
}

impl Delivery for InMemoryDelivery {
    fn received(&self) -> Result<&Message, &Undecodable> {
        self.received.as_ref().expect("it is there until it is settled").as_ref()
    }

    fn attempt(&self) -> u32 {
        self.attempt
    }

    fn ack(mut self) -> impl Future<Output = Result<(), TransportError>> + Send {
        self.received = None;
        self.consumer.broker.done(self.consumer.group, self.lane);
        self.consumer.leave_place();
        std::future::ready(Ok(()))
    }

    async fn retry(mut self, after: Duration) -> Result<(), TransportError> {
        self.put_back(self.attempt, Some(crate::retry::after(after)));
        Ok(())
    }

    async fn dead_letter(mut self, why: &DeadLetter) -> Result<(), TransportError> {
        const NOT_AT_ONCE: Duration = Duration::from_secs(1);
        let consumer = Arc::clone(&self.consumer);
        let Some(received) = self.received.take() else { return Ok(()) };
        let held = Held { stored: Stored::of(received), attempts: self.attempt };
        match consumer.broker.set_aside(consumer.group, self.lane, held, why) {
            Ok(()) => {
                consumer.leave_place();
                Ok(())
            }
            Err(held) => {
                let group = consumer.broker.name(consumer.group);
                let full = error("set aside", Problem::Full)
                    .at(format!("the dead letters of group `{group}`"))
                    .because("there are too many")
                    .remedy(
                        "see why so many fail, and replay or take those that are there; this one comes again",
                    );
                let full = if let Stored::Message(message) = &held.stored { full.of(message) } else { full };
                self.received = Some(held.stored.read());
                self.put_back(self.attempt, Some(crate::retry::after(NOT_AT_ONCE)));
                Err(full)
            }
        }
    }

    async fn release(mut self) -> Result<(), TransportError> {
        self.put_back(self.attempt.saturating_sub(1), None);
        Ok(())
    }
}

/// As after a crash: it comes again, and the attempt counts.
impl Drop for InMemoryDelivery {
    fn drop(&mut self) {
        self.put_back(self.attempt, None);
    }
}

impl fmt::Debug for InMemoryDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryDeliveries")
            .field("group", &self.0.broker.name(self.0.group))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for InMemoryDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempt, received, .. } = self;
        f.debug_struct("InMemoryDelivery")
            .field("attempt", attempt)
            .field("received", received)
            .finish_non_exhaustive()
    }
}
