//! Messages per second to and from a real broker, beside a loop over its client that a person would write.
//!
//! `cargo run --release -p events-rabbitmq --example throughput`, with the broker of `DOMAIN_EVENTS_RABBITMQ`.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain_events::transport::{Deliveries, Delivery, Order};
use domain_events::{Message, Source, Subscription, Transport, Uuid};
use events_rabbitmq::RabbitMq;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, ConfirmSelectOptions,
    ExchangeDeleteOptions, QueueDeleteOptions, QueuePurgeOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use tokio::task::JoinSet;
use tokio::time::timeout;

const COUNT: u64 = 20_000;
const AT_ONCE: usize = 512;
const PREFETCH: u16 = 512;
const BODY: usize = 200;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let uri = std::env::var("DOMAIN_EVENTS_RABBITMQ")
        .unwrap_or_else(|_| "amqp://guest:guest@127.0.0.1:21672/%2f".to_owned());
    let exchange = format!("throughput-{}", Uuid::now_v7().simple());
    let transport = RabbitMq::builder(&uri).exchange(&exchange).connect().await?;
    let group = |order: Order| {
        Subscription::new(format!("{exchange}-{order:?}"), ["order.placed"])
            .order(order)
            .prefetch(PREFETCH.into())
    };
    for round in 0..3 {
        println!("round {round}, {COUNT} messages of {BODY} bytes, messages per second");
        for order in [Order::Any, Order::ByKey] {
            let subscription = group(order);
            transport.declare(std::slice::from_ref(&subscription)).await?;
            let queue = subscription.group().to_owned();
            for channels in [1, 4] {
                tell(
                    &format!("  send, client, {channels} channels"),
                    COUNT,
                    raw_send(&uri, &queue, channels),
                )
                .await?;
                tell("  take, client, ack each", COUNT, raw_take(&uri, &queue, false)).await?;
            }
            tell("  send, ours, one after the other", COUNT, send(&transport, &queue, 1)).await?;
            tell("  take, client, ack 64 at once", COUNT, raw_take(&uri, &queue, true)).await?;
            tell("  send, ours, four senders", COUNT, send(&transport, &queue, 4)).await?;
            tell(&format!("  take, ours, {order:?}"), COUNT, take(&transport, &subscription)).await?;
        }
        let subscription = group(Order::Any);
        let queue = subscription.group();
        tell("  one at a time, client", FEW, raw_one_at_a_time(&uri, queue)).await?;
        tell("  one at a time, ours", FEW, one_at_a_time(&transport, queue)).await?;
        let connection = Connection::connect(&uri, ConnectionProperties::default()).await?;
        connection.create_channel().await?.queue_purge(queue.into(), QueuePurgeOptions::default()).await?;
    }
    let connection = Connection::connect(&uri, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    for order in [Order::Any, Order::ByKey] {
        for suffix in ["", ".dead"] {
            let queue = format!("{}{suffix}", group(order).group());
            channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await?;
        }
    }
    channel.exchange_delete(exchange.as_str().into(), ExchangeDeleteOptions::default()).await?;
    Ok(())
}

async fn tell(what: &str, count: u64, work: impl Future<Output = Result<()>>) -> Result<()> {
    let began = Instant::now();
    timeout(Duration::from_mins(2), work).await??;
    let per_second = u128::from(count) * 1_000_000 / began.elapsed().as_micros().max(1);
    println!("{what:40} {per_second:>8}");
    Ok(())
}

fn messages(count: usize) -> Vec<Message> {
    let source = Source::new("/throughput").expect("it is a URI reference");
    let message = |number| {
        Message::new(Uuid::now_v7(), &source, "order.placed")
            .with_subject(format!("order-{}", number % 64))
            .with_body("application/json", vec![b'7'; BODY])
    };
    (0..count).map(message).collect()
}

async fn send(transport: &RabbitMq, group: &str, senders: u64) -> Result<()> {
    let mut tasks = JoinSet::new();
    for _ in 0..senders {
        let (transport, group) = (transport.clone(), group.to_owned());
        tasks.spawn(async move {
            let mut left = usize::try_from(COUNT / senders)?;
            while left > 0 {
                let count = left.min(AT_ONCE);
                transport.send_to(&group, &messages(count)).await?;
                left -= count;
            }
            Result::Ok(())
        });
    }
    tasks.join_all().await.into_iter().collect()
}

