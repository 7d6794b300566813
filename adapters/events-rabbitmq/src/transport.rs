//! The transport.

use std::fmt;
use std::sync::Arc;

use events_worker::transport::{KeepsOrder, Order, SubscribedTo, Transport, TransportError};
use events_worker::{Message, Subscription};

use crate::RabbitMqBuilder;
use crate::broker::Broker;
use crate::consumer::Consumer;
use crate::deliveries::RabbitMqDeliveries;
use crate::failure::NAME;
use crate::partitions::Partitions;

/// RabbitMQ as a transport.
///
/// ```no_run
/// use events_rabbitmq::RabbitMq;
///
/// # async fn connect() -> Result<(), events_worker::TransportError> {
/// let transport = RabbitMq::connect("amqp://shop:secret@mq.example:5672/%2f").await?;
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
///
/// A clone is a handle: all share two connections, one to send and one to consume, which are made anew when they break. When the
/// last handle is dropped, and the last of its deliveries, they are closed.
///
/// # Order and repetition
///
/// At least once. A message that could not be confirmed in time may have been sent; one whose acknowledgement was lost comes again.
/// With [`Order::ByKey`] one consumer of a group takes its messages, the others wait to take its place, or one of each of its queues,
/// where there are several ([`partitions`](RabbitMqBuilder::partitions)); messages of a key are
/// handled one after the other, retries and stops included. With [`Order::Any`] all consumers of a group take messages.
///
/// # Cancellation
///
/// A dropped `send` sends what is on its way, and no more. A dropped `next` has taken none. A delivery whose settling is dropped may
/// have been settled.
#[derive(Clone)]
pub struct RabbitMq(Arc<Broker>);

impl RabbitMq {
    /// Connects with the settings that hold if nothing is said. The URI is `amqp://user:password@host:port/virtual-host`, where the
    /// virtual host `/` is written `%2f`; with the feature `tls` also `amqps://`.
    ///
    /// # Errors
    ///
    /// If the broker is not there or does not answer within ten seconds, does not take this user, or has an exchange of that name
    /// that is no durable topic exchange. It is tried once.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without timers or I/O.
    pub async fn connect(uri: impl Into<String>) -> Result<Self, TransportError> {
        Self::builder(uri).connect().await
    }

    /// Connects with settings of its own.
    pub fn builder(uri: impl Into<String>) -> RabbitMqBuilder {
        RabbitMqBuilder::new(uri.into())
    }

    pub(crate) fn new(broker: Broker) -> Self {
        Self(Arc::new(broker))
    }
}

impl Transport for RabbitMq {
    const NAME: &'static str = NAME;
    type Deliveries = RabbitMqDeliveries;

    async fn send(&self, messages: &[Message]) -> Result<(), TransportError> {
        self.0.send(messages).await
    }

    async fn send_to(&self, group: &str, messages: &[Message]) -> Result<(), TransportError> {
        self.0.send_to(group, messages).await
    }

    async fn declare(&self, subscriptions: &[Subscription]) -> Result<(), TransportError> {
        self.0.declare(subscriptions).await
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<RabbitMqDeliveries, TransportError> {
        if self.0.settings.is_partitioned(subscription) {
            return Ok(RabbitMqDeliveries::partitioned(Partitions::start(&self.0, subscription).await?));
        }
        let inbox = Consumer::new(&self.0, subscription, None).start().await?;
        Ok(match (subscription.subscribed_to(), subscription.message_order()) {
            (SubscribedTo::Events(_), Order::ByKey) => RabbitMqDeliveries::by_key(inbox),
            _ => RabbitMqDeliveries::in_any_order(inbox),
        })
    }

    async fn close(&self) {
        self.0.close().await;
    }
}

/// One consumer at a time takes the messages of a queue, and those of a key are in one queue.
impl KeepsOrder for RabbitMq {}

impl fmt::Debug for RabbitMq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMq").field("exchange", &self.0.settings.exchange).finish_non_exhaustive()
    }
}
