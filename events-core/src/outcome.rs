//! What a handler method may return.

use crate::HandlerError;

/// What a handler method may return: nothing, or a `Result` of nothing.
///
/// # By hand
///
/// Not meant to be: the two impls are all there is.
#[diagnostic::on_unimplemented(
    message = "a handler method cannot return `{Self}`",
    label = "neither `()` nor `Result<(), E>`",
    note = "return nothing if it cannot fail, or `Result<(), E>` where `E` is an error; make it an `async fn` rather than return a future"
)]
pub trait Outcome {
    /// The outcome as a bus wants it.
    ///
    /// # Errors
    ///
    /// The handler's error.
    fn into_result(self) -> Result<(), HandlerError>;
}

impl Outcome for () {
    fn into_result(self) -> Result<(), HandlerError> {
        Ok(())
    }
}

impl<E: IntoHandlerError> Outcome for Result<(), E> {
    fn into_result(self) -> Result<(), HandlerError> {
        self.map_err(IntoHandlerError::into_handler_error)
    }
}

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
