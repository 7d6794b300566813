//! What did not succeed: an event that was not queued, one that was given up, one that was left.

use std::error::Error;
use std::fmt;

use events_core::{HandlerError, Uuid};

/// Why an event was not queued: the [error](HandlerError::as_error) of a [`Background`](super::Background) on a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotQueued {
    /// It had no room, and was told to [fail](super::WhenFull::Fail) then.
    #[non_exhaustive]
    Full {
        /// The name of the handler, `confirmation_email`.
        handler: &'static str,
        /// How many events it holds.
        capacity: usize,
    },
    /// It takes no more events: it was shut down, or its runtime was. Permanent.
    #[non_exhaustive]
    Stopped {
        /// The name of the handler, `confirmation_email`.
        handler: &'static str,
    },
}

impl NotQueued {
    pub(super) fn into_handler_error(self) -> HandlerError {
        match self {
            Self::Full { .. } => HandlerError::from(self),
            Self::Stopped { .. } => HandlerError::permanent(self),
        }
    }
}

impl fmt::Display for NotQueued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { handler, capacity } => write!(
                f,
                "the queue of `{handler}` is full, it holds {capacity} events: give it a larger `capacity`, or wait for room with `WhenFull::Wait`"
            ),
            Self::Stopped { handler } => write!(
                f,
                "the queue of `{handler}` is closed, it was shut down: publish before the shutdown, or shut down later"
            ),
        }
    }
}

impl Error for NotQueued {}

/// An event that a handler in background gave up: what [`on_failure`](super::BackgroundBuilder::on_failure) gets.
#[derive(Debug)]
pub struct BackgroundFailure {
    pub(super) handler: &'static str,
    pub(super) event: &'static str,
    pub(super) id: Uuid,
    pub(super) attempts: u32,
    pub(super) error: HandlerError,
}

impl BackgroundFailure {
    /// The name of the handler that failed, `confirmation_email`.
    #[must_use]
    pub fn handler(&self) -> &'static str {
        self.handler
    }

    /// The name of the event on which it failed, `order.placed`.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }

    /// The id of the occurrence that was queued. If a handler of a follow-up failed, that is the id of its cause.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// How often it was attempted; zero if the runtime went down before the first attempt.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What the last attempt failed with.
    #[must_use]
    pub fn error(&self) -> &HandlerError {
        &self.error
    }
}

impl fmt::Display for BackgroundFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { handler, event, id, attempts, error } = self;
        let s = if *attempts == 1 { "" } else { "s" };
        write!(f, "handler `{handler}` gave up `{event}` {id} after {attempts} attempt{s}: {error}")
    }
}

/// What a shutdown left undone when its deadline had passed; most often nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "these events were not handled: look at `events()`, or write `let _ =` to let them go"]
pub struct Left {
    pub(super) events: Vec<LeftEvent>,
}

impl Left {
    /// Whether all was done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The events that were not handled, in the order in which they were queued.
    #[must_use]
    pub fn events(&self) -> &[LeftEvent] {
        &self.events
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.events[..] {
            [] => f.write_str("no event is left"),
            [event] => write!(f, "1 event is left: {event}"),
            [first, rest @ ..] => {
                write!(f, "{} events are left: {first}", rest.len() + 1)?;
                rest.iter().try_for_each(|event| write!(f, ", {event}"))
            }
        }
    }
}

/// An event that was not handled before a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftEvent {
    pub(super) event: &'static str,
    pub(super) id: Uuid,
    pub(super) attempts: u32,
}

impl LeftEvent {
    /// The name of the event, `order.placed`.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }

    /// The id of the occurrence.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// How many attempts were begun, the one that was stopped included. Of an event with none nothing has run.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for LeftEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.event, self.id)
    }
}
