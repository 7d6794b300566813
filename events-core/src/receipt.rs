//! What publishing gives back.

use std::error::Error;
use std::fmt;

use crate::{DomainEvent, HandlerError, HandlerInfo};

/// What publishing gives back: which handlers failed, and why.
///
/// ```
/// use domain_events::Receipt;
///
/// fn report(receipt: &Receipt) {
///     for failure in receipt.failures() {
///         eprintln!("{} failed on {}: {}", failure.handler(), failure.event(), failure.error());
///     }
/// }
/// ```
///
/// It is not a `Result`: a handler's failure does not break the operation that published. Whoever wants that says so
/// with [`into_result`](Self::into_result).
#[derive(Debug, Default)]
#[must_use = "a handler may have failed: look at `failures()`, or write `let _ =` to leave it to the traces"]
pub struct Receipt {
    failures: Vec<Failure>,
}

impl Receipt {
    /// The receipt of a publication in which nothing failed: where handlers start, and what a test's publisher returns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether every handler succeeded.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.failures.is_empty()
    }

    /// The handlers that failed, in the order in which they ran.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Takes the failures out, in the order in which the handlers ran.
    #[must_use]
    pub fn into_failures(self) -> Vec<Failure> {
        self.failures
    }

    /// Turns failures into an error, for operations that shall fail with their handlers.
    ///
    /// # Errors
    ///
    /// [`HandlersFailed`] if any handler failed.
    pub fn into_result(self) -> Result<(), HandlersFailed> {
        if self.is_ok() { Ok(()) } else { Err(HandlersFailed { failures: self.failures }) }
    }

    /// Takes over the failures of another receipt: of a bus in this one, of a follow-up.
    pub fn append(&mut self, other: Receipt) {
        if self.failures.is_empty() {
            self.failures = other.failures;
        } else {
            self.failures.extend(other.failures);
        }
    }

    /// Notes that a handler failed.
    pub fn push(&mut self, failure: Failure) {
        self.failures.push(failure);
    }
}

impl From<Failure> for Receipt {
    fn from(failure: Failure) -> Self {
        Self { failures: vec![failure] }
    }
}

/// A handler that failed.
#[derive(Debug)]
pub struct Failure {
    handler: &'static str,
    event: &'static str,
    error: HandlerError,
}

impl Failure {
    /// States that handler `H` failed on an event `E`.
    #[must_use]
    pub fn new<E: DomainEvent, H: HandlerInfo>(error: HandlerError) -> Self {
        Self { handler: H::NAME, event: E::NAME, error }
    }

    /// States that a bus cannot publish an event as a field of another.
    pub(crate) fn by_hand<E: DomainEvent, B: HandlerInfo + ?Sized>() -> Self {
        let error = "the bus publishes this event by an `impl Publish` of its own, which takes the envelope: subscribe a handler instead";
        Self { handler: B::NAME, event: E::NAME, error: HandlerError::permanent(error) }
    }

    /// States that something failed beside the handlers of an event.
    pub(crate) fn of_group<E: DomainEvent>(error: HandlerError) -> Self {
        Self { handler: "handlers", event: E::NAME, error }
    }

    /// States that a handler broke the promise of `HandleNow`.
    pub(crate) fn of_waiting<E: DomainEvent>() -> Self {
        let error = "a handler waits for something, although it says that it does not";
        Self { handler: "publish_now", event: E::NAME, error: HandlerError::permanent(error) }
    }

    /// The name of the handler, `confirmation_email`.
    #[must_use]
    pub fn handler(&self) -> &'static str {
        self.handler
    }

    /// The name of the event on which it failed, `order.placed`.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }

    /// Why it failed.
    #[must_use]
    pub fn error(&self) -> &HandlerError {
        &self.error
    }

    /// Takes the error out.
    #[must_use]
    pub fn into_error(self) -> HandlerError {
        self.error
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "handler `{}` failed on `{}`: {}", self.handler, self.event, self.error)
    }
}

/// One or more handlers failed: the error of [`Receipt::into_result`]. Its text names each of them.
#[derive(Debug)]
pub struct HandlersFailed {
    failures: Vec<Failure>,
}

impl HandlersFailed {
    /// The handlers that failed, in the order in which they ran; at least one.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// All of them as one failure. Another try is pointless if it is for each of them, and comes no sooner than all allow.
    #[must_use]
    pub fn into_handler_error(self) -> HandlerError {
        HandlerError::of_handlers(self)
    }
}

impl fmt::Display for HandlersFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failures.iter().enumerate().try_for_each(|(i, failure)| {
            let separator = if i == 0 { "" } else { "; " };
            write!(f, "{separator}{failure}")
        })
    }
}

impl Error for HandlersFailed {
    /// The first failure's error; the others are in [`failures`](Self::failures).
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.failures.first().map(|failure| failure.error.as_error() as &(dyn Error + 'static))
    }
}
