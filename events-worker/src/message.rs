//! An envelope as a message: a CloudEvents 1.0 event, in binary or in structured mode.

mod attribute;
mod binary;
mod binding;
mod draft;
mod envelope;
mod error;
mod source;
mod structured;
mod time;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use events_core::Uuid;

pub use self::attribute::AttributeValue;
pub use self::binding::Binding;
pub use self::error::{MessageError, MessageRef, Undecodable};
pub use self::source::Source;
use self::time::Time;

/// The headers of a message: names and values, in order, a name as often as it stands there.
pub type Headers = Vec<(String, String)>;

/// An event on its way: a CloudEvents 1.0 event, attributes and a body of bytes. To clone it copies nothing.
///
/// ```
/// use domain_events::prelude::*;
/// use events_worker::{Json, Message, Source};
/// use events_worker::message::Binding;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize, DomainEvent)]
/// struct OrderPlaced {
///     #[event(key)]
///     order_id: String,
/// }
/// let placed = OrderPlaced { order_id: "o-1".into() }.occurred();
///
/// let message = Message::of(&placed, &Source::new("/shop")?, &Json)?;
/// assert_eq!(message.event_name(), "order.placed");
/// assert_eq!(message.subject(), Some("o-1"));
///
/// let (headers, body) = message.to_binary(Binding::Kafka);
/// assert!(headers.contains(&("ce_type".into(), "order.placed".into())));
/// assert_eq!(body, br#"{"order_id":"o-1"}"#[..]);
///
/// let received = Message::from_binary(Binding::Kafka, headers, body)?;
/// assert_eq!(received.envelope_of::<OrderPlaced, _>(&Json)?, placed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Beside the attributes of CloudEvents it has these extensions:
///
/// | extension | what it is |
/// |---|---|
/// | `dataversion` | the version of the event, [`DomainEvent::VERSION`](events_core::DomainEvent::VERSION), an integer from 1 on |
/// | `correlationid`, `causationid` | as in CloudEvents' own extension; UUIDs |
/// | `traceparent`, `tracestate` | the trace that the event began in, as in CloudEvents' own extension |
///
/// Extensions that this library does not know, and headers that are no attributes, are kept and given back as they came.
#[derive(Clone, PartialEq)]
pub struct Message {
    attributes: Arc<Attributes>,
    body: Bytes,
}

#[derive(Debug, Clone, PartialEq)]
struct Attributes {
    id: Uuid,
    source: Source,
    event_name: Cow<'static, str>,
    version: Option<u32>,
    time: Option<Time>,
    subject: Option<String>,
    data_schema: Option<String>,
    content_type: Option<Cow<'static, str>>,
    correlation_id: Option<Uuid>,
    causation_id: Option<Uuid>,
    trace_parent: Option<String>,
    trace_state: Option<String>,
    extensions: BTreeMap<String, AttributeValue>,
    headers: Headers,
}

impl Attributes {
    fn new(id: Uuid, source: &Source, event_name: Cow<'static, str>) -> Self {
        Self {
            id,
            source: source.clone(),
            event_name,
            version: None,
            time: None,
            subject: None,
            data_schema: None,
            content_type: None,
            correlation_id: None,
            causation_id: None,
            trace_parent: None,
            trace_state: None,
            extensions: BTreeMap::new(),
            headers: Headers::new(),
        }
    }
}

impl Message {
    /// A message with an empty body and the attributes that each has; for tests and for what is no envelope.
    /// [`of`](Self::of) makes one of an envelope.
    #[must_use]
    pub fn new(id: Uuid, source: &Source, event_name: impl Into<Cow<'static, str>>) -> Self {
        let attributes = Attributes::new(id, source, event_name.into());
        Self { attributes: Arc::new(attributes), body: Bytes::new() }
    }

