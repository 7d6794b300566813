//! What can be wrong with a message, and the message beside it.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use events_core::Uuid;
use thiserror::Error;

use super::Headers;
use crate::codec::CodecError;

/// Why a message could not be made, read, or decoded: what was tried, on which message, and what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MessageError {
    /// An attribute that CloudEvents requires is not there.
    #[error(
        "cannot read {message}: it has no `{attribute}`, which CloudEvents requires: the sender has to set it"
    )]
    Missing {
        /// Which message.
        message: MessageRef,
        /// The attribute's name.
        attribute: &'static str,
    },
    /// An attribute has a value that it cannot have.
    #[error("cannot read {message}: its `{attribute}` is {}, and has to be {expected}", quoted(value))]
    Attribute {
        /// Which message.
        message: MessageRef,
        /// The attribute's name, or that of the header or member that holds it.
        attribute: String,
        /// The value as it came.
        value: String,
        /// What it has to be.
        expected: &'static str,
    },
    /// An attribute is there twice, with different values.
    #[error(
        "cannot read {message}: it has several values of `{}`: the sender has to choose one",
        shortened(attribute)
    )]
    Repeated {
        /// Which message.
        message: MessageRef,
        /// The attribute's name.
        attribute: String,
    },
    /// An extension has a name that CloudEvents does not allow.
    #[error(
        "{} cannot be the name of an extension of {message}: use lower-case letters and digits, at most 20, and no name that CloudEvents or this library has for something else",
        quoted(name)
    )]
    AttributeName {
        /// Which message.
        message: MessageRef,
        /// The name.
        name: String,
    },
    /// A source is no URI reference.
    #[error(
        "{} cannot be the source of messages: use a URI reference, as `/shop` or `https://example.com/shop`",
        quoted(source_text)
    )]
    Source {
        /// The source.
        source_text: String,
    },
    /// A time is too early or too late for RFC 3339.
    #[error(
        "cannot write {message}: its time is {time:?}, and RFC 3339 has times of the years 0 to 9999 only"
    )]
    Time {
        /// Which message.
        message: MessageRef,
        /// The time.
        time: SystemTime,
    },
    /// A structured message is not JSON, or no object.
    #[error(
        "cannot read a structured message: {error}: the body has to be one JSON object, as `application/cloudevents+json` says"
    )]
    Structured {
        /// What is wrong, at which line and column.
        error: serde_json::Error,
    },
    /// A message is in an event format other than JSON.
    #[error(
        "cannot read a message in the format {}: the sender has to use `application/cloudevents+json` or binary mode",
        quoted(content_type)
    )]
    Format {
        /// The content type.
        content_type: String,
    },
    /// A message is of another event than the one that was asked for.
    #[error("cannot decode {message} as `{expected}`: ask for the event that `event_name` says")]
    AnotherEvent {
        /// Which message.
        message: MessageRef,
        /// The event that was asked for.
        expected: &'static str,
    },
    /// A message is of a newer version of the event.
    #[error(
        "cannot decode {message}: it is of version {version}, and this program knows version {known}: update this program"
    )]
    NewerVersion {
        /// Which message.
        message: MessageRef,
        /// The version of the message.
        version: u32,
        /// The version that this program has.
        known: u32,
    },
    /// A message is of an older version, which no event of this program is made from.
    #[error(
        "cannot decode {message}: it is of version {version}, and of the versions that this program knows, {nearest} is the nearest: write the event of version {version} and name it with `upcast_from` at version {nearest}"
    )]
    UnknownVersion {
        /// Which message.
        message: MessageRef,
        /// The version of the message.
        version: u32,
        /// The version that could be made from it.
        nearest: u32,
    },
    /// The body is in another format than the codec reads.
    #[error(
        "cannot decode {message}: its body is {}, and the codec reads `{expected}`: use the codec that the sender has used",
        quoted(content_type)
    )]
    ContentType {
        /// Which message.
        message: MessageRef,
        /// The media type of the body.
        content_type: String,
        /// The media type that the codec writes.
        expected: &'static str,
    },
    /// The codec cannot read the body as the event.
    #[error(
        "cannot decode {message}, version {version}, from {}: {error}: if the event has changed its shape, give it a new `version` and `upcast_from`",
        quoted(content_type)
    )]
    Decode {
        /// Which message.
        message: MessageRef,
        /// The version as which the body was read.
        version: u32,
        /// The media type of the body; of a body without one, that of the codec.
        content_type: String,
        /// What is wrong, and where in the body.
        error: CodecError,
    },
    /// The codec cannot write the event.
    #[error(
        "cannot encode {message}, version {version}, as `{content_type}`: {error}: use another codec or type"
    )]
    Encode {
        /// Which message.
        message: MessageRef,
        /// The version of the event.
        version: u32,
        /// The media type that the codec writes.
        content_type: &'static str,
        /// What it cannot write.
        error: CodecError,
    },
}

