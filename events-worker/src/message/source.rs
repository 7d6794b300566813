//! Who publishes.

use std::fmt;
use std::sync::Arc;

use super::MessageError;

/// Who publishes: a URI reference, as `/shop` or `https://example.com/shop`. To clone it copies nothing.
///
/// CloudEvents asks that source and id together are unique. Ids of this library are unique by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source(Arc<str>);

impl Source {
    /// The source of the messages that a program publishes.
    ///
    /// # Errors
    ///
    /// If it is empty, or has a character that a URI has not: blanks, letters with accents, quotes. Such are percent-encoded.
    pub fn new(uri: &str) -> Result<Self, MessageError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
        if uri.is_empty() || !uri.chars().all(allowed) {
            return Err(MessageError::Source { source_text: uri.to_owned() });
        }
        Ok(Self(uri.into()))
    }

    /// As it came in a message. What is no URI reference is the sender's mistake, and no reason to refuse the event.
    pub(super) fn received(uri: &str) -> Self {
        Self(uri.into())
    }

    /// The URI reference.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
