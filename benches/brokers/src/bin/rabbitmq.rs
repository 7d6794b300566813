//! Messages per second through the adapter for RabbitMQ, and through its client by hand: the same broker, queues and headers.
//!
//! `DOMAIN_EVENTS_RABBITMQ=amqp://guest:guest@127.0.0.1:21672/%2f cargo run --release -p brokers-bench --bin rabbitmq [MESSAGES]`

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use brokers_bench::{BATCH, EVENT, Failed, Pairs, messages, per_second, rate};
use domain_events::message::Binding;
use domain_events::transport::{Deliveries, Delivery, Order};
use domain_events::{Message, Subscription, Transport, Uuid};
use events_rabbitmq::RabbitMq;
use futures_core::Stream;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, ConfirmSelectOptions,
    ExchangeDeleteOptions, QueueDeleteOptions, QueuePurgeOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use tokio::task::JoinSet;

const ROUNDS: usize = 9;
const PREFETCH: u16 = 256;
/// As many as a worker has for a handler, if nothing is said.
const TASKS: usize = 16;
/// As many as the adapter has: of one queue one channel is slower.
const CHANNELS: usize = 4;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failed> {
    let uri = std::env::var("DOMAIN_EVENTS_RABBITMQ")
        .unwrap_or_else(|_| "amqp://guest:guest@127.0.0.1:21672/%2f".to_owned());
    let count = std::env::args().nth(1).map_or(Ok(20_000), |count| count.parse())?;
    let messages = messages(count)?;
    let exchange = format!("bench-{}", Uuid::now_v7().simple());
    let transport = RabbitMq::builder(&uri).exchange(&exchange).connect().await?;
    let connection = Connection::connect(&uri, ConnectionProperties::default()).await?;
    println!("| | through the adapter | by hand | |\n|---|--:|--:|--:|");

    for order in [Order::Any, Order::ByKey] {
        let subscription = Subscription::new(format!("{exchange}-{order:?}"), [EVENT]).order(order);
        let subscription = subscription.prefetch(usize::from(PREFETCH));
        let queue = subscription.group();
        transport.declare(std::slice::from_ref(&subscription)).await?;
        let channels = channels(&connection).await?;
        publish(&transport, &messages[..BATCH]).await?; // it has met the broker then, as the other has
        channels[0].queue_purge(queue.into(), QueuePurgeOptions::default()).await?;
        let (mut published, mut consumed, mut one_task) =
            (Pairs::default(), Pairs::default(), Pairs::default());
        for _ in 0..ROUNDS {
            published.ours.push(rate(count, publish(&transport, &messages)).await?);
            consumed.ours.push(consume(&transport, &subscription, TASKS, count).await?);
            published.raw.push(rate(count, publish_raw(&channels, &exchange, &messages)).await?);
            let by_hand = consume_raw(&connection, queue, count).await?;
            consumed.raw.push(by_hand);
            one_task.raw.push(by_hand);
            publish(&transport, &messages).await?;
            one_task.ours.push(consume(&transport, &subscription, 1, count).await?);
        }
        published.print(&format!("publish, batches of {BATCH}, `Order::{order:?}`"));
        consumed.print(&format!("consume, {TASKS} tasks, `Order::{order:?}`"));
        one_task.print(&format!("consume, one task, `Order::{order:?}`"));
        for queue in [queue.to_owned(), format!("{queue}.dead")] {
            channels[0].queue_delete(queue.into(), QueueDeleteOptions::default()).await?;
        }
    }
    transport.close().await;
    let channel = connection.create_channel().await?;
    channel.exchange_delete(exchange.as_str().into(), ExchangeDeleteOptions::default()).await?;
    Ok(())
}

async fn publish(transport: &RabbitMq, messages: &[Message]) -> Result<(), Failed> {
    for batch in messages.chunks(BATCH) {
        transport.send(batch).await?;
    }
    Ok(())
}

async fn channels(connection: &Connection) -> Result<Vec<Channel>, Failed> {
    let mut channels = Vec::new();
    for _ in 0..CHANNELS {
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        channels.push(channel);
    }
    Ok(channels)
}

