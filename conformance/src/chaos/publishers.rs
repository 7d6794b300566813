//! Who publishes while things break.

use std::sync::Arc;
use std::time::Duration;

use domain_events::{Message, Transport, TransportError};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::events::messages;

pub(super) const MESSAGES: u64 = 10_000;
pub(super) const ORDERS: u64 = 64;
const PUBLISHERS: u64 = 16;
const BATCH: usize = 10;

/// How many messages may be in the brokers' hands twice after each break, as their confirms were lost: one batch of each publisher.
#[expect(clippy::cast_possible_truncation, reason = "they are sixteen")]
pub(super) const SENT_AGAIN: usize = PUBLISHERS as usize * BATCH;

/// Sixteen publishers of ten thousand messages, in batches of ten. Each has keys of its own, and sends a batch again until it is
/// confirmed, as whoever has them in a database would.
pub(super) struct Publishers {
    tasks: JoinSet<()>,
    state: watch::Sender<Published>,
    /// As many as may be sent.
    gate: Arc<Semaphore>,
}

/// What was published.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Published {
    pub(super) confirmed: u64,
    /// How often sending failed and was done again.
    pub(super) failed: u64,
}

impl Publishers {
    /// They publish nothing until [`publish`](Self::publish) lets them.
    pub(super) fn start<T: Transport>(transport: &T) -> Self {
        let (state, gate) = (watch::Sender::default(), Arc::new(Semaphore::new(0)));
        let mut tasks = JoinSet::new();
        let mut of = (0..PUBLISHERS).map(|_| Vec::new()).collect::<Vec<_>>();
        for (message, number) in messages(MESSAGES, ORDERS).into_iter().zip(0_u64..) {
            let publisher = usize::try_from(number % PUBLISHERS).expect("they are few"); // 16 of the 64 orders each
            of[publisher].push(message);
        }
        for messages in of {
            tasks.spawn(publish_all(transport.clone(), messages, state.clone(), Arc::clone(&gate)));
        }
        Self { tasks, state, gate }
    }

    /// Lets them publish so many more, within about a second, so that what happens meanwhile happens in the middle.
    pub(super) async fn publish(&self, count: u64) {
        const STEP: usize = 100;
        let mut ticks = interval(Duration::from_millis(10));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut left = usize::try_from(count).expect("it is a small number");
        while left > 0 {
            ticks.tick().await;
            let step = left.min(STEP);
            self.gate.add_permits(step);
            left -= step;
        }
    }

    pub(super) async fn have_confirmed(&self, count: u64) {
        let mut published = self.state.subscribe();
        published.wait_for(|published| published.confirmed >= count).await.expect("the sender is ours");
    }

    /// Waits until all is confirmed.
    pub(super) async fn done(mut self) -> Published {
        while let Some(task) = self.tasks.join_next().await {
            task.expect("a publisher does not panic");
        }
        *self.state.borrow()
    }
}

async fn publish_all<T: Transport>(
    transport: T,
    messages: Vec<Message>,
    state: watch::Sender<Published>,
    gate: Arc<Semaphore>,
) {
    for batch in messages.chunks(BATCH) {
        let permits = u32::try_from(batch.len()).expect("a batch is small");
        gate.acquire_many(permits).await.expect("the gate is never closed").forget();
        while let Err(error) = transport.send(batch).await {
            assert_passes(&error);
            state.send_modify(|published| published.failed += 1);
        }
        state.send_modify(|published| published.confirmed += u64::from(permits));
    }
}

#[track_caller]
fn assert_passes(error: &TransportError) {
    eprintln!("sent again: {error}");
    assert!(!error.is_permanent(), "what breaks here passes: {error}");
}
