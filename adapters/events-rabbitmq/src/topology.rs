//! The exchange and the queues, as they are declared.

pub(crate) mod partitioned;

use events_worker::transport::{Order, Problem, SubscribedTo, Subscription};
use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, ExchangeKind};

use crate::failure::{ACCESS_REFUSED, Failure, NOT_FOUND};
use crate::ladder;
use crate::settings::Settings;

/// How long the name of a group may be, in bytes: the protocol has 255, and those of its other queues are longer.
pub(crate) const LONGEST_NAME: usize = 220;

/// The queue of a group's dead letters.
pub(crate) fn dead_letters_of(group: &str) -> String {
    format!("{group}.dead")
}

/// The queue in which a queue's messages wait for a retry today.
pub(crate) fn retry_of(queue: &str, step: u64) -> String {
    format!("{queue}.retry.{step}.{}", ladder::today())
}

/// A name that has been checked to be short enough, or comes from the protocol.
pub(crate) fn short(name: &str) -> Result<ShortString, Failure> {
    ShortString::try_new(name).map_err(|_| {
        let cause = format!("a name has {} bytes, and the protocol takes 255", name.len());
        Failure::new(Problem::Refused, cause).remedy("give it a shorter name")
    })
}

/// The exchange of all events.
pub(crate) async fn declare_exchange(channel: &Channel, settings: &Settings) -> Result<(), Failure> {
    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let name = short(&settings.exchange)?;
    let declared = channel.exchange_declare(name, ExchangeKind::Topic, options, FieldTable::default()).await;
    declared.map_err(|error| Failure::from(error).at(format!("exchange `{}`", settings.exchange)))
}

/// Finds that the exchange is there, for who may not declare it.
pub(crate) async fn find_exchange(channel: &Channel, settings: &Settings) -> Result<(), Failure> {
    let options = ExchangeDeclareOptions { passive: true, ..ExchangeDeclareOptions::default() };
    let name = short(&settings.exchange)?;
    let found = channel.exchange_declare(name, ExchangeKind::Topic, options, FieldTable::default()).await;
    found.map_err(|error| {
        let failure = Failure::from(error).at(format!("exchange `{}`", settings.exchange));
        if failure.code != Some(NOT_FOUND) {
            return failure;
        }
        let failure = Failure { problem: Problem::Refused, ..failure };
        failure.remedy("declare it, as a durable topic exchange, or give the user permission to configure it")
    })
}

pub(crate) fn may_not_declare(failure: &Failure) -> bool {
    failure.code == Some(ACCESS_REFUSED)
}

/// All that a subscription needs. Bindings are added, and none is removed: another version of the program may have it.
pub(crate) async fn declare(
    channel: &Channel,
    settings: &Settings,
    subscription: &Subscription,
) -> Result<(), Failure> {
    let group = subscription.group();
    check(group)?;
    let SubscribedTo::Events(events) = subscription.subscribed_to() else {
        return find_dead_letters(channel, group).await;
    };
    if settings.is_partitioned(subscription) {
        return partitioned::declare(channel, settings, group, events).await;
    }
    declare_exchange(channel, settings).await?;
    declare_dead_letters(channel, group).await?;
    let arguments = arguments_of_group(settings, group, subscription.message_order());
    declare_group_queue(channel, group, arguments).await?;
    for event in events {
        let (queue, exchange) = (short(group)?, short(&settings.exchange)?);
        let bound = channel.queue_bind(
            queue,
            exchange,
            short(event)?,
            QueueBindOptions::default(),
            FieldTable::default(),
        );
        bound.await.map_err(|error| {
            Failure::from(error)
                .at(format!("queue `{group}` for event `{event}` of exchange `{}`", settings.exchange))
        })?;
    }
    Ok(())
}

