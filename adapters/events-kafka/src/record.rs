//! Records as they come: the message in them, and all their bytes, to be sent on.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use events_worker::message::{Binding, Headers, Undecodable};
use events_worker::transport::DeadLetter;
use events_worker::{Message, Subscription};
use rdkafka::Message as _;
use rdkafka::message::{BorrowedMessage, Header, Headers as _, OwnedHeaders};

/// Which attempt a retried message is. It stands on records of `{group}.retry` alone, and no user sees it.
const ATTEMPT: &str = "domain-events-attempt";
/// Before when a retried message does not come, in milliseconds since 1970.
const NOT_BEFORE: &str = "domain-events-not-before";

/// A record that has come.
pub(crate) struct Record {
    pub(crate) received: Result<Message, Undecodable>,
    pub(crate) raw: Raw,
    /// Which attempt it says that it is.
    pub(crate) attempt: u32,
    pub(crate) not_before: Option<SystemTime>,
}

/// The bytes of a record: one buffer, which the message's body shares.
pub(crate) struct Raw {
    buffer: Bytes,
    headers: Vec<RawHeader>,
    key: Option<Range<usize>>,
    body: Range<usize>,
    timestamp: Option<i64>,
    /// All headers, if the name of one is no text.
    unreadable: Option<OwnedHeaders>,
}

struct RawHeader {
    name: Range<usize>,
    value: Option<Range<usize>>,
}

/// Whose records a consumer takes.
pub(crate) enum Interest {
    /// Those of the events of these names, and what is no message.
    Events(Vec<String>),
    /// All.
    Everything,
}

impl Interest {
    pub(crate) fn of(subscription: &Subscription) -> Self {
        match subscription.subscribed_to() {
            events_worker::transport::SubscribedTo::Events(names) => Self::Events(names.clone()),
            _ => Self::Everything,
        }
    }

    /// Whether the name in the headers says that it is nothing of ours. Without a name there, who knows.
    fn skips(&self, message: &BorrowedMessage<'_>) -> bool {
        let Self::Events(names) = self else { return false };
        let Some(headers) = message.headers() else { return false };
        let mut name = None;
        for at in 0..headers.count() {
            let Some(Header { key, value: Some(value) }) = header(headers, at) else { continue };
            match key {
                "ce_type" if name.is_none() => name = Some(value),
                key if key.eq_ignore_ascii_case("content-type") && is_structured(value) => return false,
                _ => {}
            }
        }
        name.is_some_and(|name| !names.iter().any(|known| known.as_bytes() == name))
    }

    fn takes(&self, received: &Result<Message, Undecodable>) -> bool {
        match (self, received) {
            (Self::Events(names), Ok(message)) => names.iter().any(|name| name == message.event_name()),
            _ => true,
        }
    }
}

fn is_structured(content_type: &[u8]) -> bool {
    const START: &[u8] = b"application/cloudevents";
    content_type.get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START))
}

/// The client panics at a name that is not UTF-8.
fn header(headers: &rdkafka::message::BorrowedHeaders, at: usize) -> Option<Header<'_, &[u8]>> {
    catch_unwind(AssertUnwindSafe(|| headers.try_get(at))).ok().flatten()
}

impl Record {
    /// None if it is nothing of ours.
    pub(crate) fn read(message: &BorrowedMessage<'_>, interest: &Interest) -> Option<Self> {
        if interest.skips(message) {
            return None;
        }
        let (raw, headers) = Raw::read(message);
        let (attempt, not_before) = (raw.number(ATTEMPT), raw.number(NOT_BEFORE));
        let received = Message::read(Binding::Kafka, headers, raw.body());
        interest.takes(&received).then(|| Self {
            received,
            attempt: attempt.and_then(|attempt| u32::try_from(attempt).ok()).unwrap_or(1).max(1),
            not_before: not_before.map(|millis| UNIX_EPOCH + Duration::from_millis(millis)),
            raw,
        })
    }
}

