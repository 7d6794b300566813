//! The embedded transport.

mod broker;
mod delivery;
mod stored;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::task::coop::consume_budget;

use self::broker::Broker;
pub use self::delivery::{InMemoryDeliveries, InMemoryDelivery};
use self::stored::Stored;
use crate::message::{Headers, Message};
use crate::transport::{KeepsOrder, Subscription, Transport, TransportError};

/// The transport that needs no broker: messages in the memory of this process. For tests, for development, and for programs that
/// are one process.
///
/// ```
/// use domain_events::prelude::*;
/// use events_worker::{Forward, InMemory, Worker};
/// # use serde::{Deserialize, Serialize};
///
/// # #[derive(Serialize, Deserialize, DomainEvent)]
/// # struct OrderPlaced { order_id: u64 }
/// # struct ConfirmationEmail;
/// # #[handler]
/// # impl ConfirmationEmail { fn send(&self, _: &OrderPlaced) {} }
/// #[derive(EventBus)]
/// struct Shop {
///     #[on(OrderPlaced)]
///     broker: Forward<InMemory>,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = InMemory::new();
/// let shop = Shop { broker: Forward::new(transport.clone()) };
/// let worker = Worker::new(transport).handler(ConfirmationEmail);
/// # let status = worker.status();
/// # let signal = async move { status.wait_until(|status| status.total().handled == 1).await };
/// shop.publish(OrderPlaced { order_id: 1 }).await;
/// let _ = worker.run_until(signal).await?;
/// # Ok(())
/// # }
/// ```
///
/// It is the contract of a [`Transport`] in full: groups, order by key across retries and consumers, delays, dead letters, and a
/// bound on all of it. What it holds is gone when the process ends.
///
/// Messages of an event for which no group is declared yet wait for the first that is, or for all that are
/// [declared](Transport::declare) at the same time, as those of a worker are. When [`capacity`](Self::with_capacity)
/// messages wait in a group, or for a first group, sending waits for room, and after [a while](Self::with_send_timeout) fails.
#[derive(Clone)]
pub struct InMemory(Arc<Broker>);

impl InMemory {
    /// Room for 10,000 messages in each group, and 30 seconds for a sender to wait for room.
    #[must_use]
    pub fn new() -> Self {
        Self::with(10_000, Duration::from_secs(30))
    }

    /// With room for so many messages in each group, the unsettled ones included; for as many dead letters of each group; and
    /// for as many of each event that has no group yet.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[must_use]
    #[track_caller]
    pub fn with_capacity(capacity: usize) -> Self {
        assert!(capacity > 0, "a transport has room for at least one message: `with_capacity(1)`");
        Self::with(capacity, Duration::from_secs(30))
    }

    /// The same transport, still empty, on which a sender waits so long for room before it fails.
    #[must_use]
    pub fn with_send_timeout(self, timeout: Duration) -> Self {
        Self::with(self.0.capacity, timeout)
    }

    fn with(capacity: usize, send_timeout: Duration) -> Self {
        Self(Arc::new(Broker::new(capacity, send_timeout)))
    }

    /// Sends what another program might: headers and a body that need not be a message, under the name of an event. For tests.
    /// Headers of attributes are named as for Kafka, `ce_id`.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Transport::send).
    pub async fn send_raw(
        &self,
        event_name: &str,
        headers: Headers,
        body: impl Into<Bytes> + Send,
    ) -> Result<(), TransportError> {
        self.0.send(event_name, &Stored::Raw(headers, body.into())).await
    }

    /// The dead letters of a group that nobody has taken, in the order in which they were set aside. To take them, subscribe to
    /// [`Subscription::dead_letters`].
    #[must_use]
    pub fn dead_letters(&self, group: &str) -> Vec<Message> {
        self.0.dead_letters(group)
    }

    /// How many messages each group holds, dead letters not counted.
    #[must_use]
    pub fn held(&self) -> HashMap<String, usize> {
        self.0.held()
    }
}

impl Default for InMemory {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for InMemory {
    const NAME: &'static str = "in_memory";
    type Deliveries = InMemoryDeliveries;

    async fn send(&self, messages: &[Message]) -> Result<(), TransportError> {
        for message in messages {
            consume_budget().await;
            self.0.send(message.event_name(), &Stored::Message(message.clone())).await?;
        }
        Ok(())
    }

    async fn send_to(&self, group: &str, messages: &[Message]) -> Result<(), TransportError> {
        for message in messages {
            consume_budget().await;
            self.0.send_to(group, &Stored::Message(message.clone())).await?;
        }
        Ok(())
    }

    async fn declare(&self, subscriptions: &[Subscription]) -> Result<(), TransportError> {
        self.0.declare(subscriptions).map(drop)
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<InMemoryDeliveries, TransportError> {
        self.0.declare(std::slice::from_ref(subscription))?;
        let group = self.0.group(subscription)?;
        Ok(InMemoryDeliveries::new(Arc::clone(&self.0), group, subscription.held_at_once()))
    }

    async fn close(&self) {
        self.0.close();
    }
}

impl KeepsOrder for InMemory {}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemory").field("held", &self.held()).finish_non_exhaustive()
    }
}
