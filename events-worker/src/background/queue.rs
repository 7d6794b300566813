//! What waits for a handler in background, in [lanes](crate::lanes): with order of all in one, with order by key in one for each
//! key.

use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::{Mutex, MutexGuard, PoisonError};

use events_core::Uuid;
use tokio::sync::futures::Notified;
use tokio::sync::{Notify, Semaphore, SemaphorePermit, TryAcquireError};
use tokio::time::Instant;

use super::{Left, LeftEvent, NotQueued, WhenFull};
use crate::lanes::{Lane, Lanes};

pub(super) struct Queue<M> {
    capacity: usize,
    order: Order,
    /// One permit for each event that may still come. Fair: who waits longest is next.
    room: Semaphore,
    state: Mutex<State<M>>,
    /// There is something for a runner to do.
    work: Notify,
    /// Nothing is held any more, and nothing more will come.
    drained: Notify,
}

/// Which events are handled in order.
pub(super) struct Order(Option<RandomState>);

struct State<M> {
    lanes: Lanes<Held<M>>,
    running: HashMap<Lane, Ticket>,
    held: usize,
    queued: u64,
    runners: usize,
    closed: bool,
}

struct Held<M> {
    ticket: Ticket,
    message: M,
}

/// Which event this is.
#[derive(Clone, Copy)]
pub(super) struct Ticket {
    pub(super) event: &'static str,
    pub(super) id: Uuid,
    /// How many attempts were begun.
    pub(super) attempts: u32,
    number: u64,
}

/// What a runner does next.
pub(super) enum Next<'q, M> {
    Run(Running<'q, M>),
    Wait,
    WaitUntil(Instant),
    Stop,
}

impl Order {
    pub(super) fn of_all() -> Self {
        Self(None)
    }

    pub(super) fn by_key() -> Self {
        Self(Some(RandomState::new()))
    }

    fn lane(&self, key: impl FnOnce() -> Option<String>) -> Lane {
        match &self.0 {
            Some(hasher) => Lane::of(hasher, key().unwrap_or_default()),
            None => Lane::OF_ALL,
        }
    }
}

impl Ticket {
    pub(super) fn new(event: &'static str, id: Uuid) -> Self {
        Self { event, id, attempts: 0, number: 0 }
    }
}

impl<M> Queue<M> {
    pub(super) fn new(capacity: usize, order: Order, runners: usize) -> Self {
        let state = State {
            lanes: Lanes::new(),
            running: HashMap::new(),
            held: 0,
            queued: 0,
            runners,
            closed: false,
        };
        Self {
            capacity,
            order,
            room: Semaphore::new(capacity.min(Semaphore::MAX_PERMITS)),
            state: Mutex::new(state),
            work: Notify::new(),
            drained: Notify::new(),
        }
    }

