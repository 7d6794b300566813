//! Dead letters tried again.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::timeout;

use super::{DeadLetter, Deliveries, Delivery, Subscription, Transport, TransportError};
use crate::message::Message;

/// What a replay has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[must_use = "messages that are no CloudEvents, and those that were not chosen, are still among the dead letters: see `kept`"]
pub struct Replayed {
    /// How many went back to their group.
    pub sent: usize,
    /// How many are still set aside: they were not chosen, are no messages, or were set aside again meanwhile.
    pub kept: usize,
}

/// Gives the dead letters of a group back to it, and to no other group: those that `choose` says, with what they came with, and
/// their attempts counted anew.
///
/// ```
/// # use events_worker::{InMemory, Subscription, Transport, transport::{DeadLetterReason, replay}};
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let transport = InMemory::new();
/// # transport.declare(&[Subscription::new("confirmation_email", ["order.placed"])]).await?;
/// let replayed = replay(&transport, "confirmation_email", Duration::from_millis(10), |why, _| {
///     why.is_some_and(|why| why.reason() == DeadLetterReason::AttemptsExhausted)
/// })
/// .await?;
/// assert_eq!(replayed.sent, 0);
/// # Ok(())
/// # }
/// ```
///
/// It ends when no dead letter has come for the time `idle`. Workers may run meanwhile: a message that fails again is not given back
/// a second time. One is taken from the dead letters when the group has it: a
/// replay that is cut off loses nothing, and may have given one back that is still set aside.
///
/// # Errors
///
/// If the transport fails. What was not given back is still set aside.
pub async fn replay<T: Transport>(
    transport: &T,
    group: &str,
    idle: Duration,
    mut choose: impl FnMut(Option<&DeadLetter>, &Message) -> bool,
) -> Result<Replayed, TransportError> {
    let subscription = Subscription::dead_letters(group).prefetch(usize::from(u16::MAX));
    let deliveries = transport.subscribe(&subscription).await?;
    let mut replayed = Replayed::default();
    let mut sent = HashSet::new();
    let mut kept = Vec::new(); // held to the end, so that each comes once
    while let Ok(next) = timeout(idle, deliveries.next()).await {
        let Some(delivery) = next? else { break };
        let message = delivery.received().ok().filter(|message| !sent.contains(&message.id()));
        let chosen = message.filter(|message| choose(DeadLetter::of(message).as_ref(), message));
        match chosen.cloned() {
            Some(message) => {
                sent.insert(message.id());
                transport.send_to(group, &[DeadLetter::without(message)]).await?;
                delivery.ack().await?;
                replayed.sent += 1;
            }
            None => kept.push(delivery),
        }
    }
    deliveries.close();
    replayed.kept = kept.len();
    for delivery in kept {
        delivery.release().await?;
    }
    Ok(replayed)
}
