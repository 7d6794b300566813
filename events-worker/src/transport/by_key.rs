//! Order by key for transports whose broker knows no keys.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::hash::RandomState;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use events_core::Uuid;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::{DeadLetter, Deliveries, Delivery, TransportError};
use crate::lanes::{Lane, Lanes};
use crate::message::{Message, Undecodable};

/// Holds back messages of a key until the one before is settled for good, for adapters: of a broker that gives one consumer all
/// messages of a key, in order, and knows no more of keys.
///
/// A [retry](Delivery::retry) happens here, in memory: the message stays unsettled at the broker, and holds back those of its key and
/// no others. So does one that is dropped. Messages without a key, and what is no message, are held back by nothing.
///
/// A message that has been taken may outlive the connection on which it came, or the time for which its broker lets it be held.
/// When it [comes again](Delivery::is_stale) it is not delivered anew: who has it settles the one that came last, and it waits for its
/// retry as long as it was to.
///
/// When settling fails, the next of its key goes on: an inner transport whose message then comes again without its connection having
/// broken lets all that it gave be [stale](Delivery::is_stale), so that it comes again in order.
///
/// What it holds counts as held at the broker: [`prefetch`](super::Subscription::prefetch) is the inner deliveries' business.
pub struct ByKey<D: Deliveries>(Arc<Held<D>>);

struct Held<D: Deliveries> {
    inner: D,
    hasher: RandomState,
    state: Mutex<State<D::Delivery>>,
    /// One task at a time asks the inner deliveries, so that what comes is put in its lane in the order in which it came.
    asking: Semaphore,
    /// Something is ready, or to be waited for, or it is closed.
    work: Notify,
}

struct State<D> {
    lanes: Lanes<Waiting<D>>,
    /// Those that have been taken and are not settled, by their ids.
    taken: HashMap<Uuid, Arc<Came<D>>>,
    waiting: u64,
    closed: bool,
}

/// One that has come, and how often it was retried here: `None` as long as nobody has taken it.
struct Waiting<D> {
    came: Arc<Came<D>>,
    retries: Option<u32>,
}

/// A message as it came first, and as it came again since the first one went stale.
struct Came<D> {
    first: D,
    again: Mutex<Option<D>>,
}

/// What is next.
enum Popped<D> {
    Ready(Lane, Waiting<D>),
    /// Nothing before then, but for what comes.
    Due(Instant),
    Nothing,
}

/// A message whose key is held back as long as this is not settled.
pub struct ByKeyDelivery<D: Deliveries> {
    held: Arc<Held<D>>,
    lane: Lane,
    /// None once it is settled.
    waiting: Option<Waiting<D::Delivery>>,
}

impl<D: Deliveries> ByKey<D> {
    /// Of what the broker gives, in the order in which it gives it.
    pub fn new(inner: D) -> Self {
        let state = State { lanes: Lanes::new(), taken: HashMap::new(), waiting: 0, closed: false };
        Self(Arc::new(Held {
            inner,
            hasher: RandomState::new(),
            state: Mutex::new(state),
            asking: Semaphore::new(1),
            work: Notify::new(),
        }))
    }
}

