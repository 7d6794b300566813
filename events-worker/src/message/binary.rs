//! Binary mode: attributes in headers, the event in the body.

use bytes::Bytes;

use super::attribute::{
    CAUSATION_ID, CORRELATION_ID, DATA_CONTENT_TYPE, DATA_SCHEMA, DATA_VERSION, ID, SOURCE, SPEC_VERSION,
    SUBJECT, TIME, TRACE_PARENT, TRACE_STATE, TYPE,
};
use super::draft::Draft;
use super::{AttributeValue, Attributes, Binding, Headers, Message, MessageError, Undecodable};
use crate::codec::media_type;

impl Message {
    /// The message in binary mode: headers as the binding names and writes them, and the body.
    ///
    /// Behind the attributes come the [`headers`](Self::headers) that are none, but for those whose name the binding would take
    /// for an attribute's.
    #[must_use]
    pub fn to_binary(&self, binding: Binding) -> (Headers, Bytes) {
        let mut headers = Headers::new();
        self.attributes.each(|name, value| headers.push((binding.header(name), binding.write(value))));
        let beside = self.headers().iter().filter(|(name, _)| binding.attribute(name).is_none());
        headers.extend(beside.cloned());
        (headers, self.body.clone())
    }

    /// Reads a message in binary mode.
    ///
    /// Headers that are no attributes are kept. A UUID is read in each form that it has, a time in any zone; a message without a
    /// time, a version or a content type is read too.
    ///
    /// # Errors
    ///
    /// If an attribute is missing that CloudEvents requires, or one has a value that it cannot have. The error gives back what
    /// came, unchanged.
    pub fn from_binary(
        binding: Binding,
        headers: Headers,
        body: impl Into<Bytes>,
    ) -> Result<Self, Undecodable> {
        let body = body.into();
        read(binding, &headers, body.clone()).map_err(|error| Undecodable::new(headers, body, error))
    }

    /// Reads a message in the mode that it is in: structured if its content type says `application/cloudevents`, else binary.
    ///
    /// Headers beside a structured message are kept, but for the content type and for the attributes that it may repeat there.
    ///
    /// # Errors
    ///
    /// Those of [`from_binary`](Self::from_binary) and [`from_structured`](Self::from_structured); the error gives back what came,
    /// unchanged. If the format is another than JSON, or a batch.
    pub fn read(binding: Binding, headers: Headers, body: impl Into<Bytes>) -> Result<Self, Undecodable> {
        let is_format = |value: &str| {
            value
                .get(.."application/cloudevents".len())
                .is_some_and(|start| start.eq_ignore_ascii_case("application/cloudevents"))
        };
        let content_type = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let Some((_, content_type)) = content_type.filter(|(_, value)| is_format(value)) else {
            return Self::from_binary(binding, headers, body);
        };
        let body = body.into();
        let read = if media_type(content_type).eq_ignore_ascii_case("application/cloudevents+json") {
            Self::from_structured(&body)
        } else {
            Err(MessageError::Format { content_type: content_type.clone() })
        };
        match read {
            Ok(message) => {
                let is_beside = |name: &str| {
                    binding.attribute(name).is_none() && !name.eq_ignore_ascii_case("content-type")
                };
                let beside = headers.into_iter().filter(|(name, _)| is_beside(name)).collect();
                Ok(message.with(|attributes| attributes.headers = beside))
            }
            Err(error) => Err(Undecodable::new(headers, body, error)),
        }
    }
}

fn read(binding: Binding, headers: &Headers, body: Bytes) -> Result<Message, MessageError> {
    let mut draft = Draft::default();
    let mut beside = Headers::new();
    for (header, value) in headers {
        match (binding.attribute(header), binding.read(value)) {
            (None, _) => beside.push((header.clone(), value.clone())),
            (Some(name), Some(value)) => draft.add(name, AttributeValue::Text(value))?,
            (Some(name), None) => {
                return Err(draft.invalid(&name, value, "percent-encoded UTF-8"));
            }
        }
    }
    draft.finish(beside, body)
}

impl Attributes {
    /// Calls back with each attribute that is set and its value as text.
    pub(super) fn each(&self, mut write: impl FnMut(&str, &str)) {
        write(SPEC_VERSION, "1.0");
        write(ID, &self.id.to_string());
        write(SOURCE, self.source.as_str());
        write(TYPE, &self.event_name);
        let mut write_if_set = |name, value: Option<&str>| {
            if let Some(value) = value {
                write(name, value);
            }
        };
        write_if_set(DATA_VERSION, self.version.map(|version| version.to_string()).as_deref());
        write_if_set(TIME, self.time.map(|time| time.to_string()).as_deref());
        write_if_set(SUBJECT, self.subject.as_deref());
        write_if_set(DATA_SCHEMA, self.data_schema.as_deref());
        write_if_set(DATA_CONTENT_TYPE, self.content_type.as_deref());
        write_if_set(CORRELATION_ID, self.correlation_id.map(|id| id.to_string()).as_deref());
        write_if_set(CAUSATION_ID, self.causation_id.map(|id| id.to_string()).as_deref());
        write_if_set(TRACE_PARENT, self.trace_parent.as_deref());
        write_if_set(TRACE_STATE, self.trace_state.as_deref());
        for (name, value) in &self.extensions {
            write(name, &value.as_text());
        }
    }
}
