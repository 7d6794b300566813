//! What comes for one subscription, in the order that it asks for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use events_worker::transport::{ByKey, ByKeyDelivery, DeadLetter, Deliveries, Delivery, TransportError};
use events_worker::{Message, Undecodable};
use tokio::sync::OwnedSemaphorePermit;

use crate::consumer::{Inbox, QueueDelivery};
use crate::partitions::Partitions;

/// The messages that come for one subscription of a [`RabbitMq`](crate::RabbitMq).
///
/// [`lag`](Deliveries::lag) counts what is ready in the queue, or in all queues of the group, and what has come and nobody has taken;
/// what waits for a retry is not in it.
pub struct RabbitMqDeliveries(InOrder);

/// A message from a [`RabbitMq`](crate::RabbitMq).
pub struct RabbitMqDelivery {
    delivery: OneOf,
    /// Kept until it is settled, where several queues share it.
    _place: Option<OwnedSemaphorePermit>,
}

enum InOrder {
    ByKey(ByKey<Queue>),
    Partitions(Partitions),
    Any(Queue),
}

enum OneOf {
    ByKey(ByKeyDelivery<Queue>),
    Any(Box<QueueDelivery>),
}

/// What a queue gives, as it gives it.
pub(crate) struct Queue(Arc<Inbox>);

impl Queue {
    pub(crate) fn new(inbox: Arc<Inbox>) -> Self {
        Self(inbox)
    }
}

impl RabbitMqDeliveries {
    pub(crate) fn by_key(inbox: Arc<Inbox>) -> Self {
        Self(InOrder::ByKey(ByKey::new(Queue(inbox))))
    }

    pub(crate) fn partitioned(partitions: Partitions) -> Self {
        Self(InOrder::Partitions(partitions))
    }

    pub(crate) fn in_any_order(inbox: Arc<Inbox>) -> Self {
        Self(InOrder::Any(Queue(inbox)))
    }
}

impl Deliveries for Queue {
    type Delivery = QueueDelivery;

    async fn next(&self) -> Result<Option<QueueDelivery>, TransportError> {
        self.0.next().await
    }

    fn close(&self) {
        self.0.close();
    }

    async fn lag(&self) -> Option<u64> {
        let (here, feed) = self.0.waiting();
        let there = feed?.count().await?;
        Some(there.saturating_add(u64::try_from(here).unwrap_or(u64::MAX)))
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Deliveries for RabbitMqDeliveries {
    type Delivery = RabbitMqDelivery;

    async fn next(&self) -> Result<Option<RabbitMqDelivery>, TransportError> {
        let alone = |delivery| RabbitMqDelivery { delivery, _place: None };
        Ok(match &self.0 {
            InOrder::ByKey(deliveries) => deliveries.next().await?.map(OneOf::ByKey).map(alone),
            InOrder::Partitions(deliveries) => deliveries.next().await?.map(|(delivery, place)| {
                RabbitMqDelivery { delivery: OneOf::ByKey(delivery), _place: Some(place) }
            }),
            InOrder::Any(deliveries) => deliveries.next().await?.map(Box::new).map(OneOf::Any).map(alone),
        })
    }

    fn close(&self) {
        match &self.0 {
            InOrder::ByKey(deliveries) => deliveries.close(),
            InOrder::Partitions(deliveries) => deliveries.close(),
            InOrder::Any(deliveries) => deliveries.close(),
        }
    }

    async fn lag(&self) -> Option<u64> {
        match &self.0 {
            InOrder::ByKey(deliveries) => deliveries.lag().await,
            InOrder::Partitions(deliveries) => deliveries.lag().await,
            InOrder::Any(deliveries) => deliveries.lag().await,
        }
    }
}

impl Delivery for RabbitMqDelivery {
    fn received(&self) -> Result<&Message, &Undecodable> {
        match &self.delivery {
            OneOf::ByKey(delivery) => delivery.received(),
            OneOf::Any(delivery) => delivery.received(),
        }
    }

    fn attempt(&self) -> u32 {
        match &self.delivery {
            OneOf::ByKey(delivery) => delivery.attempt(),
            OneOf::Any(delivery) => delivery.attempt(),
        }
    }

    fn is_stale(&self) -> bool {
        match &self.delivery {
            OneOf::ByKey(delivery) => delivery.is_stale(),
            OneOf::Any(delivery) => delivery.is_stale(),
        }
    }

    async fn ack(self) -> Result<(), TransportError> {
        match self.delivery {
            OneOf::ByKey(delivery) => delivery.ack().await,
            OneOf::Any(delivery) => delivery.ack().await,
        }
    }

    async fn retry(self, after: Duration) -> Result<(), TransportError> {
        match self.delivery {
            OneOf::ByKey(delivery) => delivery.retry(after).await,
            OneOf::Any(delivery) => delivery.retry(after).await,
        }
    }

    async fn dead_letter(self, why: &DeadLetter) -> Result<(), TransportError> {
        match self.delivery {
            OneOf::ByKey(delivery) => delivery.dead_letter(why).await,
            OneOf::Any(delivery) => delivery.dead_letter(why).await,
        }
    }

    async fn release(self) -> Result<(), TransportError> {
        match self.delivery {
            OneOf::ByKey(delivery) => delivery.release().await,
            OneOf::Any(delivery) => delivery.release().await,
        }
    }
}

impl fmt::Debug for RabbitMqDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMqDeliveries").finish_non_exhaustive()
    }
}

impl fmt::Debug for RabbitMqDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMqDelivery")
            .field("attempt", &self.attempt())
            .field("received", &self.received())
            .finish_non_exhaustive()
    }
}
