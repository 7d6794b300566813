//! Connections that break.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use domain_events::Transport;
use domain_events::transport::{Deliveries, Delivery, Order, Problem};
use events_rabbitmq::RabbitMq;
use tokio::time::timeout;

use crate::broker;
use crate::proxy::Proxy;
use crate::scene::{LONG, Scene, message, messages, next, quiet};

async fn by(proxy: &Proxy, scene: &Scene) -> RabbitMq {
    let builder = RabbitMq::builder(proxy.uri()).exchange(&scene.exchange);
    broker::found(builder.send_timeout(Duration::from_secs(3)).connect().await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_confirmed_while_connections_break_has_arrived() {
    let (scene, proxy) = (Scene::new(), Proxy::start().await);
    let direct = scene.connect().await;
    let deliveries = scene.subscribe(&direct, Order::Any).await;
    let transport = by(&proxy, &scene).await;

    let mut confirmed = HashSet::new();
    for round in 0..20 {
        let messages = messages(50, 5);
        let sending = transport.send(&messages);
        let cutting = async {
            if round % 2 == 0 {
                tokio::task::yield_now().await;
                proxy.cut();
            }
        };
        let (sent, ()) = tokio::join!(sending, cutting);
        sent.expect("a connection that breaks is made anew");
        confirmed.extend(messages.iter().map(domain_events::Message::id));
    }

    while !confirmed.is_empty() {
        let delivery = next(&deliveries).await;
        confirmed.remove(&delivery.received().expect("it is a message").id());
        delivery.ack().await.expect("it is settled");
    }
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_goes_on_and_what_it_held_comes_again() {
    let (scene, proxy) = (Scene::new(), Proxy::start().await);
    let direct = scene.connect().await;
    let transport = by(&proxy, &scene).await;
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    let sent = messages(2, 2);
    direct.send(&sent).await.expect("it is sent");
    let held = [next(&deliveries).await, next(&deliveries).await];
    assert!(held.iter().all(|delivery| !delivery.is_stale() && delivery.attempt() == 1));

    proxy.cut();

    let again = [next(&deliveries).await, next(&deliveries).await];
    assert!(again.iter().all(|delivery| delivery.attempt() == 2), "{again:?}");
    for stale in held {
        assert!(stale.is_stale());
        let error = stale.ack().await.expect_err("its channel has gone");
        assert_eq!(error.problem(), Problem::Stale, "{error}");
    }
    quiet(&deliveries).await;
    let [first, second] = again;
    first.ack().await.expect("the late acknowledgements have settled no other");
    drop(second);
    let third = next(&deliveries).await;
    assert_eq!(third.attempt(), 3);
    third.ack().await.expect("it is settled");
    assert_eq!(deliveries.lag().await, Some(0));
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_away_is_an_error_in_time_and_is_found_again() {
    let (scene, proxy) = (Scene::new(), Proxy::start().await);
    let direct = scene.connect().await;
    let deliveries = scene.subscribe(&direct, Order::Any).await;
    let transport = by(&proxy, &scene).await;
    transport.send(&[message("key", 0)]).await.expect("it is sent");

    proxy.close();

    let (lost, began) = (message("key", 1), Instant::now());
    let error = transport.send(std::slice::from_ref(&lost)).await.expect_err("there is no broker");
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
    assert_eq!(error.problem(), Problem::Unavailable, "{error}");
    let text = error.to_string();
    for part in [&scene.exchange, &lost.id().to_string(), "was not confirmed within 3s"] {
        assert!(text.contains(part), "{text}");
    }

    proxy.open();

    transport.send(&[message("key", 2)]).await.expect("it is found again");
    for expected in ["0", "2"] {
        let delivery = next(&deliveries).await;
        assert_eq!(delivery.received().expect("it is a message").body(), expected);
        delivery.ack().await.expect("it is settled");
    }
    quiet(&deliveries).await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_frozen_is_an_error_in_time() {
    let (scene, proxy) = (Scene::new(), Proxy::start().await);
    let direct = scene.connect().await;
    let deliveries = scene.subscribe(&direct, Order::Any).await;
    let transport = by(&proxy, &scene).await;
    transport.send(&[message("key", 0)]).await.expect("it is sent");

    proxy.freeze();

    let began = Instant::now();
    let error = transport.send(&[message("key", 1)]).await.expect_err("nothing goes through");
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
    assert_eq!(error.problem(), Problem::Unavailable, "{error}");
    let declared = transport.declare(&[scene.subscription(Order::Any)]).await;
    assert_eq!(declared.expect_err("nothing goes through").problem(), Problem::Unavailable);

    proxy.open();

    let sent = async { while transport.send(&[message("key", 2)]).await.is_err() {} };
    timeout(LONG, sent).await.expect("it is found again");
    let mut came = String::new();
    while came != "2" {
        let delivery = next(&deliveries).await;
        came = String::from_utf8_lossy(delivery.received().expect("it is a message").body()).into_owned();
        delivery.ack().await.expect("it is settled");
    }
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_that_was_deleted_is_declared_anew() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;

    let (_connection, channel) = broker::channel(&scene.uri).await;
    broker::delete(&channel, &scene.group).await;

    let sent = async {
        while transport.send(&[message("key", 1)]).await.is_err() {
            tokio::task::yield_now().await; // until the consumer has declared it
        }
    };
    timeout(LONG, sent).await.expect("the queue is there again");
    next(&deliveries).await.ack().await.expect("it is settled");
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handles_that_are_dropped_close_their_connections() {
    let (scene, proxy) = (Scene::new(), Proxy::start().await);
    let transport = by(&proxy, &scene).await;
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    transport.send(&[message("key", 1)]).await.expect("it is sent");
    let delivery = next(&deliveries).await;
    drop(transport);
    delivery.ack().await.expect("the deliveries have a handle of their own");
    assert!(proxy.connections() > 0);

    drop(deliveries);

    proxy.has_no_connections().await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_that_is_another_one_by_now_is_an_error_and_the_end() {
    let (scene, proxy) = (Scene::new(), Proxy::start().await);
    let transport = by(&proxy, &scene).await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    proxy.close();
    let (_connection, channel) = broker::channel(&scene.uri).await;
    broker::delete(&channel, &scene.group).await;
    scene.connect().await.declare(&[scene.subscription(Order::Any)]).await.expect("it is declared");

    proxy.open();

    for _ in 0..2 {
        let next = timeout(LONG, deliveries.next()).await.expect("it ends in time");
        let error = next.expect_err("its queue is another one");
        assert_eq!(error.problem(), Problem::Differs, "{error}");
        assert!(error.to_string().contains("x-single-active-consumer"), "{error}");
    }
    scene.end().await;
}
