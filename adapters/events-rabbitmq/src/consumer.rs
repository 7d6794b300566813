//! Takes part in a group: a channel that is opened anew when it has gone.

mod channel;
mod delivery;
mod feed;
mod inbox;
mod tags;

use std::sync::Arc;
use std::time::Duration;

use events_worker::Subscription;
use events_worker::transport::{Order, SubscribedTo, TransportError};
use lapin::Channel;
use lapin::options::{BasicConsumeOptions, BasicQosOptions};
use lapin::types::{FieldTable, ShortString};
use tokio::time::{Instant, sleep, sleep_until};

use self::channel::Consuming;
pub(crate) use self::delivery::QueueDelivery;
use self::feed::Ended;
pub(crate) use self::inbox::Inbox;
use crate::answer::{answer, in_time};
use crate::broker::Broker;
use crate::failure::{Failure, NAME};
use crate::topology::{self, partitioned};

/// How long what was given back because it could not be settled is left alone, so that nothing spins.
const PAUSE: Duration = Duration::from_secs(1);
/// How long is waited between two tries to open a channel, beside what the connection waits.
const A_MOMENT: Duration = Duration::from_millis(50);

pub(crate) struct Consumer {
    broker: Arc<Broker>,
    subscription: Subscription,
    source: Arc<Source>,
    inbox: Arc<Inbox>,
}

/// Where messages come from.
struct Source {
    group: String,
    queue: String,
    takes: Takes,
    is_dead_letters: bool,
    /// Which of the queues of its group, if it has several.
    partition: Option<u32>,
}

/// What a consumer takes of its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// All that there is: others wait for their turn.
    AllOfAKey,
    /// Some, beside others.
    Any,
}

impl Source {
    fn of(subscription: &Subscription, partition: Option<u32>) -> Self {
        let group = subscription.group().to_owned();
        let is_dead_letters = *subscription.subscribed_to() == SubscribedTo::DeadLetters;
        let queue = match partition {
            Some(partition) => partitioned::queue_of(&group, partition),
            None if is_dead_letters => topology::dead_letters_of(&group),
            None => group.clone(),
        };
        let takes = match subscription.message_order() {
            Order::ByKey if !is_dead_letters => Takes::AllOfAKey,
            _ => Takes::Any,
        };
        Self { group, queue, takes, is_dead_letters, partition }
    }
}

impl Consumer {
    /// Of the one queue of a group, or of one of several.
    pub(crate) fn new(broker: &Arc<Broker>, subscription: &Subscription, partition: Option<u32>) -> Self {
        Self {
            broker: Arc::clone(broker),
            subscription: subscription.clone(),
            source: Arc::new(Source::of(subscription, partition)),
            inbox: Arc::new(Inbox::new()),
        }
    }

    /// Declares what is needed, and begins to consume.
    pub(crate) async fn start(self) -> Result<Arc<Inbox>, TransportError> {
        let inbox = Arc::clone(&self.inbox);
        let opened = self.broker.insist("subscribe to", &self.place(), || self.open()).await?;
        tokio::spawn(self.run(Some(opened)));
        Ok(inbox)
    }

    /// The same of what was consumed before: as after a connection that broke, it is tried until it succeeds or never will.
    pub(crate) fn start_again(self) -> Arc<Inbox> {
        let inbox = Arc::clone(&self.inbox);
        tokio::spawn(async move {
            let opened = self.unless_closed(self.reopen()).await.flatten();
            self.run(opened).await;
        });
        inbox
    }

    fn place(&self) -> String {
        format!("queue `{}`", self.source.queue)
    }

    async fn open(&self) -> Result<(Channel, lapin::Consumer), Failure> {
        let channel = self.broker.consuming.channel().await?.channel;
        in_time(&channel, self.declare(&channel)).await?;
        let prefetch = u16::try_from(self.subscription.held_at_once()).unwrap_or(u16::MAX);
        let at = |failure: Failure| if failure.place.is_some() { failure } else { failure.at(self.place()) };
        answer(&channel, channel.basic_qos(prefetch, BasicQosOptions::default())).await.map_err(at)?;
        let arriving = channel.basic_consume(
            topology::short(&self.source.queue)?,
            ShortString::default(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        );
        let arriving = answer(&channel, arriving).await.map_err(at)?;
        Ok((channel, arriving))
    }

    async fn declare(&self, channel: &Channel) -> Result<(), Failure> {
        let (settings, subscription) = (&self.broker.settings, &self.subscription);
        match (self.source.partition, subscription.subscribed_to()) {
            (Some(partition), SubscribedTo::Events(events)) => {
                partitioned::declare_for(channel, settings, subscription, events, partition).await
            }
            _ => topology::declare(channel, settings, subscription).await,
        }
    }

    async fn run(self, mut opened: Option<(Channel, lapin::Consumer)>) {
        while let Some((channel, arriving)) = opened {
            let began = Instant::now();
            match Consuming::new(&self, channel, arriving).run().await {
                Ended::Closed => break,
                Ended::Broken(failure) => {
                    self.tell(
                        &failure,
                        "the channel on which messages come has gone: they come again on a new one",
                    );
                    self.unless_closed(sleep_until(began + PAUSE)).await; // at once, unless it has just been opened
                }
                Ended::GivenBack => drop(self.unless_closed(sleep(PAUSE)).await),
            }
            opened = self.unless_closed(self.reopen()).await.flatten();
        }
        if self.broker.is_closed() {
            self.inbox.close();
        }
        self.inbox.ended();
    }

    /// Until it is open, or never will be.
    async fn reopen(&self) -> Option<(Channel, lapin::Consumer)> {
        loop {
            match self.open().await {
                Ok(opened) => return Some(opened),
                Err(failure) if failure.is_permanent() => {
                    let place = failure.place.clone().unwrap_or_else(|| self.place());
                    self.inbox.fail(failure.at(place));
                    return None;
                }
                Err(failure) => self.tell(&failure, "no channel on which messages come can be opened yet"),
            }
            sleep(A_MOMENT).await;
        }
    }

    async fn unless_closed<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.broker.until_closed() => None,
            () = self.inbox.until_closed() => None,
            output = future => Some(output),
        }
    }

    fn tell(&self, failure: &Failure, what: &'static str) {
        tracing::warn!(
            messaging.system = NAME,
            messaging.destination.name = self.source.queue,
            messaging.consumer.group.name = self.subscription.group(),
            cause = failure.cause,
            "{what}"
        );
    }
}
