//! A group of several queues, each of which keeps the order of its keys.

mod spread;
mod workers;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use events_worker::Subscription;
use events_worker::transport::{ByKey, ByKeyDelivery, Deliveries, TransportError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::broker::Broker;
use crate::consumer::{Consumer, Inbox};
use crate::deliveries::Queue;

/// What comes from all of them, in turn.
pub(crate) struct Partitions(Arc<Shared>);

/// One that came, and its place among those that are held.
pub(crate) type Taken = (ByKeyDelivery<Queue>, OwnedSemaphorePermit);

struct Shared {
    broker: Arc<Broker>,
    /// What each queue is subscribed to with.
    subscription: Subscription,
    /// By partition. `None` is one that is being handed over.
    queues: Mutex<Vec<Option<Line>>>,
    /// One was handed over, and stands in line again.
    changed: watch::Sender<()>,
    closed: watch::Sender<bool>,
    /// For so many as may be held at once, whichever queue they come from.
    room: Arc<Semaphore>,
    /// Which queue is asked first.
    turn: AtomicUsize,
}

/// A place in the line of those who consume a queue.
#[derive(Clone)]
struct Line {
    deliveries: Arc<ByKey<Queue>>,
    inbox: Arc<Inbox>,
}

/// What a queue, or something else, had to say first.
enum First {
    Came(usize, Result<Option<ByKeyDelivery<Queue>>, TransportError>),
    Changed,
}

impl Line {
    fn new(inbox: Arc<Inbox>) -> Self {
        Self { deliveries: Arc::new(ByKey::new(Queue::new(Arc::clone(&inbox)))), inbox }
    }
}

impl Partitions {
    /// Declares what is needed, and stands in the line of each queue.
    pub(crate) async fn start(
        broker: &Arc<Broker>,
        subscription: &Subscription,
    ) -> Result<Self, TransportError> {
        broker.declare(std::slice::from_ref(subscription)).await?;
        let each = fetched_of_each(subscription.held_at_once(), broker.settings.partitions);
        let each = subscription.clone().prefetch(each);
        let mut queues = Vec::new();
        for partition in 0..broker.settings.partitions {
            let inbox = Consumer::new(broker, &each, Some(partition)).start().await?;
            queues.push(Some(Line::new(inbox)));
        }
        let shared = Arc::new(Shared {
            broker: Arc::clone(broker),
            room: Arc::new(Semaphore::new(subscription.held_at_once().min(Semaphore::MAX_PERMITS))),
            subscription: each,
            queues: Mutex::new(queues),
            changed: watch::Sender::new(()),
            closed: watch::Sender::new(false),
            turn: AtomicUsize::new(0),
        });
        tokio::spawn(spread::run(Arc::clone(&shared)));
        Ok(Self(shared))
    }

    /// The next one of any queue. To drop the future loses nothing.
    pub(crate) async fn next(&self) -> Result<Option<Taken>, TransportError> {
        let shared = &self.0;
        let Ok(place) = Arc::clone(&shared.room).acquire_owned().await else { return Ok(None) };
        loop {
            let mut changed = shared.changed.subscribe(); // before it is looked what there is
            let lines = shared.lines();
            if shared.is_closed() {
                return Ok(None);
            }
            match shared.first(&lines, changed.changed()).await {
                First::Came(_, Ok(Some(delivery))) => return Ok(Some((delivery, place))),
                First::Came(_, Err(error)) => return Err(error),
                First::Came(i, Ok(None)) if lines.get(i).is_some_and(|line| shared.has(line)) => {
                    shared.close(); // the transport is closed
                    return Ok(None);
                }
                First::Came(_, Ok(None)) | First::Changed => {}
            }
        }
    }

    pub(crate) fn close(&self) {
        self.0.close();
    }

    /// Of all queues; of none that is just being handed over, so that it is not known for that moment.
    pub(crate) async fn lag(&self) -> Option<u64> {
        let lines = self.0.lock().iter().cloned().collect::<Option<Vec<_>>>()?;
        let mut lag = 0_u64;
        for line in lines {
            lag = lag.saturating_add(line.deliveries.lag().await?);
        }
        Some(lag)
    }
}

impl Drop for Partitions {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Shared {
    /// Asks each, beginning with another one each time, so that none waits for ever behind those that have much.
    async fn first<T>(&self, lines: &[Line], changed: impl Future<Output = T>) -> First {
        let mut asked = lines.iter().map(|line| Box::pin(line.deliveries.next())).collect::<Vec<_>>();
        let begin = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut changed = pin!(changed);
        poll_fn(|context| {
            for step in 0..asked.len() {
                let i = begin.wrapping_add(step) % asked.len();
                if let Poll::Ready(came) = Pin::new(&mut asked[i]).poll(context) {
                    return Poll::Ready(First::Came(i, came));
                }
            }
            changed.as_mut().poll(context).map(|_| First::Changed)
        })
        .await
    }

    fn lines(&self) -> Vec<Line> {
        self.lock().iter().flatten().cloned().collect()
    }

    /// Whether it is still in line, and not one that was handed over.
    fn has(&self, line: &Line) -> bool {
        self.lock().iter().flatten().any(|other| Arc::ptr_eq(&other.inbox, &line.inbox))
    }

    fn close(&self) {
        self.closed.send_replace(true);
        self.room.close();
        let lines = self.lines(); // what was given back is not ours to wait for while it is locked
        for line in &lines {
            line.deliveries.close();
        }
    }

    fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    async fn until_closed(&self) {
        let mut closed = self.closed.subscribe();
        tokio::select! {
            _ = closed.wait_for(|closed| *closed) => {}
            () = self.broker.until_closed() => {}
        }
    }

    /// No user's code runs while it is locked, so that a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, Vec<Option<Line>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many are fetched of each queue: of as many as may be held, its part; but so many that one queue that has all the work keeps
/// more than a task or two busy.
fn fetched_of_each(held_at_once: usize, partitions: u32) -> usize {
    const AT_LEAST: usize = 16;
    let part = held_at_once.div_ceil(usize::try_from(partitions).unwrap_or(usize::MAX).max(1));
    part.max(held_at_once.min(AT_LEAST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_queue_has_its_part_of_what_is_held_but_sixteen_if_so_many_may_be() {
        let cases =
            [(1, 4, 1), (3, 4, 3), (32, 4, 16), (100, 4, 25), (101, 4, 26), (100, 64, 16), (1_000, 64, 16)];
        for (held, partitions, each) in cases {
            assert_eq!(fetched_of_each(held, partitions), each, "{held} over {partitions}");
        }
    }
}
