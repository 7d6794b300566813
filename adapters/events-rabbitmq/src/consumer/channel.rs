//! What happens on a channel while messages come.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use events_worker::transport::Problem;
use futures_core::Stream;
use lapin::Channel;
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicCancelOptions, BasicNackOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use tokio::sync::{mpsc, oneshot};

use super::delivery::QueueDelivery;
use super::feed::{Command, Ended, Feed};
use super::tags::{Tags, Tell};
use super::{Consumer, Takes};
use crate::answer::{answer, gone, in_time};
use crate::begun::begin;
use crate::failure::Failure;
use crate::topology;

/// How often a channel on which nothing comes is looked at, in case that nobody tells when it has gone.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A channel, and what is unsettled on it.
pub(super) struct Consuming<'a> {
    consumer: &'a Consumer,
    channel: Channel,
    arriving: lapin::Consumer,
    feed: Arc<Feed>,
    commands: mpsc::UnboundedReceiver<Command>,
    tags: Tags,
    /// Nobody takes any more.
    closing: bool,
    /// Who is to be told once the broker was.
    told: Vec<oneshot::Sender<()>>,
    /// What is to be given back.
    again: Vec<u64>,
}

impl<'a> Consuming<'a> {
    pub(super) fn new(consumer: &'a Consumer, channel: Channel, arriving: lapin::Consumer) -> Self {
        let (feed, commands) = Feed::new(consumer.source.takes);
        Self {
            consumer,
            channel,
            arriving,
            feed,
            commands,
            tags: Tags::default(),
            closing: false,
            told: Vec::new(),
            again: Vec::new(),
        }
    }

    pub(super) async fn run(mut self) -> Ended {
        self.consumer.inbox.begin(&self.feed);
        let ended = self.until_ended().await;
        self.consumer.inbox.end(&self.feed);
        self.consumer.inbox.holds(0);
        if !matches!(ended, Ended::Broken(_)) {
            let _ = answer(&self.channel, self.channel.close(200, "".into())).await; // gives back all that is unsettled, in order
        }
        ended
    }

    async fn until_ended(&mut self) -> Ended {
        let broker = Arc::clone(&self.consumer.broker);
        let mut closed = pin!(broker.until_closed());
        let inbox = Arc::clone(&self.consumer.inbox);
        let mut inbox_closed = pin!(inbox.until_closed());
        let channel = self.channel.clone();
        let mut gone = pin!(gone(LOOK_EVERY, || channel.status().connected()));
        loop {
            let went_on = tokio::select! {
                biased;
                Some(command) = self.commands.recv() => self.settle(command).await,
                () = &mut closed => return Ended::Closed,
                () = &mut inbox_closed, if !self.closing => self.close().await,
                () = &mut gone => {
                    return Ended::Broken(Failure::new(Problem::Unavailable, "the connection broke"));
                }
                arrived = next(&mut self.arriving), if !self.is_cancelled() => self.arrived(arrived),
            };
            self.consumer.inbox.holds(self.tags.held());
            match went_on {
                Ok(()) if self.closing && self.tags.held() == 0 => return Ended::Closed,
                Ok(()) => {}
                Err(ended) => return ended,
            }
        }
    }

    fn is_cancelled(&self) -> bool {
        self.closing && self.consumer.source.takes != Takes::AllOfAKey
    }

    fn arrived(&mut self, arrived: Option<lapin::Result<Delivery>>) -> Result<(), Ended> {
        let delivery = match arrived {
            Some(Ok(delivery)) => delivery,
            Some(Err(error)) => return Err(Ended::Broken(error.into())),
            None => {
                let cause = "the broker has cancelled it: its queue was deleted, or moves";
                return Err(Ended::Broken(Failure::new(Problem::Unavailable, cause)));
            }
        };
        let tag = delivery.delivery_tag;
        self.consumer.broker.consuming.has_worked();
        self.tags.came(tag);
        if self.closing {
            self.tags.keep(tag);
            return Ok(());
        }
        let body = Bytes::from(delivery.data);
        let came = QueueDelivery::new(self.consumer, &self.feed, tag, delivery.properties, body);
        drop(self.consumer.inbox.push(came)); // one that nobody takes says so, as each that is dropped
        Ok(())
    }

    /// What is to be settled, all that waits for it at once.
    async fn settle(&mut self, command: Command) -> Result<(), Ended> {
        let mut counted = Vec::new();
        let mut next = Some(command);
        while let Some(command) = next {
            match command {
                Command::Done(tag, told) => {
                    self.tags.done(tag);
                    self.told.push(told);
                }
                Command::Again(tag) => self.again.push(tag),
                Command::Count(counts) => counted.push(counts),
            }
            next = self.commands.try_recv().ok();
        }
        self.flush().await?;
        if !counted.is_empty() {
            let count = self.count().await?;
            for counts in counted {
                let _ = counts.send(count); // to whoever still waits for it
            }
        }
        Ok(())
    }

    /// Tells the broker of what is done and what goes back, and then who waits for it.
    async fn flush(&mut self) -> Result<(), Ended> {
        let again = std::mem::take(&mut self.again);
        let keeps_order = self.consumer.source.takes == Takes::AllOfAKey;
        let mut telling = Vec::new();
        for tell in self.tags.tell() {
            let (tag, multiple) = match tell {
                Tell::UpTo(tag) => (tag, true),
                Tell::One(tag) => (tag, false),
            };
            telling.push(begin(self.channel.basic_ack(tag, BasicAckOptions { multiple })).await);
        }
        let mut giving = Vec::new();
        for tag in &again {
            if keeps_order {
                self.tags.keep(*tag);
            } else {
                self.tags.told(*tag);
                let options = BasicNackOptions { requeue: true, multiple: false };
                giving.push(begin(self.channel.basic_nack(*tag, options)).await);
            }
        }
        let written = in_time(&self.channel, async {
            for told in telling {
                told.finish().await?;
            }
            for given in giving {
                given.finish().await?;
            }
            Ok(())
        });
        written.await.map_err(Ended::Broken)?;
        for told in self.told.drain(..) {
            let _ = told.send(()); // to whoever still waits for it
        }
        if keeps_order && !again.is_empty() && !self.consumer.inbox.is_closed() {
            return Err(Ended::GivenBack);
        }
        Ok(())
    }

    /// Who takes messages in any order gives back at once what it has not begun. Who takes all of a key keeps it back until it has
    /// settled what it has: another one would overtake it.
    async fn close(&mut self) -> Result<(), Ended> {
        self.closing = true;
        if self.consumer.source.takes == Takes::AllOfAKey {
            return Ok(());
        }
        let tag = self.arriving.tag();
        answer(&self.channel, self.channel.basic_cancel(tag, BasicCancelOptions::default()))
            .await
            .map_err(Ended::Broken)?;
        while let Some(Ok(delivery)) = next(&mut self.arriving).await {
            self.tags.came(delivery.delivery_tag);
            self.again.push(delivery.delivery_tag);
        }
        self.flush().await
    }

    async fn count(&mut self) -> Result<u64, Ended> {
        let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let queue = topology::short(&self.consumer.source.queue).map_err(Ended::Broken)?;
        let found =
            answer(&self.channel, self.channel.queue_declare(queue, options, FieldTable::default())).await;
        found.map(|queue| queue.message_count().into()).map_err(Ended::Broken)
    }
}

async fn next(arriving: &mut lapin::Consumer) -> Option<lapin::Result<Delivery>> {
    poll_fn(|context| Pin::new(&mut *arriving).poll_next(context)).await
}
