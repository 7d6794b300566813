//! The attributes of a message that is read, by name, until all are there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use events_core::Uuid;

use super::attribute::{
    AttributeValue, CAUSATION_ID, CORRELATION_ID, DATA_CONTENT_TYPE, DATA_SCHEMA, DATA_VERSION, ID, SOURCE,
    SPEC_VERSION, SUBJECT, TIME, TRACE_PARENT, TRACE_STATE, TYPE,
};
use super::error::{MessageError, MessageRef};
use super::source::Source;
use super::time::Time;
use super::{Attributes, Headers, Message};

#[derive(Default)]
pub(super) struct Draft<'a>(BTreeMap<Cow<'a, str>, AttributeValue>);

impl<'a> Draft<'a> {
    /// Adds an attribute. The same value a second time says nothing new.
    pub(super) fn add(&mut self, name: Cow<'a, str>, value: AttributeValue) -> Result<(), MessageError> {
        match self.0.get(&name) {
            Some(known) if *known != value => {
                Err(MessageError::Repeated { message: self.reference(), attribute: name.into_owned() })
            }
            Some(_) => Ok(()),
            None => {
                self.0.insert(name, value);
                Ok(())
            }
        }
    }

    /// The media type of the body, as far as it is known.
    pub(super) fn content_type(&self) -> Option<&str> {
        match self.0.get(DATA_CONTENT_TYPE) {
            Some(AttributeValue::Text(content_type)) => Some(content_type),
            _ => None,
        }
    }

    /// What an error calls the message.
    pub(super) fn reference(&self) -> MessageRef {
        let text = |name| self.0.get(name).map(AttributeValue::to_string);
        MessageRef::known(text(ID), text(TYPE))
    }

    pub(super) fn invalid(&self, attribute: &str, value: &str, expected: &'static str) -> MessageError {
        let (attribute, value) = (attribute.to_owned(), value.to_owned());
        MessageError::Attribute { message: self.reference(), attribute, value, expected }
    }

    /// The message. All attributes are checked before the first is moved, so that each error can name the message.
    pub(super) fn finish(mut self, headers: Headers, body: Bytes) -> Result<Message, MessageError> {
        self.required(
            SPEC_VERSION,
            |text| text == "1.0",
            "`1.0`, the version of CloudEvents that this program reads",
        )?;
        self.required(TYPE, |text| !text.is_empty(), "the name of an event")?;
        self.required(SOURCE, |text| !text.is_empty(), "a URI reference, as `/shop`")?;
        let Some(id) = self.uuid(ID)? else { return Err(self.missing(ID)) };
        let correlation_id = self.uuid(CORRELATION_ID)?;
        let causation_id = self.uuid(CAUSATION_ID)?;
        let version = self.parsed(DATA_VERSION, version, "a whole number from 1 on")?;
        let time = self.parsed(TIME, Time::parse, "a time as RFC 3339 writes it")?;
        for name in [ID, SPEC_VERSION, CORRELATION_ID, CAUSATION_ID, DATA_VERSION, TIME] {
            self.0.remove(name);
        }
        let Some(source) = self.take(SOURCE) else { return Err(self.missing(SOURCE)) };
        let Some(event_name) = self.take(TYPE) else { return Err(self.missing(TYPE)) };
        let attributes = Attributes {
            id,
            source: Source::received(&source),
            event_name: event_name.into(),
            version,
            time,
            subject: self.take(SUBJECT),
            data_schema: self.take(DATA_SCHEMA),
            content_type: self.take(DATA_CONTENT_TYPE).map(Cow::Owned),
            correlation_id,
            causation_id,
            trace_parent: self.take(TRACE_PARENT),
            trace_state: self.take(TRACE_STATE),
            extensions: self.0.into_iter().map(|(name, value)| (name.into_owned(), value)).collect(),
            headers,
        };
        Ok(Message { attributes: Arc::new(attributes), body })
    }

    fn required(
        &self,
        name: &'static str,
        valid: fn(&str) -> bool,
        expected: &'static str,
    ) -> Result<(), MessageError> {
        let valid = self.parsed(name, |text| valid(text).then_some(()), expected)?;
        valid.ok_or_else(|| self.missing(name))
    }

    fn uuid(&self, name: &str) -> Result<Option<Uuid>, MessageError> {
        self.parsed(name, |text| Uuid::parse_str(text).ok(), "a UUID")
    }

    fn parsed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        expected: &'static str,
    ) -> Result<Option<T>, MessageError> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let text = value.as_text();
        parse(&text).map(Some).ok_or_else(|| self.invalid(name, &text, expected))
    }

    fn missing(&self, attribute: &'static str) -> MessageError {
        MessageError::Missing { message: self.reference(), attribute }
    }

    fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).map(AttributeValue::into_text)
    }
}

fn version(text: &str) -> Option<u32> {
    text.parse().ok().filter(|version| *version > 0)
}
