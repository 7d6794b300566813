//! What has come and nobody has taken.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use events_worker::transport::TransportError;
use tokio::sync::{Notify, watch};

use super::delivery::QueueDelivery;
use super::feed::Feed;
use crate::failure::Failure;

/// Between the channel on which messages come and those who take them. What it holds is bounded by what the broker gives
/// before it is settled.
pub(crate) struct Inbox {
    state: Mutex<State>,
    came: Notify,
    closed: watch::Sender<bool>,
    ended: watch::Sender<bool>,
    /// Since it was asked last.
    something_came: AtomicBool,
    /// Those that somebody has, and those that wait here.
    held: AtomicUsize,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<QueueDelivery>,
    /// The channel on which they come now.
    feed: Option<Arc<Feed>>,
    closed: bool,
    failed: Option<Failure>,
}

impl Inbox {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::default(),
            came: Notify::new(),
            closed: watch::Sender::new(false),
            ended: watch::Sender::new(false),
            something_came: AtomicBool::new(false),
            held: AtomicUsize::new(0),
        }
    }

    /// Messages come on a channel from now on.
    pub(super) fn begin(&self, feed: &Arc<Feed>) {
        let mut state = self.lock();
        if state.closed {
            feed.close();
        }
        state.feed = Some(Arc::clone(feed));
    }

    /// A channel has gone, and what came on it comes again.
    pub(super) fn end(&self, feed: &Feed) {
        feed.end();
        let mut state = self.lock();
        state.feed = None;
        let gone = std::mem::take(&mut state.waiting);
        drop(state);
        drop(gone);
    }

    /// Answers it if nobody will take it.
    pub(super) fn push(&self, delivery: QueueDelivery) -> Option<QueueDelivery> {
        let mut state = self.lock();
        if state.closed {
            return Some(delivery);
        }
        self.something_came.store(true, Ordering::Relaxed);
        state.waiting.push_back(delivery);
        drop(state);
        self.came.notify_one();
        None
    }

    /// No more will come.
    pub(super) fn fail(&self, failure: Failure) {
        self.lock().failed = Some(failure);
        self.came.notify_waiters();
    }

    pub(crate) async fn next(&self) -> Result<Option<QueueDelivery>, TransportError> {
        loop {
            let mut came = pin!(self.came.notified());
            came.as_mut().enable();
            {
                let mut state = self.lock();
                if let Some(delivery) = state.waiting.pop_front() {
                    if !state.waiting.is_empty() {
                        self.came.notify_one();
                    }
                    return Ok(Some(delivery));
                }
                if state.closed {
                    return Ok(None);
                }
                if let Some(failure) = &state.failed {
                    return Err(failure.clone().into_error("consume"));
                }
            }
            came.await;
        }
    }

    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        if let Some(feed) = &state.feed {
            feed.close();
        }
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        self.closed.send_replace(true); // before any is given back, which is another thing of one that is closed
        drop(waiting);
        self.came.notify_waiters();
    }

    pub(super) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    pub(super) async fn until_closed(&self) {
        let mut closed = self.closed.subscribe();
        let _ = closed.wait_for(|closed| *closed).await; // the sender is ours, and lives as long
    }

    /// Its channel is closed: all that was taken is settled, or has gone.
    pub(super) fn ended(&self) {
        self.ended.send_replace(true);
    }

    pub(crate) async fn until_ended(&self) {
        let mut ended = self.ended.subscribe();
        let _ = ended.wait_for(|ended| *ended).await; // the sender is ours, and lives as long
    }

    pub(super) fn holds(&self, count: usize) {
        self.held.store(count, Ordering::Relaxed);
    }

    /// How many it holds, if the broker gives it messages: it has some, or some have come since it was asked last.
    pub(crate) fn activity(&self) -> Option<usize> {
        let held = self.held.load(Ordering::Relaxed);
        let came = self.something_came.swap(false, Ordering::Relaxed);
        (came || held > 0).then_some(held)
    }

    /// How many nobody has taken, and the channel that knows how many are behind them.
    pub(crate) fn waiting(&self) -> (usize, Option<Arc<Feed>>) {
        let state = self.lock();
        (state.waiting.len(), state.feed.clone())
    }

    /// No user's code runs while it is locked, so that a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
