//! The real broker, with topics of each test's own.

use std::future::Future;
use std::time::Duration;

use domain_events::transport::{Deliveries, Delivery};
use domain_events::{Message, Source, Subscription, Transport, Uuid};
use events_kafka::{Kafka, KafkaBuilder, KafkaDeliveries, KafkaDelivery};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::metadata::MetadataTopic;

pub(crate) const EVENT: &str = "order.placed";

/// A name that nobody else has.
pub(crate) fn name(test: &str) -> String {
    format!("{test}-{}", Uuid::now_v7().simple())
}

pub(crate) fn brokers() -> String {
    std::env::var("DOMAIN_EVENTS_KAFKA").unwrap_or_else(|_| "127.0.0.1:21092".to_owned())
}

pub(crate) fn client() -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", brokers());
    config
}

/// With groups that notice quickly who is gone.
pub(crate) fn builder(topic: &str) -> KafkaBuilder {
    Kafka::builder(brokers())
        .topic(topic)
        .session_timeout(Duration::from_secs(6))
        .set("heartbeat.interval.ms", "100")
}

pub(crate) async fn connect(builder: KafkaBuilder) -> Kafka {
    builder.connect().await.unwrap_or_else(|error| {
        panic!("{error}: start it with `scripts/brokers up kafka` and `eval` what it prints")
    })
}

pub(crate) fn subscription(group: &str) -> Subscription {
    Subscription::new(group, [EVENT])
}

pub(crate) async fn subscribe(transport: &Kafka, subscription: &Subscription) -> KafkaDeliveries {
    transport.subscribe(subscription).await.expect("a group is subscribed to")
}

pub(crate) fn message(key: &str, number: u64) -> Message {
    let source = Source::new("/test").expect("it is a URI reference");
    Message::new(Uuid::now_v7(), &source, EVENT).with_subject(key).with_body("text/plain", number.to_string())
}

/// The number in a message.
pub(crate) fn number(delivery: &KafkaDelivery) -> u64 {
    let body = delivery.received().expect("a message came").body();
    std::str::from_utf8(body).expect("it is text").parse().expect("it is a number")
}

pub(crate) async fn next(deliveries: &KafkaDeliveries) -> KafkaDelivery {
    let next = within("a message", deliveries.next()).await;
    next.expect("no error comes").expect("the deliveries are open")
}

/// Closes it and removes its topics: those whose names begin with that of the topic of its events.
pub(crate) async fn end(transport: Kafka, topic: &str) {
    transport.close().await;
    let admin: AdminClient<DefaultClientContext> = client().create().expect("a client starts");
    let metadata = admin.inner().fetch_metadata(None, Duration::from_secs(10)).expect("the broker is there");
    let names = metadata.topics().iter().map(MetadataTopic::name).filter(|name| name.starts_with(topic));
    let removed = admin.delete_topics(&names.collect::<Vec<_>>(), &AdminOptions::new()).await;
    removed.expect("topics can be removed");
}

/// Each test waits for what it waits for, and not for ever.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    const DEADLINE: Duration = Duration::from_mins(1);
    let Ok(output) = tokio::time::timeout(DEADLINE, future).await else {
        panic!("{what} has not come within {DEADLINE:?}");
    };
    output
}

/// Asks again and again until it is so.
pub(crate) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let asked = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(10));
        while !is_so() {
            ticks.tick().await;
        }
    };
    within(what, asked).await;
}