/// What a program writes that needs the same promises: the same headers, all confirmed, batch by batch, a key always on the same
/// channel.
async fn publish_raw(channels: &[Channel], exchange: &str, messages: &[Message]) -> Result<(), Failed> {
    let options = BasicPublishOptions { mandatory: true, immediate: false };
    for batch in messages.chunks(BATCH) {
        let mut confirms = Vec::with_capacity(BATCH);
        for message in batch {
            let key = message.subject().unwrap_or_default();
            let channel = &channels[key.bytes().map(usize::from).sum::<usize>() % channels.len()];
            let (properties, body) = encode(message);
            let published =
                channel.basic_publish(exchange.into(), EVENT.into(), options, &body, properties).await?;
            confirms.push(published);
        }
        for confirm in confirms {
            let confirmation = confirm.await?;
            assert!(confirmation.is_ack(), "it is confirmed");
            assert!(confirmation.take_message().is_none(), "a queue takes it");
        }
    }
    Ok(())
}

fn encode(message: &Message) -> (BasicProperties, Vec<u8>) {
    let (headers, body) = message.to_binary(Binding::Amqp);
    let mut table = FieldTable::default();
    for (name, value) in headers {
        table.insert(name.into(), AMQPValue::LongString(value.into()));
    }
    let properties = BasicProperties::default()
        .with_delivery_mode(2)
        .with_content_type("application/json".into())
        .with_message_id(message.id().to_string().into())
        .with_type(EVENT.into())
        .with_headers(table);
    (properties, body.to_vec())
}

/// As a worker does: so many tasks, each of which handles one message after the other. From the first message on.
async fn consume(
    transport: &RabbitMq,
    subscription: &Subscription,
    tasks: usize,
    count: usize,
) -> Result<f64, Failed> {
    let deliveries = Arc::new(transport.subscribe(subscription).await?);
    let (began, taken) = (Arc::new(OnceLock::new()), Arc::new(AtomicUsize::new(0)));
    let mut handling = JoinSet::new();
    for _ in 0..tasks {
        let (deliveries, began, taken) = (Arc::clone(&deliveries), Arc::clone(&began), Arc::clone(&taken));
        handling.spawn(async move {
            while let Some(delivery) = deliveries.next().await? {
                began.get_or_init(Instant::now);
                let message = delivery.received().map_err(ToString::to_string)?;
                assert!(message.event_name() == EVENT && !message.body().is_empty(), "another message came");
                delivery.ack().await?;
                if taken.fetch_add(1, Ordering::Relaxed) + 1 == count {
                    deliveries.close();
                }
            }
            Ok::<_, Failed>(())
        });
    }
    handling.join_all().await.into_iter().collect::<Result<(), _>>()?;
    Ok(per_second(count, began.get().map_or(Duration::MAX, Instant::elapsed)))
}

/// One message after the other, acknowledged when it is handled.
async fn consume_raw(connection: &Connection, queue: &str, count: usize) -> Result<f64, Failed> {
    let channel = connection.create_channel().await?;
    channel.basic_qos(PREFETCH, BasicQosOptions::default()).await?;
    let consuming =
        channel.basic_consume(queue.into(), "".into(), BasicConsumeOptions::default(), FieldTable::default());
    let mut consumer = consuming.await?;
    let mut began = None;
    for _ in 0..count {
        let next = std::future::poll_fn(|context| Pin::new(&mut consumer).poll_next(context));
        let delivery = next.await.ok_or("the consumer was cancelled")??;
        began.get_or_insert_with(Instant::now);
        let message = decode(&delivery.properties, delivery.data)?;
        assert!(message.event_name() == EVENT && !message.body().is_empty(), "another message came");
        channel.basic_ack(delivery.delivery_tag, BasicAckOptions::default()).await?;
    }
    let took = began.map_or(Duration::MAX, |began| began.elapsed());
    channel.close(200, "".into()).await?;
    Ok(per_second(count, took))
}

fn decode(properties: &BasicProperties, body: Vec<u8>) -> Result<Message, Failed> {
    let table = properties.headers().as_ref().ok_or("it has headers")?;
    let headers = table.inner().iter().filter_map(|(name, value)| match value {
        AMQPValue::LongString(value) => Some((name.to_string(), value.to_string())),
        _ => None,
    });
    let content_type = properties.content_type().as_ref();
    let content_type = content_type.map(|value| ("content-type".to_owned(), value.to_string()));
    Ok(Message::read(Binding::Amqp, headers.chain(content_type).collect(), body)?)
}