impl<D: Deliveries> Held<D> {
    fn lock(&self) -> MutexGuard<'_, State<D::Delivery>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pop(&self) -> Popped<D::Delivery> {
        let mut locked = self.lock();
        let state = &mut *locked;
        while let Some((lane, waiting)) = state.lanes.pop() {
            state.waiting -= 1;
            if waiting.came.is_stale() {
                state.forget(&waiting.came);
                state.lanes.done(lane);
                continue; // it comes again
            }
            let retries = Some(waiting.retries.unwrap_or_default());
            let waiting = Waiting { retries, ..waiting };
            state.take(&waiting.came);
            if state.lanes.is_anything_ready_or_waiting() {
                self.work.notify_one();
            }
            return Popped::Ready(lane, waiting);
        }
        state.lanes.due().map_or(Popped::Nothing, Popped::Due)
    }

    fn push(&self, delivery: D::Delivery) {
        let key = delivery.received().ok().and_then(Message::subject);
        let lane = key.map(|key| Lane::of(&self.hasher, key));
        let mut locked = self.lock();
        let state = &mut *locked;
        if state.closed {
            return; // it came while it was closed, and comes again to others
        }
        let Some(delivery) = state.not_taken(delivery) else { return };
        let lane = lane.unwrap_or_else(|| state.lanes.own());
        let gone = |waiting: &Waiting<_>| waiting.retries.is_none() && waiting.came.is_stale();
        while state.lanes.pop_back_if(lane, gone).is_some() {
            state.waiting -= 1; // it comes again, behind this one
        }
        state.waiting += 1;
        if state.lanes.push(lane, Waiting { came: Arc::new(Came::new(delivery)), retries: None }) {
            self.work.notify_one();
        }
    }

    fn done(&self, lane: Lane) {
        if self.lock().lanes.done(lane) {
            self.work.notify_one();
        }
    }

    /// Gives one back to its lane. Answers it if no more is taken.
    fn put_back(
        &self,
        lane: Lane,
        waiting: Waiting<D::Delivery>,
        due: Option<Instant>,
    ) -> Option<D::Delivery> {
        let mut locked = self.lock();
        let state = &mut *locked;
        if state.closed {
            return state.settle(waiting);
        }
        state.waiting += 1;
        match due {
            Some(due) => state.lanes.put_back_until(lane, waiting, due),
            None => state.lanes.put_back(lane, waiting),
        }
        self.work.notify_one();
        None
    }

    /// Takes no more, and lets go of what waits: it comes again.
    fn close(&self) {
        self.inner.close();
        let mut state = self.lock();
        state.closed = true;
        state.waiting = 0;
        let waiting = state.lanes.drain().collect::<Vec<_>>();
        for waiting in &waiting {
            state.forget(&waiting.came);
        }
        drop(state);
        drop(waiting);
        self.work.notify_waiters();
    }
}

impl<D: Delivery> State<D> {
    /// If somebody has the same message, and it went stale, it is theirs.
    fn not_taken(&self, delivery: D) -> Option<D> {
        let id = delivery.received().ok().map(Message::id);
        match id.and_then(|id| self.taken.get(&id)) {
            Some(came) if came.is_stale() => {
                *came.again() = Some(delivery);
                None
            }
            _ => Some(delivery),
        }
    }

    /// What is no message is not found again, nor is the second of two that have one id.
    fn take(&mut self, came: &Arc<Came<D>>) {
        if let Some(id) = came.id() {
            self.taken.entry(id).or_insert_with(|| Arc::clone(came));
        }
    }

    fn forget(&mut self, came: &Arc<Came<D>>) {
        if let Some(id) = came.id()
            && let Entry::Occupied(taken) = self.taken.entry(id)
            && Arc::ptr_eq(taken.get(), came)
        {
            taken.remove();
        }
    }

    /// What there is to settle of it.
    fn settle(&mut self, waiting: Waiting<D>) -> Option<D> {
        self.forget(&waiting.came);
        Arc::into_inner(waiting.came).map(Came::last)
    }
}

impl<D: Delivery> Came<D> {
    fn new(first: D) -> Self {
        Self { first, again: Mutex::new(None) }
    }

    fn id(&self) -> Option<Uuid> {
        self.first.received().ok().map(Message::id)
    }

    fn again(&self) -> MutexGuard<'_, Option<D>> {
        self.again.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stale(&self) -> bool {
        self.first.is_stale() && self.again().as_ref().is_none_or(D::is_stale)
    }

    fn attempt(&self) -> u32 {
        let again = self.again().as_ref().map_or(0, D::attempt);
        again.max(self.first.attempt())
    }

    fn last(self) -> D {
        let Self { first, again } = self;
        again.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or(first)
    }
}

impl<D: Deliveries> Deliveries for ByKey<D> {
    type Delivery = ByKeyDelivery<D>;

