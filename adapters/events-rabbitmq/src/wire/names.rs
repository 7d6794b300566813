//! Headers that are the broker's business, or this adapter's.

use lapin::BasicProperties;
use lapin::types::AMQPValue;

/// What this adapter adds begins with it.
const OURS: &str = "domain-events-";
/// How often a message was tried before it was sent again.
pub(super) const RETRIES: &str = "domain-events-retries";
/// The names of the headers as they were sent, where that is not the order of the alphabet, which is all that a table keeps.
pub(super) const ORDER: &str = "domain-events-order";
/// Which part of a partitioned group takes it, in decimal digits: the topology routes by it.
pub(crate) const SLOT: &str = "domain-events-slot";
/// Before the name of a header that would be taken for one of the broker's, or of ours.
pub(super) const ESCAPE: &str = "domain-events-header:";
const DELIVERY_COUNT: &str = "x-delivery-count";

/// What the broker adds to a message, or reads to route it.
pub(super) fn is_of_broker(name: &str) -> bool {
    matches!(name, "CC" | "BCC" | "x-death" | "x-acquired-count" | "x-opt-delivery-count" | DELIVERY_COUNT)
        || name.starts_with("x-first-death-")
        || name.starts_with("x-last-death-")
}

/// Not to be seen by who handles the message.
pub(super) fn is_hidden(name: &str) -> bool {
    is_of_broker(name) || name == RETRIES || name == ORDER || name == SLOT
}

/// The name under which a header is sent.
pub(super) fn escaped(name: &str) -> Option<String> {
    (is_of_broker(name) || name.starts_with(OURS)).then(|| [ESCAPE, name].concat())
}

/// How often the broker has given it to somebody who has not settled it.
pub(crate) fn delivery_count(properties: &BasicProperties) -> u32 {
    let headers = properties.headers().as_ref();
    headers.and_then(|headers| count(headers.inner().get(DELIVERY_COUNT)?)).unwrap_or(0)
}

pub(super) fn count(value: &AMQPValue) -> Option<u32> {
    let number = match *value {
        AMQPValue::ShortShortInt(number) => number.into(),
        AMQPValue::ShortShortUInt(number) => number.into(),
        AMQPValue::ShortInt(number) => number.into(),
        AMQPValue::ShortUInt(number) => number.into(),
        AMQPValue::LongInt(number) => number.into(),
        AMQPValue::LongUInt(number) => number.into(),
        AMQPValue::LongLongInt(number) => number,
        _ => return None,
    };
    Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}
