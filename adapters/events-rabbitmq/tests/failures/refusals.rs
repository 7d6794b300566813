//! What the broker does not take, or not as we ask.

use std::time::Duration;

use domain_events::Transport;
use domain_events::transport::{Delivery, Order, Problem};
use events_rabbitmq::Unroutable;

use crate::broker;
use crate::scene::{Scene, message, messages, next, quiet};

#[tokio::test]
async fn an_event_that_no_group_takes_is_an_error_that_names_it() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let nobodys = message("key", 1);

    let error = transport.send(std::slice::from_ref(&nobodys)).await.expect_err("no group takes it");

    assert_eq!(error.problem(), Problem::Unroutable, "{error}");
    let text = error.to_string();
    for part in [&scene.exchange, &nobodys.id().to_string(), "order.placed", "start the worker"] {
        assert!(text.contains(part), "{text}");
    }
    scene.end().await;
}

#[tokio::test]
async fn an_event_that_no_group_takes_is_let_go_if_that_is_asked_for() {
    let scene = Scene::new();
    let transport = broker::found(scene.builder().unroutable(Unroutable::Report).connect().await);

    transport.send(&messages(3, 3)).await.expect("it is let go");

    let nobody = format!("{}-nobody", scene.exchange);
    let error = transport.send_to(&nobody, &messages(1, 1)).await.expect_err("there is no such group");
    assert_eq!(error.problem(), Problem::Unroutable, "{error}");
    scene.end().await;
}

#[tokio::test]
async fn those_that_a_group_takes_arrive_beside_those_that_none_takes() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    let nobodys =
        domain_events::Message::new(domain_events::Uuid::now_v7(), message("k", 0).source(), "order.lost");

    for number in 0..20 {
        let (taken, nobodys) = ([message("key", number)], [nobodys.clone()]);
        let (taken, lost) = tokio::join!(transport.send(&taken), transport.send(&nobodys));
        taken.expect("it is taken");
        assert_eq!(lost.expect_err("no group takes it").problem(), Problem::Unroutable);
    }

    for _ in 0..20 {
        next(&deliveries).await.ack().await.expect("it is settled");
    }
    quiet(&deliveries).await;
    scene.end().await;
}

#[tokio::test]
async fn a_queue_with_other_settings_is_an_error_that_says_which() {
    let scene = Scene::new();
    let subscription = scene.subscription(Order::ByKey);
    scene.connect().await.declare(std::slice::from_ref(&subscription)).await.expect("it is declared");
    let other = broker::found(scene.builder().delivery_limit(7).connect().await);

    let error = other.declare(&[subscription]).await.expect_err("its limit is another");

    assert_eq!(error.problem(), Problem::Differs, "{error}");
    let text = error.to_string();
    for part in [&scene.group, "x-delivery-limit", "'7'", "'100'", "let its workers empty it, delete it"] {
        assert!(text.contains(part), "{text}");
    }
    scene.end().await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_the_others_arrive() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    let more_than_the_broker_takes = vec![0; 129 * 1024 * 1024];
    let large = message("key", 1).with_body("application/octet-stream", more_than_the_broker_takes);
    let long = message("key", 1).with_header("x-long", "x".repeat(200_000));

    for refused in [large, long] {
        let sent = [message("key", 0), refused.clone(), message("key", 2)];
        let error = transport.send(&sent).await.expect_err("it is too large");
        assert_eq!(error.problem(), Problem::Refused, "{error}");
        assert!(error.to_string().contains(&refused.id().to_string()), "{error}");
        for expected in ["0", "2"] {
            let delivery = next(&deliveries).await;
            assert_eq!(delivery.received().expect("it is a message").body(), expected);
            delivery.ack().await.expect("it is settled");
        }
    }
    quiet(&deliveries).await;
    scene.end().await;
}

#[tokio::test]
async fn a_full_queue_holds_its_senders_back_and_keeps_their_order() {
    const COUNT: u64 = 200;
    let scene = Scene::new();
    let transport =
        broker::found(scene.builder().max_length(5).send_timeout(Duration::from_secs(2)).connect().await);
    transport.declare(&[scene.subscription(Order::ByKey)]).await.expect("it is declared");
    let all = messages(COUNT, 1);

    let error = transport.send(&all).await.expect_err("nobody takes any");

    assert_eq!(error.problem(), Problem::Full, "{error}");
    let message =
        error.message().and_then(|message| message.id()).expect("it names the first that was not taken");
    let first = all.iter().position(|sent| sent.id().to_string() == message).expect("it is one of them");
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    let rest = all[first..].to_vec();
    let sender = transport.clone();
    let sending = tokio::spawn(async move { sender.send(&rest).await });
    let mut came = 0;
    while came < COUNT {
        let delivery = next(&deliveries).await;
        let number =
            String::from_utf8_lossy(delivery.received().expect("it is a message").body()).parse::<u64>();
        let number = number.expect("it is a number");
        assert!(number <= came, "{number} came before {came}");
        came = came.max(number + 1);
        delivery.ack().await.expect("it is settled");
    }
    sending.await.expect("it does not panic").expect("there is room again");
    scene.end().await;
}
