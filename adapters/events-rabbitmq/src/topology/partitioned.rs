//! A group whose messages are spread over several queues by their keys.
//!
//! Two things tell a group of another kind or number apart, without a question that the broker answers by closing the channel: the
//! queue with the group's own name, which has other arguments than that of a group that is one queue; and the name of the alternate
//! exchange, which is the one argument of an exchange that the broker compares.

use events_worker::transport::{Order, Problem, Subscription};
use lapin::options::{ExchangeBindOptions, ExchangeDeclareOptions, QueueBindOptions};
use lapin::types::{FieldTable, ShortString};
use lapin::{Channel, ExchangeKind};

use super::{
    NO_LIMIT, arguments_of_group, at_least_once, declare_dead_letters, declare_exchange, declare_group_queue,
    declare_queue, number, quorum, short, text,
};
use crate::failure::{Failure, NOT_FOUND};
use crate::settings::Settings;
use crate::slot::SLOTS;
use crate::wire::SLOT;

const OTHER_NUMBER: &str = "use the `partitions` that it was made with, or let its workers empty its queues, delete the exchange and the queues of the group, and start them again";

/// The queue of a partition.
pub(crate) fn queue_of(group: &str, partition: u32) -> String {
    format!("{group}.{partition}")
}

/// The queue on which workers see how many they are. Nothing is sent to it.
pub(crate) fn workers_of(group: &str) -> String {
    format!("{group}.workers")
}

/// The exchange of what has no slot, as messages of other programs.
fn rest_of(group: &str, partitions: u32) -> String {
    format!("{group}.rest.{partitions}")
}

/// All of a group. Events are bound last, so that none comes that has no queue yet.
pub(super) async fn declare(
    channel: &Channel,
    settings: &Settings,
    group: &str,
    events: &[String],
) -> Result<(), Failure> {
    declare_around(channel, settings, group).await?;
    for partition in 0..settings.partitions {
        declare_partition(channel, settings, group, partition).await?;
    }
    bind_events(channel, settings, group, events).await
}

/// What one consumer of a partition needs, when its channel is opened: all is there, unless somebody has deleted it.
pub(crate) async fn declare_for(
    channel: &Channel,
    settings: &Settings,
    subscription: &Subscription,
    events: &[String],
    partition: u32,
) -> Result<(), Failure> {
    let group = subscription.group();
    declare_around(channel, settings, group).await?;
    declare_partition(channel, settings, group, partition).await?;
    bind_events(channel, settings, group, events).await
}

/// What stands around the queues.
async fn declare_around(channel: &Channel, settings: &Settings, group: &str) -> Result<(), Failure> {
    if group == settings.exchange {
        return Err(Failure::new(Problem::Refused, "the exchange of all events has the same name")
            .at(format!("exchange `{group}`"))
            .remedy("give the group or the exchange another name"));
    }
    declare_exchange(channel, settings).await?;
    declare_entrance(channel, group).await?;
    declare_splitter(channel, settings, group).await?;
    declare_dead_letters(channel, group).await?;
    declare_workers(channel, group).await
}

pub(crate) async fn declare_workers(channel: &Channel, group: &str) -> Result<(), Failure> {
    declare_queue(channel, &workers_of(group), quorum(NO_LIMIT)).await
}

/// The queue with the group's name: what somebody sends to it who does not know of partitions goes on to them at once.
async fn declare_entrance(channel: &Channel, group: &str) -> Result<(), Failure> {
    let mut arguments = quorum(NO_LIMIT);
    arguments.insert("x-message-ttl".into(), number(0));
    arguments.insert("x-dead-letter-exchange".into(), text(group));
    at_least_once(&mut arguments);
    declare_group_queue(channel, group, arguments).await
}

/// The exchange with the group's name, from which each slot has its queue, and the one of what has none.
async fn declare_splitter(channel: &Channel, settings: &Settings, group: &str) -> Result<(), Failure> {
    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let rest = rest_of(group, settings.partitions);
    let mut arguments = FieldTable::default();
    arguments.insert("alternate-exchange".into(), text(&rest));
    let declared = channel.exchange_declare(short(group)?, ExchangeKind::Headers, options, arguments).await;
    declared.map_err(|error| {
        let failure = Failure::from(error).at(format!("exchange `{group}`"));
        if failure.problem == Problem::Differs { failure.remedy(OTHER_NUMBER) } else { failure }
    })?;
    let declared =
        channel.exchange_declare(short(&rest)?, ExchangeKind::Fanout, options, FieldTable::default()).await;
    declared.map_err(|error| Failure::from(error).at(format!("exchange `{rest}`")))
}

async fn declare_partition(
    channel: &Channel,
    settings: &Settings,
    group: &str,
    partition: u32,
) -> Result<(), Failure> {
    let queue = queue_of(group, partition);
    declare_queue(channel, &queue, arguments_of_group(settings, group, Order::ByKey)).await?;
    let bind = async |exchange: &str, arguments| {
        // The broker answers what comes behind them, once it has done them.
        let options = QueueBindOptions { nowait: true };
        let (queue_name, exchange_name) = (short(&queue)?, short(exchange)?);
        let bound =
            channel.queue_bind(queue_name, exchange_name, ShortString::default(), options, arguments).await;
        bound.map_err(|error| Failure::from(error).at(format!("queue `{queue}` of exchange `{exchange}`")))
    };
    for slot in (partition..SLOTS).step_by(usize::try_from(settings.partitions).unwrap_or(1)) {
        let mut arguments = FieldTable::default();
        arguments.insert("x-match".into(), text("all"));
        arguments.insert(SLOT.into(), text(&slot.to_string()));
        bind(group, arguments).await?;
    }
    if partition == 0 {
        bind(&rest_of(group, settings.partitions), FieldTable::default()).await?;
    }
    Ok(())
}

async fn bind_events(
    channel: &Channel,
    settings: &Settings,
    group: &str,
    events: &[String],
) -> Result<(), Failure> {
    for event in events {
        let (to, from) = (short(group)?, short(&settings.exchange)?);
        let options = ExchangeBindOptions::default();
        let bound = channel.exchange_bind(to, from, short(event)?, options, FieldTable::default());
        bound.await.map_err(|error| {
            Failure::from(error)
                .at(format!("exchange `{group}` for event `{event}` of exchange `{}`", settings.exchange))
        })?;
    }
    Ok(())
}

/// Whether a group has so many partitions. One that has not closes the channel.
pub(crate) async fn is_partitioned(
    channel: &Channel,
    settings: &Settings,
    group: &str,
) -> Result<bool, Failure> {
    let rest = short(&rest_of(group, settings.partitions))?;
    let options = ExchangeDeclareOptions { passive: true, ..ExchangeDeclareOptions::default() };
    let found = channel.exchange_declare(rest, ExchangeKind::Fanout, options, FieldTable::default()).await;
    match found.map_err(Failure::from) {
        Ok(()) => Ok(true),
        Err(failure) if failure.code == Some(NOT_FOUND) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// Whether a queue is one of those of a group.
pub(crate) fn is_partition_of(queue: &str, group: &str) -> bool {
    let number = queue.strip_prefix(group).and_then(|rest| rest.strip_prefix('.'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
