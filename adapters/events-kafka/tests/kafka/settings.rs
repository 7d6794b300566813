//! Settings that are refused, and names.

use domain_events::transport::Problem;
use domain_events::{Subscription, Transport};
use events_kafka::Kafka;

use crate::broker::{EVENT, brokers, builder, connect, message, name};

#[tokio::test]
async fn a_setting_that_the_promises_hang_on_is_refused() {
    for key in
        ["enable.auto.commit", "acks", "group.id", "enable.idempotence", "partition.assignment.strategy"]
    {
        let error = Kafka::builder(brokers()).set(key, "1").connect().await.expect_err("it is not to be set");

        assert_eq!(error.problem(), Problem::Refused, "{error}");
        assert!(error.is_permanent() && error.to_string().contains(&format!("`{key}`")), "{error}");
    }
}

#[tokio::test]
async fn a_setting_that_nobody_knows_is_refused() {
    let error =
        Kafka::builder(brokers()).set("no.such.thing", "1").connect().await.expect_err("it is unknown");

    assert_eq!(error.problem(), Problem::Refused, "{error}");
    assert!(error.to_string().contains("no.such.thing"), "{error}");
}

#[tokio::test]
async fn a_name_that_kafka_does_not_take_is_refused() {
    let transport = connect(builder(&name("names"))).await;
    for group in ["", "sales\0", "sales/email", "größe"] {
        let error = transport.declare(&[Subscription::new(group, [EVENT])]).await.expect_err("it is no name");

        assert_eq!(error.problem(), Problem::Refused, "{error}");
    }
}

#[tokio::test]
async fn a_topic_that_is_not_there_is_an_error_that_says_what_to_do() {
    let topic = name("nobody-declared");
    let transport = connect(builder(&topic)).await;
    let message = message("k", 0);

    let error = transport.send(std::slice::from_ref(&message)).await.expect_err("there is no topic");

    assert_eq!(error.problem(), Problem::Unroutable, "{error}");
    let text = error.to_string();
    assert!(text.contains(&topic) && text.contains(&message.id().to_string()), "{text}");
    assert!(text.contains("start the worker"), "{text}");
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused() {
    let transport = connect(builder(&name("large")).message_max_bytes(100_000)).await;
    let message = message("k", 0).with_body("application/octet-stream", vec![0; 200_000]);

    let error = transport.send(&[message]).await.expect_err("it is too large");

    assert_eq!(error.problem(), Problem::Refused, "{error}");
    assert!(error.is_permanent() && error.to_string().contains("`message_max_bytes`"), "{error}");
}
