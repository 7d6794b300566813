//! A message that has come.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use events_worker::message::Undecodable;
use events_worker::transport::{ByKeyDelivery, DeadLetter, Delivery, Problem};
use events_worker::{Message, TransportError};
use tokio::time::Instant;

use crate::consumer::{Consumer, Held, Kind};
use crate::deliveries::Records;
use crate::error::error;
use crate::record::{Content, Onward};
use crate::retrying::RetryIn;
use crate::topics;

/// A message from a [`Kafka`](crate::Kafka) transport. Once its partition has gone to another consumer it is stale, and to settle it is
/// [`Problem::Stale`].
pub struct KafkaDelivery(Come);

enum Come {
    ByKey(ByKeyDelivery<Records>),
    Any(RecordDelivery),
}

/// A record, to be settled.
pub(crate) struct RecordDelivery {
    consumer: Arc<Consumer>,
    /// None once it is settled.
    held: Option<Box<Held>>,
}

impl KafkaDelivery {
    pub(crate) fn by_key(delivery: ByKeyDelivery<Records>) -> Self {
        Self(Come::ByKey(delivery))
    }

    pub(crate) fn any(delivery: RecordDelivery) -> Self {
        Self(Come::Any(delivery))
    }
}

impl Delivery for KafkaDelivery {
    fn received(&self) -> Result<&Message, &Undecodable> {
        match &self.0 {
            Come::ByKey(delivery) => delivery.received(),
            Come::Any(delivery) => delivery.received(),
        }
    }

    fn attempt(&self) -> u32 {
        match &self.0 {
            Come::ByKey(delivery) => delivery.attempt(),
            Come::Any(delivery) => delivery.attempt(),
        }
    }

    fn is_stale(&self) -> bool {
        match &self.0 {
            Come::ByKey(delivery) => delivery.is_stale(),
            Come::Any(delivery) => delivery.is_stale(),
        }
    }

    async fn ack(self) -> Result<(), TransportError> {
        match self.0 {
            Come::ByKey(delivery) => delivery.ack().await,
            Come::Any(delivery) => delivery.ack().await,
        }
    }

    async fn retry(self, after: Duration) -> Result<(), TransportError> {
        match self.0 {
            Come::ByKey(delivery) => delivery.retry(after).await,
            Come::Any(delivery) => delivery.retry(after).await,
        }
    }

    async fn dead_letter(self, why: &DeadLetter) -> Result<(), TransportError> {
        match self.0 {
            Come::ByKey(delivery) => delivery.dead_letter(why).await,
            Come::Any(delivery) => delivery.dead_letter(why).await,
        }
    }

    async fn release(self) -> Result<(), TransportError> {
        match self.0 {
            Come::ByKey(delivery) => delivery.release().await,
            Come::Any(delivery) => delivery.release().await,
        }
    }
}

impl RecordDelivery {
    pub(crate) fn new(consumer: Arc<Consumer>, held: Box<Held>) -> Self {
        Self { consumer, held: Some(held) }
    }

    fn held(&self) -> &Held {
        self.held.as_ref().expect("it is there until it is settled")
    }

    fn put_back(&mut self, attempts: u32, due: Option<Instant>) {
        if let Some(mut held) = self.held.take() {
            held.attempt = held.attempt.saturating_add(attempts);
            self.consumer.put_back(held, due);
        }
    }

    fn finish(mut self, tried: &'static str) -> Result<(), TransportError> {
        let Some(held) = self.held.take() else { return Ok(()) };
        if self.consumer.finish(&held) { Ok(()) } else { Err(stale(tried, &self.consumer, &held)) }
    }

    /// Finishes it once a copy is confirmed elsewhere. When it is not, it comes again, after a while.
    async fn send_on(
        mut self,
        tried: &'static str,
        topic: &str,
        onward: Onward<'_>,
    ) -> Result<(), TransportError> {
        const NOT_AT_ONCE: Duration = Duration::from_secs(1);
        if self.is_stale() {
            return Err(stale(tried, &self.consumer, self.held()));
        }
        match self.consumer.producer.send(topic, &[Content::Record(&self.held().record, onward)]).await {
            Ok(()) => self.finish(tried),
            Err(error) => {
                self.put_back(1, Some(Instant::now() + NOT_AT_ONCE));
                Err(error)
            }
        }
    }
}

impl Delivery for RecordDelivery {
    fn received(&self) -> Result<&Message, &Undecodable> {
        self.held().record.received().expect("it was read when it was taken")
    }

    fn attempt(&self) -> u32 {
        self.held().attempt
    }

    fn is_stale(&self) -> bool {
        self.held().assigned.is_lost()
    }

    async fn ack(self) -> Result<(), TransportError> {
        self.finish("acknowledge")
    }

    async fn retry(mut self, after: Duration) -> Result<(), TransportError> {
        let tried = "try again";
        if self.consumer.kind == Kind::Messages && self.consumer.retry_in == RetryIn::Topic {
            let topic = topics::retry(&self.consumer.group);
            let not_before = SystemTime::now().checked_add(after).unwrap_or(SystemTime::UNIX_EPOCH);
            let attempt = self.attempt().saturating_add(1);
            return self.send_on(tried, &topic, Onward::Retry { attempt, not_before }).await;
        }
        if self.is_stale() {
            return Err(stale(tried, &self.consumer, self.held()));
        }
        self.put_back(1, Some(due(after)));
        Ok(())
    }

    async fn dead_letter(self, why: &DeadLetter) -> Result<(), TransportError> {
        let topic = topics::dead(&self.consumer.group);
        self.send_on("set aside", &topic, Onward::Dead(why)).await
    }

    /// A dead letter goes behind the others, so that what was before it can be committed.
    async fn release(mut self) -> Result<(), TransportError> {
        if self.consumer.kind == Kind::DeadLetters {
            let topic = topics::dead(&self.consumer.group);
            return self.send_on("release", &topic, Onward::Again).await;
        }
        if self.is_stale() {
            return Err(stale("release", &self.consumer, self.held()));
        }
        self.put_back(0, None);
        Ok(())
    }
}

/// As after a crash: it comes again, and the attempt counts.
impl Drop for RecordDelivery {
    fn drop(&mut self) {
        self.put_back(1, None);
    }
}

fn due(after: Duration) -> Instant {
    const FAR: Duration = Duration::from_hours(24 * 365 * 30);
    let now = Instant::now();
    now.checked_add(after).unwrap_or(now + FAR)
}

fn stale(tried: &'static str, consumer: &Consumer, held: &Held) -> TransportError {
    let error = error(tried, Problem::Stale).at(consumer.place()).because(format!(
        "its partition {} of topic `{}` is not with this consumer any more",
        held.assigned.partition,
        consumer.topic(held.assigned.log).unwrap_or_default(),
    ));
    match held.record.received() {
        Some(Ok(message)) => error.of(message),
        _ => error,
    }
}

impl fmt::Debug for KafkaDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KafkaDelivery")
            .field("attempt", &self.attempt())
            .field("received", &self.received())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RecordDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordDelivery").field("of", &self.consumer.place()).finish_non_exhaustive()
    }
}
