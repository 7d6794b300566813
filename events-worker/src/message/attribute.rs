//! Names and values of attributes.

use std::borrow::Cow;
use std::fmt;

/// The value of an extension, in one of the types that CloudEvents has for it.
///
/// A structured message tells the types apart; in binary mode each value is a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributeValue {
    /// A text; also a time, a URI, and bytes as base64.
    Text(String),
    /// A whole number. CloudEvents allows 32 bits.
    Integer(i64),
    /// True or false.
    Boolean(bool),
}

impl AttributeValue {
    /// The value as the text that it is in binary mode.
    #[must_use]
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Integer(number) => number.to_string().into(),
            Self::Boolean(value) => value.to_string().into(),
        }
    }

    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            other => other.as_text().into_owned(),
        }
    }
}

impl fmt::Display for AttributeValue {
    /// The value as the text that it is in binary mode.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_text().fmt(f)
    }
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for AttributeValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i32> for AttributeValue {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for AttributeValue {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

pub(super) const ID: &str = "id";
pub(super) const SOURCE: &str = "source";
pub(super) const SPEC_VERSION: &str = "specversion";
pub(super) const TYPE: &str = "type";
pub(super) const TIME: &str = "time";
pub(super) const SUBJECT: &str = "subject";
pub(super) const DATA_SCHEMA: &str = "dataschema";
pub(super) const DATA_CONTENT_TYPE: &str = "datacontenttype";
pub(super) const DATA_VERSION: &str = "dataversion";
pub(super) const CORRELATION_ID: &str = "correlationid";
pub(super) const CAUSATION_ID: &str = "causationid";
pub(super) const TRACE_PARENT: &str = "traceparent";
pub(super) const TRACE_STATE: &str = "tracestate";

const WITH_A_METHOD: [&str; 13] = [
    ID,
    SOURCE,
    SPEC_VERSION,
    TYPE,
    TIME,
    SUBJECT,
    DATA_SCHEMA,
    DATA_CONTENT_TYPE,
    DATA_VERSION,
    CORRELATION_ID,
    CAUSATION_ID,
    TRACE_PARENT,
    TRACE_STATE,
];

/// Whether CloudEvents allows an attribute of that name.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name != "data" && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Whether an extension may be given that name. Those that come from elsewhere may be longer: 20 is advice.
pub(super) fn is_extension(name: &str) -> bool {
    is_name(name) && name.len() <= 20 && !WITH_A_METHOD.contains(&name)
}