/// Which message an error is of: as much as is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRef {
    id: Option<String>,
    event_name: Option<String>,
}

impl MessageRef {
    pub(super) fn of(id: Uuid, event_name: &str) -> Self {
        Self::known(Some(id.to_string()), Some(event_name.to_owned()))
    }

    pub(super) fn known(id: Option<String>, event_name: Option<String>) -> Self {
        Self { id, event_name }
    }

    /// The id as it came.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The name of the event.
    #[must_use]
    pub fn event_name(&self) -> Option<&str> {
        self.event_name.as_deref()
    }
}

impl fmt::Display for MessageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.id, &self.event_name) {
            (Some(id), Some(event)) => write!(f, "message {} (`{}`)", shortened(id), shortened(event)),
            (Some(id), None) => write!(f, "message {}", shortened(id)),
            (None, Some(event)) => write!(f, "a message of `{}`", shortened(event)),
            (None, None) => f.write_str("a message"),
        }
    }
}

/// A text from outside in backticks.
fn quoted(text: &str) -> String {
    format!("`{}`", shortened(text))
}

/// A text from outside, on one line and of a length that can be read.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 80;
    let mut shown = text.chars().take(LENGTH).flat_map(char::escape_debug).collect::<String>();
    if text.chars().nth(LENGTH).is_some() {
        shown.push('…');
    }
    shown.replace("\\\"", "\"").replace("\\'", "'")
}

/// A message that could not be read: why, and the headers and the body as they came, to put aside.
///
/// ```
/// use events_worker::Message;
/// use events_worker::message::Binding;
///
/// let headers = vec![("ce_type".to_owned(), "order.placed".to_owned())];
/// let undecodable = Message::from_binary(Binding::Kafka, headers, "{").unwrap_err();
///
/// let (headers, body, error) = undecodable.into_parts();
/// assert_eq!(headers, [("ce_type".to_owned(), "order.placed".to_owned())]);
/// assert_eq!(body, "{");
/// assert!(error.to_string().contains("it has no `specversion`"));
/// ```
#[derive(Debug, Error)]
#[error("{}", .0.error)]
pub struct Undecodable(Box<Parts>);

struct Parts {
    headers: Headers,
    body: Bytes,
    error: MessageError,
}

impl Undecodable {
    pub(super) fn new(headers: Headers, body: Bytes, error: MessageError) -> Self {
        Self(Box::new(Parts { headers, body, error }))
    }

    /// The headers as they came.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.0.headers
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Why it could not be read.
    #[must_use]
    pub fn error(&self) -> &MessageError {
        &self.0.error
    }

    /// Takes it apart.
    #[must_use]
    pub fn into_parts(self) -> (Headers, Bytes, MessageError) {
        let Parts { headers, body, error } = *self.0;
        (headers, body, error)
    }
}

/// Without the headers' values and the body, which may be long and are nobody else's business.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>();
        let body = format_args!("{} bytes", self.body.len());
        f.debug_struct("Parts")
            .field("headers", &names)
            .field("body", &body)
            .field("error", &self.error)
            .finish()
    }
}
