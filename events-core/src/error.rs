//! Why a handler failed, and whether it is worth another try.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::{Failure, HandlersFailed};

/// Why a handler failed: any error, and what it says of trying again.
///
/// Handlers seldom name it. A method that returns `Result<(), E>` may use any `E` that is a [`std::error::Error`],
/// an `anyhow::Error`, a `String` or a `&str`; and in a method that returns `Result<(), HandlerError>` the `?` operator
/// converts all of these.
///
/// ```
/// use domain_events::prelude::*;
/// use std::time::Duration;
///
/// fn charge(attempt: u32) -> Result<(), HandlerError> {
///     match attempt {
///         0 => Err("the card is refused").map_err(HandlerError::permanent),
///         1 => Err(HandlerError::retry_after(Duration::from_secs(30), "the bank asks to wait")),
///         n => n.to_string().parse::<u32>().map(drop).map_err(HandlerError::from),
///     }
/// }
/// assert!(charge(0).unwrap_err().is_permanent());
/// assert_eq!(charge(1).unwrap_err().retry_delay(), Some(Duration::from_secs(30)));
/// # assert!(charge(2).is_ok());
/// ```
///
/// It does not implement [`std::error::Error`], because then it could not be made from all errors;
/// [`as_error`](Self::as_error) gives the error inside.
pub struct HandlerError(Box<Inner>);

/// In a box: each handler's outcome is moved about, and seldom is an error.
struct Inner {
    cause: Box<dyn Error + Send + Sync>,
    retry: Retry,
}

/// What an error says of another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Retry {
    ByPolicy,
    After(Duration),
    Never,
}

impl HandlerError {
    /// A failure that another try will not mend: whoever retries does not retry this.
    #[must_use]
    pub fn permanent(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(error, Retry::Never)
    }

    /// A failure after which the next try should come no sooner than after `delay`.
    #[must_use]
    pub fn retry_after(delay: Duration, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(error, Retry::After(delay))
    }

    /// Whether another try is pointless.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.0.retry == Retry::Never
    }

    /// How long the handler asked to wait before the next try, if it did.
    #[must_use]
    pub fn retry_delay(&self) -> Option<Duration> {
        match self.0.retry {
            Retry::After(delay) => Some(delay),
            Retry::ByPolicy | Retry::Never => None,
        }
    }

    /// Whether the handler panicked.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        self.0.cause.is::<Panicked>()
    }

    /// The error inside, with its [`source`](Error::source) chain.
    #[must_use]
    pub fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0.cause
    }

    /// Takes the error out.
    #[must_use]
    pub fn into_error(self) -> Box<dyn Error + Send + Sync> {
        self.0.cause
    }

    fn new(error: impl Into<Box<dyn Error + Send + Sync>>, retry: Retry) -> Self {
        Self(Box::new(Inner { cause: error.into(), retry }))
    }

    /// The failure of a bus in a bus. Another try is pointless if it is for each handler, and comes no sooner than all allow.
    pub(crate) fn of_handlers(failed: HandlersFailed) -> Self {
        let errors = || failed.failures().iter().map(Failure::error);
        let retry = match errors().filter_map(Self::retry_delay).max() {
            _ if errors().all(Self::is_permanent) => Retry::Never,
            Some(delay) => Retry::After(delay),
            None => Retry::ByPolicy,
        };
        Self::new(failed, retry)
    }

    /// `panic!` carries a `&str` or a `String`; a payload of another type has no text.
    pub(crate) fn panicked(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self::from(Panicked(text.unwrap_or("(no text)").to_owned()))
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for HandlerError {
    fn from(error: E) -> Self {
        Self::new(error, Retry::ByPolicy)
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.cause.fmt(f)
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerError").field("cause", &self.0.cause).field("retry", &self.0.retry).finish()
    }
}

#[derive(Debug)]
struct Panicked(String);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the handler panicked: {}", self.0)
    }
}

impl Error for Panicked {}
