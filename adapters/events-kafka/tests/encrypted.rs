//! Connections by TLS, with a user and a password (feature `tls`).
#![cfg(feature = "tls")]

use domain_events::transport::{Deliveries, Delivery, Problem};
use domain_events::{Message, Source, Subscription, Transport, Uuid};
use events_kafka::{Kafka, KafkaBuilder};

const EVENT: &str = "order.placed";

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!(
            "{name} is not set: start the broker with `scripts/brokers up kafka` and `eval` what it prints"
        )
    })
}

/// Who it is, and where: `user:password@host:port`.
fn builder(topic: &str, password: Option<&str>) -> KafkaBuilder {
    let address = variable("DOMAIN_EVENTS_KAFKA_SASL_TLS");
    let (user, servers) = address.split_once('@').expect("it has a user");
    let (user, right) = user.split_once(':').expect("the user has a password");
    Kafka::builder(servers)
        .topic(topic)
        .set("security.protocol", "sasl_ssl")
        .set("sasl.mechanism", "PLAIN")
        .set("sasl.username", user)
        .set("sasl.password", password.unwrap_or(right))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_pass_an_encrypted_connection() {
    let topic = format!("encrypted-{}", Uuid::now_v7().simple());
    let group = format!("{topic}-sales");
    let builder = builder(&topic, None).set("ssl.ca.location", variable("DOMAIN_EVENTS_CA"));
    let transport = builder.connect().await.unwrap_or_else(|error| panic!("{error}"));
    let deliveries = transport.subscribe(&Subscription::new(&group, [EVENT])).await.expect("it is let in");
    let source = Source::new("/test").expect("it is a URI reference");
    let message = Message::new(Uuid::now_v7(), &source, EVENT).with_subject("order-1");

    transport.send(std::slice::from_ref(&message)).await.expect("it is sent");

    let delivery = deliveries.next().await.expect("no error comes").expect("it is open");
    assert_eq!(delivery.received().expect("a message came"), &message);
    delivery.ack().await.expect("it is settled");
    transport.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_nobody_vouches_for_is_an_error() {
    let error = builder("nobody", None).connect().await.expect_err("its certificate is not known");

    assert_eq!(error.problem(), Problem::Unavailable, "{error}");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_an_error_that_says_so() {
    let builder = builder("nobody", Some("guess")).set("ssl.ca.location", variable("DOMAIN_EVENTS_CA"));

    let error = builder.connect().await.expect_err("it is not the password");

    assert!(error.to_string().to_lowercase().contains("authentication"), "{error}");
}
