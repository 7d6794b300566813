//! A broker that is short of memory. It is the same for all who use it.

use std::time::Duration;

use domain_events::transport::{Deliveries, Delivery, Order, Problem};
use domain_events::{Message, Source, Subscription, Transport, Uuid};
use lapin::types::FieldTable;
use tokio::time::timeout;

use crate::{ALONE, broker, control};

/// What a broker has if nothing is said.
const ENOUGH: &str = "0.4";

async fn set_memory(watermark: &str) {
    control(&["set_vm_memory_high_watermark", watermark]).await;
}

fn message(number: u64) -> Message {
    let source = Source::new("/blocked").expect("it is a URI reference");
    Message::new(Uuid::now_v7(), &source, "order.placed").with_body("application/json", number.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_without_memory_is_waited_for_and_then_an_error_that_says_why() {
    let _alone = ALONE.lock().await;
    let uri = broker::uri();
    let exchange = format!("blocked-{}", Uuid::now_v7().simple());
    let connect = async |limit| {
        let builder = events_rabbitmq::RabbitMq::builder(&uri).exchange(&exchange);
        broker::found(builder.send_timeout(limit).connect().await)
    };
    let (hasty, patient) = (connect(Duration::from_secs(2)).await, connect(Duration::from_mins(1)).await);
    let subscription = Subscription::new(format!("{exchange}-sales"), ["order.placed"]).order(Order::Any);
    let deliveries = patient.subscribe(&subscription).await.expect("a group is subscribed to");
    broker::publish(&uri, &exchange, "order.placed", FieldTable::default(), b"no message").await;
    for transport in [&hasty, &patient] {
        transport.send(&[message(0)]).await.expect("it is sent");
    }

    set_memory("0.00001").await;
    let ended = tokio::spawn({
        let patient = patient.clone();
        async move {
            let sending = tokio::spawn(async move { patient.send(&[message(1)]).await });
            let error = hasty.send(&[message(2)]).await.expect_err("the broker takes nothing");
            for _ in 0..3 {
                let next =
                    timeout(Duration::from_secs(5), deliveries.next()).await.expect("one comes in time");
                let delivery = next.expect("no error comes").expect("the deliveries are open");
                delivery.ack().await.expect("it is settled meanwhile");
            }
            (error, sending.is_finished(), sending)
        }
    })
    .await;
    set_memory(ENOUGH).await;

    let (error, sent_while_blocked, sending) = ended.expect("it does not panic");
    assert_eq!(error.problem(), Problem::Unavailable, "{error}");
    let text = error.to_string();
    assert!(text.contains("it has blocked the connection: low on memory"), "{text}");
    assert!(text.contains("rabbitmq-diagnostics alarms"), "{text}");
    assert!(!sent_while_blocked, "the broker takes nothing");
    let sent = timeout(Duration::from_secs(20), sending).await.expect("it is sent in time");
    sent.expect("it does not panic").expect("the broker has memory again");
    broker::remove(&uri, &exchange, 1).await;
}