pub(crate) fn check(group: &str) -> Result<(), Failure> {
    if group.is_empty() || group.len() > LONGEST_NAME {
        let cause = format!("its name has {} bytes", group.len());
        return Err(Failure::new(Problem::Refused, cause)
            .at(format!("group `{group}`"))
            .remedy("give the group a name of 1 to 220 bytes"));
    }
    Ok(())
}

fn arguments_of_group(settings: &Settings, group: &str, order: Order) -> FieldTable {
    let mut arguments = quorum(settings.delivery_limit);
    dead_letter_to(&mut arguments, &dead_letters_of(group));
    if let Some(length) = settings.max_length {
        arguments.insert("x-max-length".into(), number(length.into()));
    }
    if order == Order::ByKey {
        arguments.insert("x-single-active-consumer".into(), true.into());
    }
    arguments
}

/// A dead letter may come as often as somebody looks at it.
const NO_LIMIT: u32 = i32::MAX.unsigned_abs();

pub(crate) async fn declare_dead_letters(channel: &Channel, group: &str) -> Result<(), Failure> {
    declare_queue(channel, &dead_letters_of(group), quorum(NO_LIMIT)).await
}

/// A queue from which all goes back to the queue that it is of, after a time.
pub(crate) async fn declare_retry(channel: &Channel, queue: &str, step: u64) -> Result<(), Failure> {
    let mut arguments = quorum(NO_LIMIT);
    dead_letter_to(&mut arguments, queue);
    arguments.insert("x-message-ttl".into(), number(step));
    arguments.insert("x-expires".into(), number(ladder::lifetime(step)));
    declare_queue(channel, &retry_of(queue, step), arguments).await
}

async fn find_dead_letters(channel: &Channel, group: &str) -> Result<(), Failure> {
    let queue = dead_letters_of(group);
    let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    let found = channel.queue_declare(short(&queue)?, options, FieldTable::default()).await;
    found.map(drop).map_err(|error| {
        let failure =
            Failure::from(error).at(format!("queue `{queue}`, the dead letters of group `{group}`"));
        if failure.code != Some(NOT_FOUND) {
            return failure;
        }
        let failure = Failure { problem: Problem::Unroutable, ..failure };
        failure.remedy("start the worker that has the handler of that name, which declares its group")
    })
}

/// The queue with the name of a group.
async fn declare_group_queue(channel: &Channel, group: &str, arguments: FieldTable) -> Result<(), Failure> {
    let declared = declare_queue(channel, group, arguments).await;
    declared.map_err(|failure| match failure.problem {
        Problem::Differs => failure.remedy(
            "use the settings that it was made with, the order and `partitions` too, or let its workers empty it, delete it, and start them again",
        ),
        _ => failure,
    })
}

async fn declare_queue(channel: &Channel, queue: &str, arguments: FieldTable) -> Result<(), Failure> {
    let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    let declared = channel.queue_declare(short(queue)?, options, arguments).await;
    declared.map(drop).map_err(|error| Failure::from(error).at(format!("queue `{queue}`")))
}

/// Without a limit, some versions give a message that ends each consumer for ever, and others drop it.
fn quorum(delivery_limit: u32) -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), text("quorum"));
    arguments.insert("x-delivery-limit".into(), number(delivery_limit.into()));
    arguments
}

fn dead_letter_to(arguments: &mut FieldTable, queue: &str) {
    arguments.insert("x-dead-letter-exchange".into(), text(""));
    arguments.insert("x-dead-letter-routing-key".into(), text(queue));
    at_least_once(arguments);
}

/// For which the broker asks that a full queue refuses what is published.
fn at_least_once(arguments: &mut FieldTable) {
    arguments.insert("x-dead-letter-strategy".into(), text("at-least-once"));
    arguments.insert("x-overflow".into(), text("reject-publish"));
}

fn text(text: &str) -> AMQPValue {
    AMQPValue::LongString(text.into())
}

fn number(number: u64) -> AMQPValue {
    AMQPValue::LongLongInt(i64::try_from(number).unwrap_or(i64::MAX))
}
