//! Why a codec could not do its work, and where in the body.

use std::error::Error;
use std::fmt;

/// Why an event could not be encoded or decoded.
#[derive(Debug)]
pub struct CodecError {
    error: Box<dyn Error + Send + Sync>,
    path: Option<String>,
}

impl CodecError {
    /// From the error of the format, whose text says what is wrong and, if it can, at which line or byte.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { error: error.into(), path: None }
    }

    /// The same error with the place in the event at which it is, as `lines[2].price_cents`.
    #[must_use]
    pub fn at(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// The place in the event, as `lines[2].price_cents`, if the mistake is inside of a field.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// From what has read a body a second time, only to find the place.
    pub(super) fn located<E: Error + Send + Sync + 'static>(error: serde_path_to_error::Error<E>) -> Self {
        let path = error.path().to_string();
        let located = Self::new(error.into_inner());
        if path == "." { located } else { located.at(path) }
    }
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "at `{path}`: ")?;
        }
        self.error.fmt(f)
    }
}

impl Error for CodecError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}
