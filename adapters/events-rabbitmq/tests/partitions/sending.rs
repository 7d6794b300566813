//! Messages that are sent to one group, or by another program.

use domain_events::transport::{Deliveries, Delivery, Order, Problem};
use domain_events::{Message, Transport};
use lapin::options::ExchangeDeleteOptions;
use lapin::types::FieldTable;

use crate::scene::{message, messages, next, quiet};
use crate::{KEYS, broker, scene};

#[tokio::test]
async fn messages_of_other_programs_have_no_slot_and_arrive() {
    let scene = scene();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;

    broker::publish(&scene.uri, &scene.exchange, "order.placed", FieldTable::default(), b"theirs").await;

    let delivery = next(&deliveries).await;
    assert_eq!(delivery.received().expect_err("it is no message").body(), "theirs");
    delivery.ack().await.expect("it is settled");
    quiet(&deliveries).await;
    transport.close().await;
    scene.end().await;
}

#[tokio::test]
async fn what_is_sent_to_the_group_keeps_its_place_among_what_is_sent_to_all() {
    let scene = scene();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    let sent = messages(40, 8);

    for (number, message) in sent.iter().enumerate() {
        let message = std::slice::from_ref(message);
        let sent = if number % 16 < 8 {
            transport.send_to(&scene.group, message).await
        } else {
            transport.send(message).await
        };
        sent.expect("it is sent");
    }

    let mut came = Vec::<Message>::new();
    for _ in &sent {
        let delivery = next(&deliveries).await;
        came.push(delivery.received().expect("it is a message").clone());
        delivery.ack().await.expect("it is settled");
    }
    for key in KEYS.as_flattened() {
        let of_key = |message: &&Message| message.subject() == Some(*key);
        assert!(came.iter().filter(of_key).eq(sent.iter().filter(of_key)), "{key}: {came:?}");
    }
    quiet(&deliveries).await;
    transport.close().await;
    scene.end().await;
}

#[tokio::test]
async fn who_knows_another_number_sends_to_the_group_too() {
    let scene = scene();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;

    for partitions in [1, 8] {
        let other = broker::found(scene.builder().partitions(partitions).connect().await);
        let sent = messages(16, 16);
        other.send_to(&scene.group, &sent).await.expect("there is such a group");
        for _ in &sent {
            let delivery = next(&deliveries).await;
            assert_eq!(delivery.attempt(), 1);
            assert!(sent.contains(delivery.received().expect("it is a message")));
            delivery.ack().await.expect("it is settled");
        }
    }
    quiet(&deliveries).await;
    assert_eq!(deliveries.lag().await, Some(0));
    transport.close().await;
    scene.end().await;
}

#[tokio::test]
async fn a_group_in_any_order_is_one_queue_that_can_be_sent_to() {
    let scene = scene();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    let sent = message("key", 1);

    transport.send_to(&scene.group, std::slice::from_ref(&sent)).await.expect("there is such a group");

    let delivery = next(&deliveries).await;
    assert_eq!(delivery.received().expect("it is a message"), &sent);
    delivery.ack().await.expect("it is settled");
    transport.close().await;
    scene.end().await;
}

#[tokio::test]
async fn a_group_whose_exchange_was_deleted_takes_nothing_until_it_is_declared_again() {
    let scene = scene();
    let transport = scene.connect().await;
    let group = scene.subscription(Order::ByKey);
    transport.declare(std::slice::from_ref(&group)).await.expect("it is declared");
    transport.send_to(&scene.group, &messages(1, 1)).await.expect("there is such a group");
    let (_connection, channel) = broker::channel(&scene.uri).await;
    let deleted =
        channel.exchange_delete(scene.group.as_str().into(), ExchangeDeleteOptions::default()).await;
    deleted.expect("an exchange is deleted");

    let error = transport.send_to(&scene.group, &messages(3, 3)).await.expect_err("its exchange has gone");

    assert_eq!(error.problem(), Problem::Unroutable, "{error}");
    assert!(error.to_string().contains(&scene.group), "{error}");
    transport.declare(&[group]).await.expect("it is declared");
    transport.send_to(&scene.group, &messages(3, 3)).await.expect("there is such a group");
    scene.end().await;
}