/// Of those that are sent one at a time.
const FEW: u64 = COUNT / 10;

async fn one_at_a_time(transport: &RabbitMq, group: &str) -> Result<()> {
    for message in messages(usize::try_from(FEW)?) {
        transport.send_to(group, &[message]).await?;
    }
    Ok(())
}

async fn raw_one_at_a_time(uri: &str, queue: &str) -> Result<()> {
    let connection = Connection::connect(uri, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    for message in messages(usize::try_from(FEW)?) {
        raw_batch(&channel, queue, &[message]).await?;
    }
    Ok(())
}

async fn take(transport: &RabbitMq, subscription: &Subscription) -> Result<()> {
    let deliveries = Arc::new(transport.subscribe(subscription).await?);
    let taken = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..64 {
        let (deliveries, taken) = (Arc::clone(&deliveries), Arc::clone(&taken));
        tasks.spawn(async move {
            while let Some(delivery) = deliveries.next().await? {
                delivery.ack().await?;
                if taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1 == COUNT {
                    deliveries.close();
                }
            }
            Result::Ok(())
        });
    }
    tasks.join_all().await.into_iter().collect()
}

/// What a message has on the wire.
fn properties(message: &Message) -> BasicProperties {
    let text = |text: &str| AMQPValue::LongString(text.into());
    let mut headers = FieldTable::default();
    headers.insert("cloudEvents_specversion".into(), text("1.0"));
    headers.insert("cloudEvents_id".into(), text(&message.id().to_string()));
    headers.insert("cloudEvents_source".into(), text("/throughput"));
    headers.insert("cloudEvents_type".into(), text("order.placed"));
    headers.insert("cloudEvents_subject".into(), text(message.subject().unwrap_or_default()));
    BasicProperties::default()
        .with_delivery_mode(2)
        .with_content_type("application/json".into())
        .with_message_id(message.id().to_string().into())
        .with_type("order.placed".into())
        .with_headers(headers)
}

async fn raw_send(uri: &str, queue: &str, channels: u64) -> Result<()> {
    let connection = Arc::new(Connection::connect(uri, ConnectionProperties::default()).await?);
    let mut tasks = JoinSet::new();
    for _ in 0..channels {
        let (connection, queue) = (Arc::clone(&connection), queue.to_owned());
        tasks.spawn(async move {
            let channel = connection.create_channel().await?;
            channel.confirm_select(ConfirmSelectOptions::default()).await?;
            let mut left = usize::try_from(COUNT / channels)?;
            while left > 0 {
                let count = left.min(AT_ONCE);
                raw_batch(&channel, &queue, &messages(count)).await?;
                left -= count;
            }
            Result::Ok(())
        });
    }
    tasks.join_all().await.into_iter().collect()
}

async fn raw_batch(channel: &Channel, queue: &str, messages: &[Message]) -> Result<()> {
    let mut confirms = Vec::new();
    let options = BasicPublishOptions { mandatory: true, immediate: false };
    for message in messages {
        let properties = properties(message);
        let publish = channel.basic_publish("".into(), queue.into(), options, message.body(), properties);
        confirms.push(publish.await?);
    }
    for confirm in confirms {
        assert!(confirm.await?.is_ack(), "it is confirmed");
    }
    Ok(())
}

async fn raw_take(uri: &str, queue: &str, at_once: bool) -> Result<()> {
    use futures_core::Stream;
    let connection = Connection::connect(uri, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.basic_qos(PREFETCH, BasicQosOptions::default()).await?;
    let consuming =
        channel.basic_consume(queue.into(), "".into(), BasicConsumeOptions::default(), FieldTable::default());
    let mut consumer = consuming.await?;
    for number in 1..=COUNT {
        let next = std::future::poll_fn(|context| std::pin::Pin::new(&mut consumer).poll_next(context));
        let delivery = next.await.ok_or("the consumer was cancelled")??;
        if !at_once {
            channel.basic_ack(delivery.delivery_tag, BasicAckOptions::default()).await?;
        } else if number % 64 == 0 || number == COUNT {
            channel.basic_ack(delivery.delivery_tag, BasicAckOptions { multiple: true }).await?;
        }
    }
    channel.close(200, "".into()).await?;
    Ok(())
}
