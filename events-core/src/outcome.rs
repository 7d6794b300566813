//! What a handler method may return.

use std::future::{Future, Pending, pending, poll_fn};
use std::marker::PhantomData;
use std::task::Poll;

use crate::{FollowUp, HandlerError};

/// What a handler method may return: nothing, a [follow-up](FollowUp), or a `Result` of these.
///
/// # By hand
///
/// Not meant to be: the two impls are all there is.
#[diagnostic::on_unimplemented(
    message = "a handler method cannot return `{Self}`",
    label = "neither nothing, nor an event to follow, nor a `Result` of these",
    note = "return nothing, an event that follows (or `Option`, `Vec` or a tuple of events), or `Result<…, E>` of these where `E` is an error; make it an `async fn` rather than return a future"
)]
pub trait Outcome {
    /// The events to publish next.
    type FollowUp: FollowUp;

    /// The outcome as a bus wants it.
    ///
    /// # Errors
    ///
    /// The handler's error.
    fn into_result(self) -> Result<Self::FollowUp, HandlerError>;
}

#[diagnostic::do_not_recommend]
impl<T: FollowUp> Outcome for T {
    type FollowUp = T;

    fn into_result(self) -> Result<T, HandlerError> {
        Ok(self)
    }
}

impl<T: FollowUp, E: IntoHandlerError> Outcome for Result<T, E> {
    type FollowUp = T;

    fn into_result(self) -> Result<T, HandlerError> {
        self.map_err(IntoHandlerError::into_handler_error)
    }
}

/// What calls the methods of a handler `H`. Where it does not go from thread to thread, which the compiler says of the impl that
/// stands there, it is [`Unshared`] that is called, and nothing is said twice.
pub struct Shared<H>(PhantomData<fn(H)>);

impl<H: Send + Sync> Shared<H> {
    /// Awaits a method. Not with `Outcome` as a bound, which the compiler would show with each mistake.
    ///
    /// # Errors
    ///
    /// What the method returns.
    pub async fn outcome<F: Future, T>(
        handling: F,
        into_result: fn(F::Output) -> Result<T, HandlerError>,
    ) -> Result<T, HandlerError> {
        into_result(handling.await)
    }

    /// Calls a method that waits for nothing, when it is polled.
    pub fn at_once<T>(
        handling: impl Fn() -> Result<T, HandlerError>,
    ) -> impl Future<Output = Result<T, HandlerError>> {
        poll_fn(move |_| Poll::Ready(handling()))
    }
}

/// What stands in for what is not [`Shared`], in programs that do not compile.
pub trait Unshared {
    /// Awaits nothing.
    fn outcome<F: Future, T>(
        _: F,
        _: fn(F::Output) -> Result<T, HandlerError>,
    ) -> Pending<Result<T, HandlerError>> {
        pending()
    }

    /// Calls nothing.
    fn at_once<T>(_: impl Fn() -> Result<T, HandlerError>) -> Pending<Result<T, HandlerError>> {
        pending()
    }
}

impl<H> Unshared for Shared<H> {}

/// An error that a handler method may return: all that converts into a [`HandlerError`].
///
/// # By hand
///
/// Implement [`std::error::Error`] for your type (`thiserror` does it); this trait follows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that a handler can return",
    label = "does not convert into `HandlerError`",
    note = "implement `std::error::Error` for `{Self}`, or return a `HandlerError`, an `anyhow::Error` or a `String`",
    note = "it must also be `Send`, `Sync` and `'static`"
)]
pub trait IntoHandlerError {
    /// The error as a bus wants it.
    fn into_handler_error(self) -> HandlerError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<HandlerError>> IntoHandlerError for E {
    fn into_handler_error(self) -> HandlerError {
        self.into()
    }
}
