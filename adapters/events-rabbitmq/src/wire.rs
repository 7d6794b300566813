//! Messages as AMQP has them: properties, headers, a body.

mod headers;
mod names;
mod size;

use std::collections::BTreeMap;
use std::time::UNIX_EPOCH;

use bytes::Bytes;
use events_worker::message::{Binding, Headers};
use events_worker::transport::{DeadLetter, Problem};
use events_worker::{Message, Undecodable};
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable, ShortString};

use self::names::{RETRIES, is_of_broker};
pub(crate) use self::names::{SLOT, delivery_count};
use crate::failure::Failure;
use crate::slot;

const PERSISTENT: u8 = 2;
const CONTENT_TYPE: &str = "content-type";

/// The properties of a message in binary mode.
pub(crate) fn write(message: &Message) -> Result<BasicProperties, Failure> {
    let (mut headers, _) = message.to_binary(Binding::Amqp);
    let mut properties = BasicProperties::default()
        .with_delivery_mode(PERSISTENT)
        .with_message_id(short("the id", &message.id().to_string())?)
        .with_type(short("the name of the event", message.event_name())?);
    let time = message.time().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    if let Some(since) = time {
        properties = properties.with_timestamp(since.as_secs());
    }
    if let Some(i) = headers.iter().position(|(name, _)| name == CONTENT_TYPE) {
        let (_, content_type) = headers.remove(i);
        properties = properties.with_content_type(short("the content type", &content_type)?);
    }
    let mut headers = headers::write(&headers)?;
    let slot = message.subject().map_or_else(slot::any, slot::of);
    headers.insert(SLOT.into(), AMQPValue::LongString(slot.to_string().into()));
    Ok(properties.with_headers(headers))
}

/// What came, in whichever mode it is.
pub(crate) fn read(
    properties: &BasicProperties,
    headers: Headers,
    body: Bytes,
) -> Result<Message, Undecodable> {
    let mut all = Headers::with_capacity(headers.len() + 1);
    match properties.content_type() {
        Some(content_type) => {
            all.push((CONTENT_TYPE.to_owned(), content_type.to_string()));
            all.extend(headers.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case(CONTENT_TYPE)));
        }
        None => all.extend(headers),
    }
    Message::read(Binding::Amqp, all, body)
}

/// The headers that came as text, in the order in which they were sent, without what the broker and this adapter have added.
pub(crate) fn headers(properties: &BasicProperties) -> Headers {
    properties.headers().as_ref().map(headers::read).unwrap_or_default()
}

/// What came, to be tried again, with how often it was tried.
pub(crate) fn again(came: &BasicProperties, retries: u32) -> BasicProperties {
    copy(came, |headers| {
        headers.insert(RETRIES.into(), AMQPValue::LongLongInt(retries.into()));
    })
}

/// What came, to be set aside, with the reason.
pub(crate) fn set_aside(came: &BasicProperties, why: &DeadLetter) -> BasicProperties {
    copy(came, |headers| {
        for (name, value) in why.headers() {
            headers.insert(name.into(), AMQPValue::LongString(value.into()));
        }
    })
}

/// How often it was tried before it was sent again.
pub(crate) fn retries(properties: &BasicProperties) -> u32 {
    let headers = properties.headers().as_ref();
    headers.and_then(|headers| names::count(headers.inner().get(RETRIES)?)).unwrap_or(0)
}

/// How many bytes its header frame has, the frame itself included.
pub(crate) fn header_frame(properties: &BasicProperties) -> usize {
    size::of_frame(properties)
}

/// All that came, whatever types it is of, but for what would make the broker do something else with the copy: route it elsewhere,
/// let it expire, or ask who has sent it.
fn copy(
    came: &BasicProperties,
    change: impl FnOnce(&mut BTreeMap<ShortString, AMQPValue>),
) -> BasicProperties {
    let mut headers = came.headers().as_ref().map(|headers| headers.inner().clone()).unwrap_or_default();
    headers.retain(|name, _| !is_of_broker(name.as_str()) && name.as_str() != RETRIES);
    change(&mut headers);
    let mut copy =
        BasicProperties::default().with_delivery_mode(PERSISTENT).with_headers(FieldTable::from(headers));
    macro_rules! keep {
        ($($property:ident: $with:ident),*) => {
            $(if let Some(value) = came.$property().clone() {
                copy = copy.$with(value);
            })*
        };
    }
    keep!(
        content_type: with_content_type, content_encoding: with_content_encoding, priority: with_priority,
        correlation_id: with_correlation_id, reply_to: with_reply_to, message_id: with_message_id,
        timestamp: with_timestamp, kind: with_type, app_id: with_app_id, cluster_id: with_cluster_id
    );
    copy
}

fn short(what: &str, text: &str) -> Result<ShortString, Failure> {
    ShortString::try_new(text).map_err(|_| {
        let cause = format!("{what} has {} bytes, and the protocol takes 255", text.len());
        Failure::new(Problem::Refused, cause).remedy("give it a shorter one")
    })
}

#[cfg(test)]
mod tests;
