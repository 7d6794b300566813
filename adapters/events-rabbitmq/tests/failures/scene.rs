//! A place of its own on the broker for each test.

use std::time::Duration;

use domain_events::transport::{Deliveries, Order};
use domain_events::{Message, Source, Subscription, Transport, Uuid};
use events_rabbitmq::{RabbitMq, RabbitMqBuilder, RabbitMqDeliveries, RabbitMqDelivery};
use tokio::time::timeout;

use crate::broker;

/// Nothing here takes longer, unless it fails.
pub(crate) const LONG: Duration = Duration::from_secs(20);

pub(crate) struct Scene {
    pub(crate) uri: String,
    pub(crate) exchange: String,
    pub(crate) group: String,
    /// Of each group.
    pub(crate) partitions: u32,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let exchange = format!("failures-{}", Uuid::now_v7().simple());
        let group = format!("{exchange}-sales");
        Self { uri: broker::uri(), exchange, group, partitions: 1 }
    }

    pub(crate) fn builder(&self) -> RabbitMqBuilder {
        RabbitMq::builder(&self.uri).exchange(&self.exchange).partitions(self.partitions)
    }

    pub(crate) async fn connect(&self) -> RabbitMq {
        broker::found(self.builder().connect().await)
    }

    pub(crate) fn subscription(&self, order: Order) -> Subscription {
        Subscription::new(&self.group, ["order.placed"]).order(order)
    }

    pub(crate) async fn subscribe(&self, transport: &RabbitMq, order: Order) -> RabbitMqDeliveries {
        transport.subscribe(&self.subscription(order)).await.expect("a group is subscribed to")
    }

    pub(crate) async fn dead_letters(&self, transport: &RabbitMq) -> RabbitMqDeliveries {
        let subscription = Subscription::dead_letters(&self.group);
        transport.subscribe(&subscription).await.expect("dead letters are subscribed to")
    }

    pub(crate) async fn end(self) {
        broker::remove(&self.uri, &self.exchange, self.partitions).await;
    }
}

pub(crate) fn message(key: &str, number: u64) -> Message {
    let source = Source::new("/failures").expect("it is a URI reference");
    Message::new(Uuid::now_v7(), &source, "order.placed")
        .with_subject(key)
        .with_body("application/json", number.to_string())
}

pub(crate) fn messages(count: u64, keys: u64) -> Vec<Message> {
    (0..count).map(|number| message(&format!("key-{}", number % keys), number)).collect()
}

pub(crate) async fn next(deliveries: &RabbitMqDeliveries) -> RabbitMqDelivery {
    let next = timeout(LONG, deliveries.next()).await.expect("one comes in time");
    next.expect("no error comes").expect("the deliveries are open")
}

/// Asserts that nothing comes for a quarter of a second.
pub(crate) async fn quiet(deliveries: &RabbitMqDeliveries) {
    if let Ok(came) = timeout(Duration::from_millis(250), deliveries.next()).await {
        panic!("{came:?} came, and nothing should have");
    }
}