impl Raw {
    /// Headers whose values are no text are in the bytes alone, and so are ours.
    fn read(message: &BorrowedMessage<'_>) -> (Self, Headers) {
        let (key, body) = (message.key(), message.payload().unwrap_or_default());
        let mut buffer = Vec::with_capacity(512 + body.len());
        let mut put = |bytes: &[u8]| {
            let start = buffer.len();
            buffer.extend_from_slice(bytes);
            start..start + bytes.len()
        };
        let count = message.headers().map_or(0, rdkafka::message::Headers::count);
        let (mut raw, mut headers) = (Vec::with_capacity(count), Headers::with_capacity(count));
        let mut unreadable = None;
        if let Some(borrowed) = message.headers() {
            for at in 0..count {
                let Some(Header { key, value }) = header(borrowed, at) else {
                    unreadable = Some(borrowed.detach());
                    continue;
                };
                raw.push(RawHeader { name: put(key.as_bytes()), value: value.map(&mut put) });
                if key != ATTEMPT
                    && key != NOT_BEFORE
                    && let Some(text) = value.and_then(|value| std::str::from_utf8(value).ok())
                {
                    headers.push((key.to_owned(), text.to_owned()));
                }
            }
        }
        let (key, body) = (key.map(&mut put), put(body));
        let timestamp = message.timestamp().to_millis();
        (Self { buffer: buffer.into(), headers: raw, key, body, timestamp, unreadable }, headers)
    }

    pub(crate) fn key(&self) -> Option<&[u8]> {
        self.key.clone().map(|key| &self.buffer[key])
    }

    pub(crate) fn body(&self) -> Bytes {
        self.buffer.slice(self.body.clone())
    }

    pub(crate) fn timestamp(&self) -> Option<i64> {
        self.timestamp.filter(|timestamp| *timestamp >= 0)
    }

    fn number(&self, name: &str) -> Option<u64> {
        let header =
            self.headers.iter().find(|header| self.buffer[header.name.clone()] == *name.as_bytes())?;
        std::str::from_utf8(&self.buffer[header.value.clone()?]).ok()?.parse().ok()
    }

    /// All headers but ours and those that are written anew, and these.
    fn headers(&self, anew: &[(&str, String)]) -> OwnedHeaders {
        let is_kept =
            |key: &str| key != ATTEMPT && key != NOT_BEFORE && anew.iter().all(|(name, _)| *name != key);
        let empty = OwnedHeaders::new_with_capacity(self.headers.len() + anew.len());
        let mut headers = self.unreadable.clone().unwrap_or(empty);
        if self.unreadable.is_none() {
            for RawHeader { name, value } in &self.headers {
                let key = std::str::from_utf8(&self.buffer[name.clone()]).unwrap_or_default();
                if is_kept(key) {
                    let value = value.clone().map(|value| &self.buffer[value]);
                    headers = headers.insert(Header { key, value });
                }
            }
        }
        anew.iter().fold(headers, |headers, (key, value)| headers.insert(Header { key, value: Some(value) }))
    }
}

/// What is to be sent.
#[derive(Clone, Copy)]
pub(crate) enum Content<'a> {
    Message(&'a Message),
    /// The bytes of a record that has come.
    Record(&'a Record, Onward<'a>),
}

/// Why a record is sent on.
#[derive(Clone, Copy)]
pub(crate) enum Onward<'a> {
    /// To come again as it came.
    Again,
    /// To come again not before a time, as this attempt.
    Retry {
        attempt: u32,
        not_before: SystemTime,
    },
    Dead(&'a DeadLetter),
}

impl<'a> Content<'a> {
    pub(crate) fn message(self) -> Option<&'a Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Record(record, _) => record.received.as_ref().ok(),
        }
    }

    pub(crate) fn key(self) -> Option<&'a [u8]> {
        match self {
            Self::Message(message) => message.subject().map(str::as_bytes),
            Self::Record(record, _) => record.raw.key(),
        }
    }

    pub(crate) fn body(self) -> Bytes {
        match self {
            Self::Message(message) => message.body().clone(),
            Self::Record(record, _) => record.raw.body(),
        }
    }

    /// When the event happened. None before 1970, which Kafka has no times for.
    pub(crate) fn timestamp(self) -> Option<i64> {
        match self {
            Self::Message(message) => message.time().and_then(millis),
            Self::Record(record, _) => record.raw.timestamp(),
        }
    }

    pub(crate) fn headers(self) -> OwnedHeaders {
        match self {
            Self::Message(message) => {
                let (headers, _) = message.to_binary(Binding::Kafka);
                let empty = OwnedHeaders::new_with_capacity(headers.len());
                headers.iter().fold(empty, |all, (key, value)| all.insert(Header { key, value: Some(value) }))
            }
            Self::Record(record, Onward::Again) => record.raw.headers(&[]),
            Self::Record(record, Onward::Retry { attempt, not_before }) => {
                let not_before = millis(not_before).map_or(0, |millis| millis + 1); // never too early
                record.raw.headers(&[(ATTEMPT, attempt.to_string()), (NOT_BEFORE, not_before.to_string())])
            }
            Self::Record(record, Onward::Dead(why)) => record.raw.headers(&why.headers()),
        }
    }
}

fn millis(time: SystemTime) -> Option<i64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}
