//! How many workers a group has.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use lapin::Channel;
use lapin::options::{BasicConsumeOptions, BasicQosOptions, QueueDeclareOptions};
use lapin::types::{FieldTable, ShortString};

use crate::answer::in_time;
use crate::broker::Broker;
use crate::failure::{Failure, NAME};
use crate::topology::{self, partitioned};

/// Each consumes from one more queue, to which nothing is sent: of a queue that has one consumer at a time, the broker does not count
/// those who wait.
pub(super) struct Workers {
    broker: Arc<Broker>,
    group: String,
    /// None if it is to be opened: at first, and when it has gone.
    counted: Option<(Channel, lapin::Consumer)>,
}

impl Workers {
    pub(super) fn new(broker: &Arc<Broker>, group: &str) -> Self {
        Self { broker: Arc::clone(broker), group: group.to_owned(), counted: None }
    }

    /// With this one. `None` if the broker does not say.
    pub(super) async fn count(&mut self) -> Option<usize> {
        match self.try_count().await {
            Ok(workers) => Some(workers),
            Err(failure) => {
                self.counted = None;
                tracing::warn!(
                    messaging.system = NAME,
                    messaging.destination.name = partitioned::workers_of(&self.group),
                    messaging.consumer.group.name = self.group,
                    cause = failure.cause,
                    "the workers of a group cannot be counted: its queues stay with those who have them, until they can"
                );
                None
            }
        }
    }

    async fn try_count(&mut self) -> Result<usize, Failure> {
        let queue = topology::short(&partitioned::workers_of(&self.group))?;
        let is_cancelled = self.counted.as_mut().is_some_and(|(_, consumer)| is_cancelled(consumer));
        let (channel, _consumer) = match self.counted.take() {
            Some(counted) if !is_cancelled => self.counted.insert(counted),
            _ => {
                let channel = self.broker.consuming.channel().await?.channel;
                let consumer = in_time(&channel, consume(&channel, &self.group, queue.clone())).await?;
                self.counted.insert((channel, consumer))
            }
        };
        let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let found = async { Ok(channel.queue_declare(queue, options, FieldTable::default()).await?) };
        let found = in_time(channel, found).await?;
        Ok(usize::try_from(found.consumer_count()).unwrap_or(usize::MAX))
    }
}

async fn consume(channel: &Channel, group: &str, queue: ShortString) -> Result<lapin::Consumer, Failure> {
    partitioned::declare_workers(channel, group).await?; // somebody may have deleted it
    channel.basic_qos(1, BasicQosOptions::default()).await?; // for what somebody sends to it all the same
    let (tag, options) = (ShortString::default(), BasicConsumeOptions::default());
    Ok(channel.basic_consume(queue, tag, options, FieldTable::default()).await?)
}

/// Whether the broker has, with its queue: the channel stays.
fn is_cancelled(consumer: &mut lapin::Consumer) -> bool {
    let next = Pin::new(consumer).poll_next(&mut Context::from_waker(Waker::noop()));
    matches!(next, Poll::Ready(None | Some(Err(_))))
}
