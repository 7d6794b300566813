//! The broker that the tests run on, looked at past the adapter.

use std::fmt::Display;

use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, ExchangeDeleteOptions, QueueDeleteOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};

pub(crate) const VARIABLE: &str = "DOMAIN_EVENTS_RABBITMQ";

pub(crate) fn uri() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| "amqp://guest:guest@127.0.0.1:21672/%2f".to_owned())
}

/// The tests do not pass without a broker.
pub(crate) fn found<T, E: Display>(connected: Result<T, E>) -> T {
    connected.unwrap_or_else(|error| {
        panic!("{error}: start it with `scripts/brokers up rabbitmq` and `eval` what it prints")
    })
}

pub(crate) async fn channel(uri: &str) -> (Connection, Channel) {
    let connection = found(Connection::connect(uri, ConnectionProperties::default()).await);
    let channel = connection.create_channel().await.expect("a channel is opened");
    (connection, channel)
}

/// Publishes as another program might.
pub(crate) async fn publish(uri: &str, exchange: &str, routing_key: &str, headers: FieldTable, body: &[u8]) {
    let (_connection, channel) = channel(uri).await;
    channel.confirm_select(ConfirmSelectOptions::default()).await.expect("it confirms");
    let properties = BasicProperties::default().with_headers(headers);
    let options = BasicPublishOptions { mandatory: true, immediate: false };
    let published =
        channel.basic_publish(exchange.into(), routing_key.into(), options, body, properties).await;
    let confirmed = published.expect("it is published").await.expect("it is confirmed");
    assert!(confirmed.take_message().is_none(), "no queue takes it");
}

/// Removes what a test has made. Of the groups of the suite, these are the names.
pub(crate) async fn remove(uri: &str, namespace: &str, partitions: u32) {
    const GROUPS: [&str; 6] = ["sales", "email", "analytics", "placed", "paid", "nobody"];
    let (_connection, channel) = channel(uri).await;
    for group in GROUPS {
        let group = format!("{namespace}-{group}");
        for queue in [group.clone(), format!("{group}.dead")] {
            delete(&channel, &queue).await;
        }
        if partitions > 1 {
            delete(&channel, &format!("{group}.workers")).await;
            for partition in 0..partitions {
                delete(&channel, &format!("{group}.{partition}")).await;
            }
            delete_exchange(&channel, &group).await;
            delete_exchange(&channel, &format!("{group}.rest.{partitions}")).await;
        }
    }
    delete_exchange(&channel, namespace).await;
}

async fn delete_exchange(channel: &Channel, exchange: &str) {
    let deleted = channel.exchange_delete(exchange.into(), ExchangeDeleteOptions::default()).await;
    deleted.expect("an exchange is deleted");
}

/// One that is not there is deleted too.
pub(crate) async fn delete(channel: &Channel, queue: &str) {
    let deleted = channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await;
    deleted.expect("a queue is deleted");
}
