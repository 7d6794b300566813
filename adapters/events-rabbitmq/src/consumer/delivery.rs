//! A message that has come, and what can become of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use events_worker::transport::{DeadLetter, Delivery, Problem, TransportError};
use events_worker::{Message, Undecodable};
use lapin::BasicProperties;
use tokio::time::sleep;

use super::feed::Feed;
use super::{Consumer, PAUSE, Source, Takes};
use crate::broker::Broker;
use crate::failure::Failure;
use crate::{died, wire};

/// As the broker gives it, whatever its key.
pub(crate) struct QueueDelivery {
    broker: Arc<Broker>,
    source: Arc<Source>,
    received: Result<Message, Undecodable>,
    attempt: u32,
    /// With all that no message shows.
    properties: BasicProperties,
    body: Bytes,
    feed: Arc<Feed>,
    tag: u64,
    settled: bool,
}

impl QueueDelivery {
    pub(super) fn new(
        consumer: &Consumer,
        feed: &Arc<Feed>,
        tag: u64,
        properties: BasicProperties,
        body: Bytes,
    ) -> Self {
        let mut headers = wire::headers(&properties);
        if consumer.source.is_dead_letters {
            died::explain(
                &mut headers,
                &properties,
                &consumer.source.group,
                consumer.broker.settings.delivery_limit,
            );
        }
        let before = wire::retries(&properties).saturating_add(wire::delivery_count(&properties));
        Self {
            broker: Arc::clone(&consumer.broker),
            source: Arc::clone(&consumer.source),
            received: wire::read(&properties, headers, body.clone()),
            attempt: before.saturating_add(1),
            properties,
            body,
            feed: Arc::clone(feed),
            tag,
            settled: false,
        }
    }

    /// A copy of it stands elsewhere, or none is needed any more.
    async fn done(mut self, tried: &'static str) -> Result<(), TransportError> {
        self.settled = true;
        if self.feed.done(self.tag).await {
            return Ok(());
        }
        Err(self.error(Failure::new(Problem::Stale, ""), tried))
    }

    /// It comes again, and not at once: it was tried to settle it, and could not be.
    fn later(mut self) {
        if self.source.takes == Takes::AllOfAKey {
            return; // it goes back as one that is dropped, and all that is behind it
        }
        self.settled = true;
        let (feed, tag) = (Arc::clone(&self.feed), self.tag);
        tokio::spawn(async move {
            sleep(PAUSE).await;
            feed.give_back(tag);
        });
    }

    fn error(&self, failure: Failure, tried: &'static str) -> TransportError {
        let source = &self.source;
        let place = format!("queue `{}` of group `{}`", source.queue, source.group);
        let error = failure.at(place).into_error(tried);
        match &self.received {
            Ok(message) => error.of(message),
            Err(_) => error,
        }
    }

    /// Sends a copy of it, then is done with it here.
    async fn move_away(
        self,
        tried: &'static str,
        copy: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), TransportError> {
        if self.feed.is_gone() {
            return Err(self.error(Failure::new(Problem::Stale, ""), tried));
        }
        match copy.await {
            Ok(()) => self.done(tried).await,
            Err(failure) => {
                let error = self.error(failure, tried);
                self.later();
                Err(error)
            }
        }
    }
}

impl Delivery for QueueDelivery {
    fn received(&self) -> Result<&Message, &Undecodable> {
        self.received.as_ref()
    }

    fn attempt(&self) -> u32 {
        self.attempt
    }

    fn is_stale(&self) -> bool {
        self.feed.is_gone()
    }

    async fn ack(self) -> Result<(), TransportError> {
        self.done("acknowledge").await
    }

    /// A copy waits in a queue for it. Where messages of a key keep their order, nobody takes any more here when it comes to this:
    /// it goes back to its place.
    async fn retry(self, after: Duration) -> Result<(), TransportError> {
        if self.source.takes == Takes::AllOfAKey {
            return self.release().await;
        }
        let copy = wire::again(&self.properties, self.attempt);
        let (broker, queue, body) = (Arc::clone(&self.broker), Arc::clone(&self.source), self.body.clone());
        self.move_away("retry", async move { broker.retry(&queue.queue, after, copy, body).await }).await
    }

    async fn dead_letter(self, why: &DeadLetter) -> Result<(), TransportError> {
        let copy = wire::set_aside(&self.properties, why);
        let (broker, source, body) = (Arc::clone(&self.broker), Arc::clone(&self.source), self.body.clone());
        self.move_away("set aside", async move { broker.set_aside(&source.group, copy, body).await }).await
    }

    async fn release(mut self) -> Result<(), TransportError> {
        self.settled = true;
        if self.feed.is_gone() {
            return Err(self.error(Failure::new(Problem::Stale, ""), "release"));
        }
        self.feed.give_back(self.tag);
        Ok(())
    }
}

/// It comes again, as after a crash.
impl Drop for QueueDelivery {
    fn drop(&mut self) {
        if !self.settled {
            self.feed.give_back(self.tag);
        }
    }
}
