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
    /// None until somebody takes it: messages are read where they are handled, and not one after the other by who fetches them.
    received: Option<Result<Message, Undecodable>>,
    raw: Raw,
    /// Which attempt it says that it is.
    pub(crate) attempt: u32,
    pub(crate) not_before: Option<SystemTime>,
}

/// The bytes of a record: one buffer, which the message's body shares.
struct Raw {
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

    /// Whether a record is one of ours. None if its body has to be read for that.
    fn takes(&self, message: &BorrowedMessage<'_>) -> Option<bool> {
        let Self::Events(names) = self else { return Some(true) };
        let headers = message.headers()?;
        let all = || (0..headers.count()).filter_map(|at| header(headers, at));
        let name = all().find(|header| header.key == "ce_type")?.value?;
        if names.iter().any(|known| known.as_bytes() == name) {
            return Some(true);
        }
        let mut content_types = all().filter(|header| header.key.eq_ignore_ascii_case("content-type"));
        let is_structured = content_types.next().and_then(|header| header.value).is_some_and(is_structured);
        (!is_structured).then_some(false)
    }

    fn takes_read(&self, received: &Result<Message, Undecodable>) -> bool {
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
    pub(crate) fn of(message: &BorrowedMessage<'_>, interest: &Interest) -> Option<Self> {
        let takes = interest.takes(message);
        if takes == Some(false) {
            return None;
        }
        let raw = Raw::of(message);
        let (attempt, not_before) = (raw.number(ATTEMPT), raw.number(NOT_BEFORE));
        let mut record = Self {
            received: None,
            attempt: attempt.and_then(|attempt| u32::try_from(attempt).ok()).unwrap_or(1).max(1),
            not_before: not_before.map(|millis| UNIX_EPOCH + Duration::from_millis(millis)),
            raw,
        };
        (takes.is_some() || interest.takes_read(record.read())).then_some(record)
    }

    /// The message, read now if it was not.
    pub(crate) fn read(&mut self) -> &Result<Message, Undecodable> {
        let raw = &self.raw;
        self.received.get_or_insert_with(|| Message::read(Binding::Kafka, raw.texts(), raw.body()))
    }

    /// The message of one that was read.
    pub(crate) fn received(&self) -> Option<Result<&Message, &Undecodable>> {
        self.received.as_ref().map(Result::as_ref)
    }

    fn message(&self) -> Option<&Message> {
        self.received()?.ok()
    }
}

impl Raw {
    fn of(message: &BorrowedMessage<'_>) -> Self {
        let (key, body) = (message.key(), message.payload().unwrap_or_default());
        let mut buffer = Vec::with_capacity(640 + body.len());
        let mut put = |bytes: &[u8]| {
            let start = buffer.len();
            buffer.extend_from_slice(bytes);
            start..start + bytes.len()
        };
        let (mut headers, mut unreadable) = (Vec::new(), None);
        if let Some(borrowed) = message.headers() {
            headers.reserve_exact(borrowed.count());
            for at in 0..borrowed.count() {
                match header(borrowed, at) {
                    Some(Header { key, value }) => {
                        headers.push(RawHeader { name: put(key.as_bytes()), value: value.map(&mut put) });
                    }
                    None => unreadable = Some(borrowed.detach()),
                }
            }
        }
        let (key, body) = (key.map(&mut put), put(body));
        Self {
            buffer: buffer.into(),
            headers,
            key,
            body,
            timestamp: message.timestamp().to_millis(),
            unreadable,
        }
    }

    /// The headers that are text, without ours.
    fn texts(&self) -> Headers {
        let text = |range: &Range<usize>| std::str::from_utf8(&self.buffer[range.clone()]).ok();
        let headers = self.headers.iter().filter_map(|RawHeader { name, value }| {
            let name = text(name).filter(|name| *name != ATTEMPT && *name != NOT_BEFORE)?;
            Some((name.to_owned(), text(value.as_ref()?)?.to_owned()))
        });
        headers.collect()
    }

    fn key(&self) -> Option<&[u8]> {
        self.key.clone().map(|key| &self.buffer[key])
    }

    fn body(&self) -> Bytes {
        self.buffer.slice(self.body.clone())
    }

    fn timestamp(&self) -> Option<i64> {
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
            Self::Record(record, _) => record.message(),
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
