//! What becomes of the messages that are sent together.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::failure::Failure;

pub(super) struct Sending {
    state: Mutex<State>,
    done: Notify,
    /// Nobody waits for it any more: what has not been sent yet is not to be.
    abandoned: AtomicBool,
    /// The broker has refused one of them for lack of room.
    full: AtomicBool,
}

struct State {
    settled: Vec<bool>,
    left: usize,
    /// Of those that failed, the first.
    failed: Option<(usize, Failure)>,
}

impl Sending {
    pub(super) fn new(count: usize) -> Self {
        Self {
            state: Mutex::new(State { settled: vec![false; count], left: count, failed: None }),
            done: Notify::new(),
            abandoned: AtomicBool::new(false),
            full: AtomicBool::new(false),
        }
    }

    pub(super) fn settle(&self, place: usize, outcome: Result<(), Failure>) {
        let mut state = self.lock();
        let Some(settled) = state.settled.get_mut(place) else { return };
        if std::mem::replace(settled, true) {
            return;
        }
        state.left -= 1;
        if let Err(failure) = outcome
            && state.failed.as_ref().is_none_or(|(first, _)| place < *first)
        {
            state.failed = Some((place, failure));
        }
        if state.left == 0 {
            self.done.notify_one();
        }
    }

    pub(super) fn leave_out(&self, places: Range<usize>) {
        places.for_each(|place| self.settle(place, Ok(())));
    }

    pub(super) async fn all_settled(&self) {
        while self.lock().left > 0 {
            self.done.notified().await;
        }
    }

    /// The first failure, and of which message.
    pub(super) fn outcome(&self) -> Result<(), (usize, Failure)> {
        self.lock().failed.take().map_or(Ok(()), Err)
    }

    pub(super) fn first_unsettled(&self) -> usize {
        self.lock().settled.iter().position(|settled| !settled).unwrap_or_default()
    }

    pub(super) fn abandon_when_dropped(&self) -> Abandon<'_> {
        Abandon(self)
    }

    pub(super) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }

    pub(super) fn found_no_room(&self) {
        self.full.store(true, Ordering::Release);
    }

    pub(super) fn was_full(&self) -> bool {
        self.full.load(Ordering::Acquire)
    }

    /// No user's code runs while it is locked, so that a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever sends waits as long as this lives.
pub(super) struct Abandon<'a>(&'a Sending);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        self.0.abandoned.store(true, Ordering::Release);
    }
}