    async fn next(&self) -> Result<Option<ByKeyDelivery<D>>, TransportError> {
        let held = &self.0;
        loop {
            let mut work = pin!(held.work.notified());
            work.as_mut().enable();
            if held.lock().closed {
                return Ok(None);
            }
            let due = match held.pop() {
                Popped::Ready(lane, waiting) => {
                    return Ok(Some(ByKeyDelivery { held: Arc::clone(held), lane, waiting: Some(waiting) }));
                }
                Popped::Due(due) => Some(due),
                Popped::Nothing => None,
            };
            let due = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            let came = async {
                let Ok(_permit) = held.asking.acquire().await else { return Ok(false) };
                let Some(delivery) = held.inner.next().await? else { return Ok(false) };
                held.push(delivery);
                Ok(true)
            };
            tokio::select! {
                biased;
                () = work => {}
                () = due => {}
                came = came => if !came? {
                    held.close();
                    return Ok(None);
                },
            }
        }
    }

    fn close(&self) {
        self.0.close();
    }

    async fn lag(&self) -> Option<u64> {
        let here = self.0.lock().waiting;
        self.0.inner.lag().await.map(|lag| lag.saturating_add(here))
    }
}

impl<D: Deliveries> Drop for ByKey<D> {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl<D: Deliveries> ByKeyDelivery<D> {
    fn waiting(&self) -> &Waiting<D::Delivery> {
        self.waiting.as_ref().expect("it is there until it is settled")
    }

    fn again(&mut self, due: Option<Instant>) -> Option<D::Delivery> {
        let Waiting { came, retries } = self.waiting.take()?;
        let retries = retries.map(|retries| retries.saturating_add(1));
        self.held.put_back(self.lane, Waiting { came, retries }, due)
    }

    /// The next of its key may come when what it returns beside the delivery is dropped.
    fn settle(&mut self) -> Option<(D::Delivery, Next<D>)> {
        let next = Next { held: Arc::clone(&self.held), lane: self.lane };
        let delivery = self.held.lock().settle(self.waiting.take()?)?;
        Some((delivery, next))
    }
}

impl<D: Deliveries> Delivery for ByKeyDelivery<D> {
    fn received(&self) -> Result<&Message, &Undecodable> {
        self.waiting().came.first.received()
    }

    fn attempt(&self) -> u32 {
        let Waiting { came, retries } = self.waiting();
        came.attempt().saturating_add(retries.unwrap_or_default())
    }

    fn is_stale(&self) -> bool {
        self.waiting().came.is_stale()
    }

    async fn ack(mut self) -> Result<(), TransportError> {
        let Some((delivery, _next)) = self.settle() else { return Ok(()) };
        delivery.ack().await
    }

    /// In memory. When no more is taken, it is the broker's to wait.
    async fn retry(mut self, after: Duration) -> Result<(), TransportError> {
        match self.again(Some(crate::retry::after(after))) {
            Some(delivery) => delivery.retry(after).await,
            None => Ok(()),
        }
    }

    async fn dead_letter(mut self, why: &DeadLetter) -> Result<(), TransportError> {
        let Some((delivery, _next)) = self.settle() else { return Ok(()) };
        delivery.dead_letter(why).await
    }

    async fn release(mut self) -> Result<(), TransportError> {
        let Some(waiting) = self.waiting.take() else { return Ok(()) };
        match self.held.put_back(self.lane, waiting, None) {
            Some(delivery) => delivery.release().await,
            None => Ok(()),
        }
    }
}

/// It comes again here, before those of its key; when no more is taken, from the broker.
impl<D: Deliveries> Drop for ByKeyDelivery<D> {
    fn drop(&mut self) {
        drop(self.again(None));
    }
}

/// The next of a key may come, when this one is settled or settling was cut off.
struct Next<D: Deliveries> {
    held: Arc<Held<D>>,
    lane: Lane,
}

impl<D: Deliveries> Drop for Next<D> {
    fn drop(&mut self) {
        self.held.done(self.lane);
    }
}

impl<D: Deliveries> fmt::Debug for ByKey<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByKey").field("waiting", &self.0.lock().waiting).finish_non_exhaustive()
    }
}

impl<D: Deliveries> fmt::Debug for ByKeyDelivery<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByKeyDelivery").field("attempt", &self.attempt()).finish_non_exhaustive()
    }
}
