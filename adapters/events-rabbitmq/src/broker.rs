//! What all handles of a transport share: two connections, one to send and one to consume.
//!
//! A broker that is short of memory stops to read from who sends. Acknowledgements go past that.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use events_worker::transport::{Problem, TransportError};
use events_worker::{Message, Subscription};
use lapin::BasicProperties;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::address::Address;
use crate::answer::in_time;
use crate::failure::Failure;
use crate::ladder;
use crate::link::Link;
use crate::publisher::{Publisher, Target};
use crate::settings::Settings;
use crate::topology::{self, partitioned};

pub(crate) struct Broker {
    pub(crate) settings: Arc<Settings>,
    pub(crate) consuming: Arc<Link>,
    publishing: Arc<Link>,
    publisher: Publisher,
    closed: watch::Sender<bool>,
    /// The queues for retries that have been declared from here.
    retries: Mutex<HashSet<String>>,
    /// The groups that are several queues, as far as they were sent to from here.
    partitioned: Mutex<HashSet<String>>,
}

impl Broker {
    pub(crate) fn new(address: &Arc<Address>, settings: &Arc<Settings>) -> Self {
        let publishing = Arc::new(Link::new(address, settings, "sends"));
        let (closed, is_closed) = watch::channel(false);
        Self {
            settings: Arc::clone(settings),
            consuming: Arc::new(Link::new(address, settings, "consumes")),
            publisher: Publisher::start(&publishing, settings, &is_closed),
            publishing,
            closed,
            retries: Mutex::default(),
            partitioned: Mutex::default(),
        }
    }

    /// Finds that the broker is there, takes this user, and has the exchange or lets it be declared.
    pub(crate) async fn find(&self) -> Result<(), Failure> {
        let opened = self.publishing.channel().await?;
        match in_time(&opened.channel, topology::declare_exchange(&opened.channel, &self.settings)).await {
            Err(failure) if topology::may_not_declare(&failure) => {
                let opened = self.publishing.channel().await?;
                in_time(&opened.channel, topology::find_exchange(&opened.channel, &self.settings)).await
            }
            declared => declared,
        }
    }

    pub(crate) async fn send(&self, messages: &[Message]) -> Result<(), TransportError> {
        self.publisher.send(messages, |message| Target::event(&self.settings.exchange, message)).await
    }

    pub(crate) async fn send_to(&self, group: &str, messages: &[Message]) -> Result<(), TransportError> {
        if !self.is_partitioned(group, messages).await? {
            return self.publisher.send(messages, |_| Target::queue(group)).await;
        }
        let sent = self.publisher.send(messages, |message| Target::group(group, message)).await;
        sent.inspect_err(|error| {
            if error.problem() == Problem::Unroutable {
                known(&self.partitioned).remove(group); // somebody has deleted it
            }
        })
    }

    /// Whether a group that is sent to is several queues, as many as here. If it is not, its queue is sent to, from where messages
    /// go on if it is several after all.
    async fn is_partitioned(&self, group: &str, messages: &[Message]) -> Result<bool, TransportError> {
        let (partitions, Some(first)) = (self.settings.partitions, messages.first()) else {
            return Ok(false);
        };
        if partitions == 1 || known(&self.partitioned).contains(group) {
            return Ok(partitions > 1);
        }
        let find = || async {
            let channel = self.consuming.channel().await?.channel;
            in_time(&channel, partitioned::is_partitioned(&channel, &self.settings, group)).await
        };
        let found = self.insist("send", &format!("group `{group}`"), find).await;
        let found = found.map_err(|error| error.of(first))?;
        if found {
            known(&self.partitioned).insert(group.to_owned());
        }
        Ok(found)
    }

    pub(crate) async fn declare(&self, subscriptions: &[Subscription]) -> Result<(), TransportError> {
        for subscription in subscriptions {
            let place = format!("group `{}`", subscription.group());
            let declare = || async {
                let channel = self.consuming.channel().await?.channel;
                in_time(&channel, topology::declare(&channel, &self.settings, subscription)).await
            };
            self.insist("declare", &place, declare).await?;
        }
        Ok(())
    }

    /// Tries until it succeeds or never will, as long as a sender waits.
    pub(crate) async fn insist<T, F>(
        &self,
        tried: &'static str,
        place: &str,
        attempt: impl Fn() -> F,
    ) -> Result<T, TransportError>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        const A_MOMENT: Duration = Duration::from_millis(50);
        let mut last = None;
        let until_done = async {
            loop {
                match attempt().await {
                    Err(failure) if !failure.is_permanent() => last = Some(failure),
                    ended => return ended,
                }
                sleep(A_MOMENT).await;
            }
        };
        let limit = self.settings.send_timeout;
        let ended = tokio::select! {
            biased;
            () = self.until_closed() => Err(Failure::closed()),
            ended = timeout(limit, until_done) => match ended {
                Ok(ended) => ended,
                Err(_) => Err(last.unwrap_or_else(|| {
                    Failure::new(Problem::Unavailable, format!("it did not answer within {limit:?}"))
                })),
            },
        };
        ended.map_err(|failure| {
            let place = failure.place.clone().unwrap_or_else(|| place.to_owned());
            failure.at(place).into_error(tried)
        })
    }

    /// Sends a copy of what came from a queue back to it, after a delay.
    pub(crate) async fn retry(
        &self,
        queue: &str,
        after: Duration,
        properties: BasicProperties,
        body: Bytes,
    ) -> Result<(), Failure> {
        if after.is_zero() {
            return self.publisher.copy(queue, properties, body).await;
        }
        let step = ladder::step(after);
        let waits_in = topology::retry_of(queue, step);
        if !known(&self.retries).contains(&waits_in) {
            self.declare_retry(queue, step, &waits_in).await?;
        }
        match self.publisher.copy(&waits_in, properties.clone(), body.clone()).await {
            Err(failure) if failure.problem == Problem::Unroutable => {
                self.declare_retry(queue, step, &waits_in).await?; // somebody has deleted it
                self.publisher.copy(&waits_in, properties, body).await
            }
            sent => sent,
        }
    }

    async fn declare_retry(&self, queue: &str, step: u64, name: &str) -> Result<(), Failure> {
        let channel = self.consuming.channel().await?.channel;
        in_time(&channel, topology::declare_retry(&channel, queue, step)).await?;
        known(&self.retries).insert(name.to_owned());
        Ok(())
    }

    /// Sends a copy to the dead letters of a group.
    pub(crate) async fn set_aside(
        &self,
        group: &str,
        properties: BasicProperties,
        body: Bytes,
    ) -> Result<(), Failure> {
        let queue = topology::dead_letters_of(group);
        match self.publisher.copy(&queue, properties.clone(), body.clone()).await {
            Err(failure) if failure.problem == Problem::Unroutable => {
                let channel = self.consuming.channel().await?.channel; // somebody has deleted it
                in_time(&channel, topology::declare_dead_letters(&channel, group)).await?;
                self.publisher.copy(&queue, properties, body).await
            }
            sent => sent,
        }
    }

    pub(crate) async fn until_closed(&self) {
        let mut closed = self.closed.subscribe();
        let _ = closed.wait_for(|closed| *closed).await; // the sender is ours, and lives as long
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    pub(crate) async fn close(&self) {
        self.closed.send_replace(true);
        tokio::join!(self.publishing.close(), self.consuming.close());
    }
}

/// No user's code runs while it is locked, so that a poisoned set is a whole one.
fn known(names: &Mutex<HashSet<String>>) -> MutexGuard<'_, HashSet<String>> {
    names.lock().unwrap_or_else(PoisonError::into_inner)
}