    /// Room for one more event.
    pub(super) async fn room(
        &self,
        when_full: WhenFull,
        handler: &'static str,
    ) -> Result<SemaphorePermit<'_>, NotQueued> {
        match when_full {
            WhenFull::Wait => self.room.acquire().await.map_err(|_| NotQueued::Stopped { handler }),
            WhenFull::Fail => self.room.try_acquire().map_err(|error| match error {
                TryAcquireError::NoPermits => NotQueued::Full { handler, capacity: self.capacity },
                TryAcquireError::Closed => NotQueued::Stopped { handler },
            }),
        }
    }

    /// Takes an event for which there is room.
    pub(super) fn put(
        &self,
        room: SemaphorePermit<'_>,
        ticket: Ticket,
        message: M,
        key: impl FnOnce() -> Option<String>,
        handler: &'static str,
    ) -> Result<(), NotQueued> {
        let lane = self.order.lane(key);
        let mut locked = self.lock();
        let state = &mut *locked;
        if state.closed {
            drop(locked); // before the message, whose drop is the user's
            return Err(NotQueued::Stopped { handler });
        }
        room.forget();
        state.held += 1;
        state.queued += 1;
        let held = Held { ticket: Ticket { number: state.queued, ..ticket }, message };
        if state.lanes.push(lane, held) {
            self.work.notify_one();
        }
        Ok(())
    }

    /// Ready when there may be something to do. To be enabled before [`next`](Self::next) is asked, so that nothing is missed, and
    /// dropped before it is run, so that nobody else misses it.
    pub(super) fn work(&self) -> Notified<'_> {
        self.work.notified()
    }

    /// What to do next. Whoever runs something and leaves more behind wakes the next runner.
    pub(super) fn next(&self) -> Next<'_, M> {
        let mut state = self.lock();
        if let Some((lane, mut held)) = state.lanes.pop() {
            held.ticket.attempts += 1;
            state.running.insert(lane, held.ticket);
            if state.lanes.is_anything_ready_or_waiting() {
                self.work.notify_one();
            }
            return Next::Run(Running { queue: self, lane, held: Some(held) });
        }
        if state.closed && state.held == 0 {
            return Next::Stop;
        }
        state.lanes.due().map_or(Next::Wait, Next::WaitUntil)
    }

    /// Takes nothing more.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        self.room.close();
        self.tell_if_drained(&state);
    }

    /// Waits until nothing is held. What may still come has to be refused before.
    pub(super) async fn drained(&self) {
        loop {
            let mut drained = std::pin::pin!(self.drained.notified());
            drained.as_mut().enable();
            if self.lock().held == 0 {
                return;
            }
            drained.await;
        }
    }

    /// Forgets all that is held, and says what it was.
    pub(super) fn abandon(&self) -> Left {
        let mut state = self.lock();
        let running = state.running.values().copied().collect::<Vec<_>>();
        let waiting = state.take_all();
        self.tell_if_drained(&state);
        drop(state);
        let mut tickets = running;
        tickets.extend(waiting.iter().map(|held| held.ticket));
        tickets.sort_unstable_by_key(|ticket| ticket.number);
        let left = |Ticket { event, id, attempts, .. }| LeftEvent { event, id, attempts };
        Left { events: tickets.into_iter().map(left).collect() }
    }

    /// A runner goes. With the last one the queue is closed; answers what nobody is left to run.
    pub(super) fn leave(&self) -> Vec<Ticket> {
        let mut state = self.lock();
        state.runners -= 1;
        if state.runners > 0 {
            return Vec::new();
        }
        state.closed = true;
        self.room.close();
        let left = state.take_all();
        drop(state);
        left.into_iter().map(|held| held.ticket).collect()
    }

    /// Says that nothing is held any more, if it is so.
    pub(super) fn tell_drained(&self) {
        self.tell_if_drained(&self.lock());
    }

    fn tell_if_drained(&self, state: &State<M>) {
        if state.closed && state.held == 0 {
            self.work.notify_waiters();
            self.drained.notify_waiters();
        }
    }

    /// No user's code runs while it is locked, so that a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, State<M>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M> State<M> {
    fn take_all(&mut self) -> Vec<Held<M>> {
        self.held = 0;
        self.running.clear();
        let mut held = self.lanes.drain().collect::<Vec<_>>();
        held.sort_unstable_by_key(|held| held.ticket.number);
        held
    }
}

/// An event that is being handled. If it is dropped on the way, because its runner is, the event is first in its lane again.
pub(super) struct Running<'q, M> {
    queue: &'q Queue<M>,
    lane: Lane,
    held: Option<Held<M>>,
}

impl<M> Running<'_, M> {
    pub(super) fn message(&self) -> &M {
        &self.held.as_ref().expect("it is held until it is done").message
    }

    pub(super) fn ticket(&self) -> Ticket {
        self.held.as_ref().expect("it is held until it is done").ticket
    }

    /// It was handled, or given up.
    pub(super) fn done(mut self) {
        let held = self.held.take();
        let queue = self.queue;
        let mut state = queue.lock();
        if state.running.remove(&self.lane).is_none() {
            return; // it was abandoned in between
        }
        state.held -= 1;
        state.lanes.done(self.lane);
        queue.room.add_permits(1);
        queue.tell_if_drained(&state);
        drop(state);
        drop(held); // now that nothing depends on it: its drop is the user's
    }

    /// It is to be tried again.
    pub(super) fn again(mut self, due: Instant) {
        self.put_back(|lanes, lane, held| lanes.put_back_until(lane, held, due));
    }

    fn put_back(&mut self, put_back: impl FnOnce(&mut Lanes<Held<M>>, Lane, Held<M>)) {
        let Some(held) = self.held.take() else { return };
        let mut state = self.queue.lock();
        if state.running.remove(&self.lane).is_none() {
            drop(state);
            return; // it was abandoned in between
        }
        put_back(&mut state.lanes, self.lane, held);
        self.queue.work.notify_one();
    }
}

impl<M> Drop for Running<'_, M> {
    fn drop(&mut self) {
        self.put_back(Lanes::put_back);
    }
}
