//! Users who may not do all.

use domain_events::transport::{Order, Problem};
use domain_events::{Message, Source, Subscription, Transport, Uuid};
use events_rabbitmq::RabbitMq;

use crate::{ALONE, broker, control};

#[tokio::test]
async fn who_only_sends_needs_to_write_to_the_exchange_alone() {
    let _alone = ALONE.lock().await;
    let exchange = format!("permissions-{}", Uuid::now_v7().simple());
    let pattern = format!("^{exchange}$");
    control(&["add_user", &exchange, "secret"]).await;
    control(&["set_permissions", &exchange, "^$", &pattern, "^$"]).await;

    let ended = tokio::spawn(send_only(exchange.clone())).await;

    control(&["delete_user", &exchange]).await;
    broker::remove(&broker::uri(), &exchange, 1).await;
    ended.expect("it does not panic");
}

async fn send_only(exchange: String) {
    let uri = broker::uri().replacen("guest:guest", &format!("{exchange}:secret"), 1);
    let builder = || RabbitMq::builder(&uri).exchange(&exchange);

    let error = builder().connect().await.expect_err("there is no exchange, and it may not declare one");
    assert_eq!(error.problem(), Problem::Refused, "{error}");
    assert!(error.to_string().contains("declare it, as a durable topic exchange"), "{error}");

    let subscription = Subscription::new(format!("{exchange}-sales"), ["order.placed"]).order(Order::Any);
    let other = broker::found(RabbitMq::builder(broker::uri()).exchange(&exchange).connect().await);
    other.declare(std::slice::from_ref(&subscription)).await.expect("a group is declared");

    let sender = builder().connect().await.expect("the exchange is there");
    let source = Source::new("/permissions").expect("it is a URI reference");
    let message = Message::new(Uuid::now_v7(), &source, "order.placed");
    sender.send(std::slice::from_ref(&message)).await.expect("it may send");
    let error = sender.send_to(subscription.group(), &[message]).await.expect_err("it may not send there");
    assert_eq!(error.problem(), Problem::Refused, "{error}");
    let error = sender.subscribe(&subscription).await.expect_err("it may not consume");
    assert_eq!(error.problem(), Problem::Refused, "{error}");
    let text = error.to_string();
    assert!(text.contains("ACCESS_REFUSED") && text.contains("rabbitmqctl set_permissions"), "{text}");
}
