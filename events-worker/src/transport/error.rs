//! Why a transport could not do its work.

use std::error::Error;
use std::fmt;

use crate::message::{Message, MessageRef};

/// What a transport tried, on what, why it failed, and what to do.
///
/// ```
/// use events_worker::transport::{Problem, TransportError};
///
/// let error = TransportError::new("rabbitmq", "declare", Problem::Differs)
///     .at("queue `confirmation_email`")
///     .because("inequivalent arg 'x-queue-type'")
///     .remedy("delete the queue once it is empty, or give the handler another group");
/// assert_eq!(
///     error.to_string(),
///     "rabbitmq cannot declare queue `confirmation_email`: it exists with other settings: inequivalent arg 'x-queue-type': \
///      delete the queue once it is empty, or give the handler another group",
/// );
/// ```
pub struct TransportError(Box<Inner>); // in a box: each settled delivery's result is moved about, and seldom is an error

struct Inner {
    transport: &'static str,
    tried: &'static str,
    place: Option<String>,
    message: Option<MessageRef>,
    problem: Problem,
    cause: Option<Box<dyn Error + Send + Sync>>,
    remedy: Option<String>,
}

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// The transport was closed by its program. Permanent.
    Closed,
    /// There was no room for it in time.
    Full,
    /// The broker is not there, does not answer, or did not confirm in time.
    Unavailable,
    /// The broker does not take this message, or not from us: it is too large, or access is denied. Permanent.
    Refused,
    /// What was to be declared exists with other settings. Permanent.
    Differs,
    /// No group takes the event, or there is no group of that name.
    Unroutable,
    /// The delivery is not ours any more: its connection broke, or its group was given to others. It comes again.
    Stale,
}

impl Problem {
    fn text(self) -> &'static str {
        match self {
            Self::Closed => "the transport is closed",
            Self::Full => "there was no room in time",
            Self::Unavailable => "the broker does not answer",
            Self::Refused => "the broker refuses it",
            Self::Differs => "it exists with other settings",
            Self::Unroutable => "no group takes it",
            Self::Stale => "its connection is gone",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Closed => "close it when all is sent and all workers have stopped",
            Self::Full => "start workers that take messages from it, or raise its capacity",
            Self::Unavailable => "see that the broker runs and can be reached, and try again",
            Self::Refused => "see what the broker says of it",
            Self::Differs => "use the settings it was made with, or another name",
            Self::Unroutable => {
                "start the worker that handles it, which declares its group, or declare it before"
            }
            Self::Stale => "there is nothing to do, as the message comes again",
        }
    }
}

impl TransportError {
    /// A failure: the transport's [`NAME`](super::Transport::NAME), and what it tried, as a verb: `"send"`.
    #[must_use]
    pub fn new(transport: &'static str, tried: &'static str, problem: Problem) -> Self {
        Self(Box::new(Inner {
            transport,
            tried,
            place: None,
            message: None,
            problem,
            cause: None,
            remedy: None,
        }))
    }

    /// On which queue, topic or group it was, as a text that says which of these: ``"queue `confirmation_email`"``.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = Some(place.into());
        self
    }

    /// On which message it was.
    #[must_use]
    pub fn of(mut self, message: &Message) -> Self {
        self.0.message = Some(message.reference());
        self
    }

    /// What caused it: the error of the broker's client.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// What to do about it, where there is better advice than that of the [`Problem`].
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn problem(&self) -> Problem {
        self.0.problem
    }

    /// The name of the transport.
    #[must_use]
    pub fn transport(&self) -> &'static str {
        self.0.transport
    }

    /// The queue, topic or group.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> Option<&MessageRef> {
        self.0.message.as_ref()
    }

    /// Whether another try is pointless.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self.problem(), Problem::Closed | Problem::Refused | Problem::Differs)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { transport, tried, place, message, problem, cause, remedy } = &*self.0;
        write!(f, "{transport} cannot {tried}")?;
        match (message, place) {
            (Some(message), Some(place)) => write!(f, " {message} at {place}")?,
            (Some(message), None) => write!(f, " {message}")?,
            (None, Some(place)) => write!(f, " {place}")?,
            (None, None) => {}
        }
        write!(f, ": {}", problem.text())?;
        if let Some(cause) = cause {
            write!(f, ": {cause}")?;
        }
        write!(f, ": {}", remedy.as_deref().unwrap_or(problem.remedy()))
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { transport, tried, place, message, problem, cause, remedy: _ } = &*self.0;
        f.debug_struct("TransportError")
            .field("transport", transport)
            .field("tried", tried)
            .field("place", place)
            .field("message", message)
            .field("problem", problem)
            .field("cause", cause)
            .finish()
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as _)
    }
}
