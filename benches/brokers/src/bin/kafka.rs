//! Messages per second through the adapter for Kafka, and through its client by hand: the same broker, the same settings.
//!
//! `DOMAIN_EVENTS_KAFKA=127.0.0.1:21092 cargo run --release -p brokers-bench --bin kafka [MESSAGES]`

use std::time::{Duration, Instant};

use brokers_bench::{BATCH, EVENT, Failed, Pairs, messages, per_second, rate};
use domain_events::message::Binding;
use domain_events::transport::{Deliveries, Delivery, Order};
use domain_events::{Message, Subscription, Transport, Uuid};
use events_kafka::Kafka;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{CommitMode, Consumer, StreamConsumer};
use rdkafka::message::{Header, Headers as _, OwnedHeaders};
use rdkafka::metadata::MetadataTopic;
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::{ClientConfig, Message as _};

const ROUNDS: usize = 9;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failed> {
    let brokers = std::env::var("DOMAIN_EVENTS_KAFKA").unwrap_or_else(|_| "127.0.0.1:21092".to_owned());
    let count = std::env::args().nth(1).map_or(Ok(20_000), |count| count.parse())?;
    let topic = format!("bench-{}", Uuid::now_v7().simple());
    let transport = Kafka::builder(&brokers).topic(&topic).connect().await?;
    let groups = (0..ROUNDS).flat_map(|round| [group(&topic, "ours", round), group(&topic, "raw", round)]);
    let subscriptions = groups.map(|group| Subscription::new(group, [EVENT])).collect::<Vec<_>>();
    transport.declare(&subscriptions).await?;
    let messages = messages(count)?;
    let client = client(&brokers);

    let producer = producer(&client)?;
    publish_raw(&producer, &topic, &messages[..1]).await?; // it has met the broker then, as ours has
    publish(&transport, &messages[..1]).await?;
    let mut published = Pairs::default();
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            published.ours.push(rate(count, publish(&transport, &messages)).await?);
        }
        published.raw.push(rate(count, publish_raw(&producer, &topic, &messages)).await?);
        if round % 2 == 1 {
            published.ours.push(rate(count, publish(&transport, &messages)).await?);
        }
    }
    published.print("publish, batches of 100");

    for prefetch in [32, 256] {
        let mut consumed = Pairs::default();
        let all = count * ROUNDS * 2 + 2;
        for round in 0..ROUNDS {
            let ours = group(&topic, &format!("ours-{prefetch}"), round);
            consumed.ours.push(consume(&transport, &ours, prefetch, all).await?);
            let raw = group(&topic, &format!("raw-{prefetch}"), round);
            consumed.raw.push(consume_raw(&client, &topic, &raw, all).await?);
        }
        consumed.print(&format!("consume, prefetch {prefetch}"));
    }
    transport.close().await;
    remove(&client, &topic).await
}

/// Removes all topics that were made.
async fn remove(client: &ClientConfig, topic: &str) -> Result<(), Failed> {
    let admin: AdminClient<DefaultClientContext> = client.create()?;
    let metadata = admin.inner().fetch_metadata(None, Duration::from_secs(10))?;
    let names = metadata.topics().iter().map(MetadataTopic::name).filter(|name| name.starts_with(topic));
    admin.delete_topics(&names.collect::<Vec<_>>(), &AdminOptions::new()).await?;
    Ok(())
}

fn group(topic: &str, whose: &str, round: usize) -> String {
    format!("{topic}-{whose}-{round}")
}

async fn publish(transport: &Kafka, messages: &[Message]) -> Result<(), Failed> {
    for batch in messages.chunks(BATCH) {
        transport.send(batch).await?;
    }
    Ok(())
}

fn producer(client: &ClientConfig) -> Result<FutureProducer, Failed> {
    let mut config = client.clone();
    config.set("enable.idempotence", "true").set("acks", "all").set("linger.ms", "0");
    Ok(config.set("partitioner", "murmur2_random").create()?)
}

/// What a program writes that needs the same promises: the same headers, all confirmed, batch by batch.
async fn publish_raw(producer: &FutureProducer, topic: &str, messages: &[Message]) -> Result<(), Failed> {
    for batch in messages.chunks(BATCH) {
        let mut sent = Vec::with_capacity(BATCH);
        for message in batch {
            let (headers, body) = message.to_binary(Binding::Kafka);
            let headers =
                headers.iter().fold(OwnedHeaders::new_with_capacity(headers.len()), |all, (key, value)| {
                    all.insert(Header { key, value: Some(value) })
                });
            let key = message.subject().unwrap_or_default();
            let record = FutureRecord::<str, [u8]>::to(topic).key(key).payload(&body).headers(headers);
            sent.push(producer.send_result(record).map_err(|(error, _)| error)?);
        }
        for sent in sent {
            sent.await?.map_err(|(error, _)| error)?;
        }
    }
    Ok(())
}

/// From the first message on: how long a group takes to form is another matter.
async fn consume(transport: &Kafka, group: &str, prefetch: usize, count: usize) -> Result<f64, Failed> {
    let subscription = Subscription::new(group, [EVENT]).prefetch(prefetch).order(Order::Any);
    let deliveries = transport.subscribe(&subscription).await?;
    let mut began = None;
    for _ in 0..count {
        let delivery = deliveries.next().await?.ok_or("the deliveries are open")?;
        began.get_or_insert_with(Instant::now);
        let message = delivery.received().map_err(ToString::to_string)?;
        assert!(message.event_name() == EVENT && !message.body().is_empty(), "another message came");
        delivery.ack().await?;
    }
    Ok(per_second(count, began.map_or(Duration::MAX, |began| began.elapsed())))
}

/// A message after the other, committed when it is handled.
async fn consume_raw(client: &ClientConfig, topic: &str, group: &str, count: usize) -> Result<f64, Failed> {
    let consumer: StreamConsumer = client
        .clone()
        .set("group.id", group)
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("partition.assignment.strategy", "cooperative-sticky")
        .set("auto.offset.reset", "earliest")
        .set("fetch.wait.max.ms", "100") // and reads ahead as ours does
        .set("fetch.queue.backoff.ms", "5")
        .set("fetch.message.max.bytes", "2097152")
        .set("fetch.max.bytes", "4194304")
        .set("queued.min.messages", "60000")
        .set("queued.max.messages.kbytes", "24576")
        .create()?;
    consumer.subscribe(&[topic])?;
    let mut began = None;
    for _ in 0..count {
        let record = consumer.recv().await?;
        began.get_or_insert_with(Instant::now);
        let headers = record.headers().ok_or("it has headers")?.iter();
        let headers = headers.filter_map(|header| {
            Some((header.key.to_owned(), String::from_utf8(header.value?.to_vec()).ok()?))
        });
        let body = record.payload().unwrap_or_default().to_vec();
        let message = Message::read(Binding::Kafka, headers.collect(), body)?;
        assert!(message.event_name() == EVENT && !message.body().is_empty(), "another message came");
        consumer.commit_message(&record, CommitMode::Async)?;
    }
    Ok(per_second(count, began.map_or(Duration::MAX, |began| began.elapsed())))
}

fn client(brokers: &str) -> ClientConfig {
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", brokers);
    client
}
