//! Messages taken as events, by the names that they bear.

use std::future::Future;

use crate::routes::NotCompiled;
use crate::{DomainEvent, Envelope, HandlerError, Receipt};

/// What reads messages: a codec and what is around it.
pub trait Reader {
    /// A message as it came.
    type Message;

    /// Why one cannot be read.
    type Error;
}

/// A reader of messages of `E`.
pub trait Reads<E>: Reader {
    /// The name that the messages bear.
    const NAME: &'static str;

    /// The occurrence that a message holds.
    ///
    /// # Errors
    ///
    /// If it does not hold one, or the reader does not know its version.
    fn read(&self, message: &Self::Message) -> Result<Envelope<E>, Self::Error>;
}

/// A handler's [`Events`](crate::HandlerInfo::Events) as what messages hold: `R` reads each of them, and `H` is run on it.
///
/// # By hand
///
/// Not meant to be: `#[handler]` writes it, and a wrapper round a handler has the `Events` of what it wraps.
#[diagnostic::on_unimplemented(
    message = "`{H}` cannot run on a worker: `{Self}`, the list of its events, is not written by `#[handler]`",
    label = "cannot run on a worker",
    note = "write the handler with `#[handler]`, or wrap one and say `type Events = H::Events`; of a bus, give the worker the handlers in its fields"
)]
pub trait Dispatch<R: Reader, H, P> {
    /// The names of the events.
    const NAMES: &'static [&'static str];

    /// Reads a message by the name that it bears, runs the handler on the occurrence, and has what follows published.
    fn dispatch(
        reader: &R,
        name: &str,
        message: &R::Message,
        handler: &H,
        publisher: &P,
    ) -> impl Future<Output = Dispatched<R::Error>> + Send;
}

/// What became of a message.
#[derive(Debug)]
pub enum Dispatched<Error> {
    /// No event of the list has its name.
    Unknown,
    /// It could not be read.
    NotRead(Error),
    /// The handler has run. What fails in a follow-up is on the receipt.
    Ran(Result<Receipt, HandlerError>),
}

/// [`Reads`] of the event of a method that is compiled under a condition.
pub trait ReadsIfCompiled<E>: Reader {
    /// [`Reads::NAME`].
    const NAME: &'static str;

    /// [`Reads::read`].
    ///
    /// # Errors
    ///
    /// As [`Reads::read`].
    fn read(&self, message: &Self::Message) -> Result<Envelope<E>, Self::Error>;
}

impl<E: DomainEvent, R: Reads<E>> ReadsIfCompiled<E> for R {
    const NAME: &'static str = <R as Reads<E>>::NAME;

    fn read(&self, message: &R::Message) -> Result<Envelope<E>, R::Error> {
        <R as Reads<E>>::read(self, message)
    }
}

/// No code names it: the conditions that remove the method remove what would.
impl<R: Reader> ReadsIfCompiled<NotCompiled> for R {
    const NAME: &'static str = "";

    fn read(&self, _: &R::Message) -> Result<Envelope<NotCompiled>, R::Error> {
        unreachable!("the method that handles the event is not compiled")
    }
}
