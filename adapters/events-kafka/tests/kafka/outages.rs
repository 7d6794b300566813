//! Brokers that are away, and a producer that dies of an error: with the client's mock of a broker.

use std::time::{Duration, Instant};

use domain_events::Transport;
use domain_events::transport::Problem;
use events_kafka::Kafka;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::broker::{message, within};

type Cluster = MockCluster<'static, DefaultProducerContext>;

fn cluster() -> Cluster {
    let cluster = MockCluster::new(1).expect("a mock starts");
    cluster.create_topic("domain-events", 1, 1).expect("a topic is made");
    cluster
}

async fn connect(cluster: &Cluster, send_timeout: Duration) -> Kafka {
    let builder = Kafka::builder(cluster.bootstrap_servers()).send_timeout(send_timeout);
    builder.connect().await.expect("the mock answers")
}

/// What is sent while the broker is away is confirmed once it is back.
#[tokio::test]
async fn what_is_sent_in_an_outage_is_confirmed_after_it() {
    let cluster = cluster();
    let transport = connect(&cluster, Duration::from_secs(30)).await;
    transport.send(&[message("k", 0)]).await.expect("the broker is there");
    cluster.broker_down(1).expect("it goes down");

    let sending = tokio::spawn({
        let transport = transport.clone();
        async move { transport.send(&[message("k", 1), message("k", 2)]).await }
    });
    tokio::task::yield_now().await;
    cluster.broker_up(1).expect("it comes up");

    let sent = within("a confirmation", sending).await.expect("it does not panic");
    sent.expect("the broker is back");
}

/// A broker that stays away is an error that names the message, in time.
#[tokio::test]
async fn an_outage_that_lasts_is_an_error_in_time() {
    let cluster = cluster();
    let transport = connect(&cluster, Duration::from_secs(1)).await;
    transport.send(&[message("k", 0)]).await.expect("the broker is there");
    cluster.broker_down(1).expect("it goes down");
    let message = message("k", 1);
    let began = Instant::now();

    let sent = within("an error", transport.send(std::slice::from_ref(&message))).await;

    let error = sent.expect_err("nobody confirms it");
    assert_eq!(error.problem(), Problem::Unavailable, "{error}");
    assert!(error.to_string().contains(&message.id().to_string()), "{error}");
    assert!(began.elapsed() < Duration::from_secs(8), "it took {:?}", began.elapsed());
}

/// An error that the producer does not survive is survived by the transport.
#[tokio::test]
async fn a_producer_that_dies_is_made_anew() {
    let cluster = cluster();
    let transport = connect(&cluster, Duration::from_secs(30)).await;
    transport.send(&[message("k", 0)]).await.expect("the broker is there");
    cluster.request_errors(
        RDKafkaApiKey::Produce,
        &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER],
    );

    let sent = within("a confirmation", transport.send(&[message("k", 1), message("k", 2)])).await;

    sent.expect("another producer sends it");
    transport.send(&[message("k", 3)]).await.expect("that one goes on");
}

/// Nobody there is an error that says how to get somebody there.
#[tokio::test]
async fn nobody_there_is_an_error_that_says_what_to_do() {
    let builder = Kafka::builder("127.0.0.1:1").connect_timeout(Duration::from_millis(300));

    let error = within("an error", builder.connect()).await.expect_err("nobody listens there");

    assert_eq!(error.problem(), Problem::Unavailable, "{error}");
    let text = error.to_string();
    assert!(text.contains("127.0.0.1:1") && text.contains("scripts/brokers up kafka"), "{text}");
}