    /// `id`: the id of the occurrence, the same in each delivery. Written as text with hyphens.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.attributes.id
    }

    /// `source`: who has published.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.attributes.source
    }

    /// `type`: the name of the event, [`DomainEvent::NAME`](events_core::DomainEvent::NAME).
    #[must_use]
    pub fn event_name(&self) -> &str {
        &self.attributes.event_name
    }

    /// `dataversion`: the version of the event. 1 for a message that does not say it.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.attributes.version.unwrap_or(1)
    }

    /// `time`: when the event happened.
    #[must_use]
    pub fn time(&self) -> Option<SystemTime> {
        self.attributes.time.map(Time::get)
    }

    /// `subject`: the ordering key, [`DomainEvent::key`](events_core::DomainEvent::key).
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.attributes.subject.as_deref()
    }

    /// `dataschema`: where the schema of the body is.
    #[must_use]
    pub fn data_schema(&self) -> Option<&str> {
        self.attributes.data_schema.as_deref()
    }

    /// `datacontenttype`: the media type of the body.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.attributes.content_type.as_deref()
    }

    /// `correlationid`: the id of the first event of the chain.
    #[must_use]
    pub fn correlation_id(&self) -> Option<Uuid> {
        self.attributes.correlation_id
    }

    /// `causationid`: the id of the event that caused this one.
    #[must_use]
    pub fn causation_id(&self) -> Option<Uuid> {
        self.attributes.causation_id
    }

    /// `traceparent`: the span in which the event was published, as W3C Trace Context writes it.
    #[must_use]
    pub fn trace_parent(&self) -> Option<&str> {
        self.attributes.trace_parent.as_deref()
    }

    /// `tracestate`: what tracing systems have added to it.
    #[must_use]
    pub fn trace_state(&self) -> Option<&str> {
        self.attributes.trace_state.as_deref()
    }

    /// The extensions that have no getter of their own, by name.
    pub fn extensions(&self) -> impl Iterator<Item = (&str, &AttributeValue)> {
        self.attributes.extensions.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The extension of a name.
    #[must_use]
    pub fn extension(&self, name: &str) -> Option<&AttributeValue> {
        self.attributes.extensions.get(name)
    }

    /// The headers that are no attributes of CloudEvents.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.attributes.headers
    }

    /// The first header of a name, which is compared as it is written.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The encoded event.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl Message {
    /// The same message of an event of this version.
    #[must_use]
    pub fn with_version(self, version: NonZeroU32) -> Self {
        self.with(|attributes| attributes.version = Some(version.get()))
    }

    /// The same message of an event that happened then.
    ///
    /// # Errors
    ///
    /// If RFC 3339 has no text for the time: before the year 0 or after 9999.
    pub fn with_time(self, time: SystemTime) -> Result<Self, MessageError> {
        let Some(written) = Time::new(time) else {
            return Err(MessageError::Time { message: self.reference(), time });
        };
        Ok(self.with(|attributes| attributes.time = Some(written)))
    }

    /// The same message with an ordering key.
    #[must_use]
    pub fn with_subject(self, key: impl Into<String>) -> Self {
        self.with(|attributes| attributes.subject = Some(key.into()))
    }

    /// The same message with the URI of its schema.
    #[must_use]
    pub fn with_data_schema(self, uri: impl Into<String>) -> Self {
        self.with(|attributes| attributes.data_schema = Some(uri.into()))
    }

    /// The same message in the chain of events that began with this id.
    #[must_use]
    pub fn with_correlation_id(self, id: Uuid) -> Self {
        self.with(|attributes| attributes.correlation_id = Some(id))
    }

    /// The same message, caused by the event with this id.
    #[must_use]
    pub fn with_causation_id(self, id: Uuid) -> Self {
        self.with(|attributes| attributes.causation_id = Some(id))
    }

    /// The same message in a trace, as W3C Trace Context writes it.
    #[must_use]
    pub fn with_trace(self, parent: impl Into<String>, state: Option<String>) -> Self {
        self.with(|attributes| {
            attributes.trace_parent = Some(parent.into());
            attributes.trace_state = state;
        })
    }

    /// The same message with an extension, in place of one of that name.
    ///
    /// # Errors
    ///
    /// If the name is not of lower-case letters and digits, is longer than 20, or is an attribute that has a method of its own.
    pub fn with_extension(
        self,
        name: impl Into<String>,
        value: impl Into<AttributeValue>,
    ) -> Result<Self, MessageError> {
        let name = name.into();
        if !attribute::is_extension(&name) {
            return Err(MessageError::AttributeName { message: self.reference(), name });
        }
        Ok(self.with(|attributes| drop(attributes.extensions.insert(name, value.into()))))
    }

    /// The same message with one more header that is no attribute of CloudEvents. It travels beside the message in structured
    /// mode, and in binary mode if its name is none that the binding gives to an attribute.
    #[must_use]
    pub fn with_header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(|attributes| attributes.headers.push((name.into(), value.into())))
    }

    /// The same message without the headers of a name.
    #[must_use]
    pub fn without_header(self, name: &str) -> Self {
        self.with(|attributes| attributes.headers.retain(|(known, _)| known != name))
    }

    /// The same message with an encoded event.
    #[must_use]
    pub fn with_body(self, content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        let typed = self.with(|attributes| attributes.content_type = Some(content_type.into()));
        Self { body: body.into(), ..typed }
    }

    fn with(mut self, change: impl FnOnce(&mut Attributes)) -> Self {
        change(Arc::make_mut(&mut self.attributes));
        self
    }

    pub(crate) fn reference(&self) -> MessageRef {
        MessageRef::of(self.id(), self.event_name())
    }
}

/// Without the body, which may be long and is nobody else's business.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("attributes", &self.attributes)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
