//! Messages taken as events, by the names that they bear.

use crate::routes::NotCompiled;
use crate::{DomainEvent, Envelope};

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

/// A handler's [`Events`](crate::HandlerInfo::Events) as what messages hold: `R` reads each of them.
///
/// # By hand
///
/// Not meant to be: `#[handler]` writes it, and a wrapper round a handler has the `Events` of what it wraps.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from messages: it is not written by `#[handler]`",
    label = "its events cannot come as messages",
    note = "write the handler with `#[handler]`, or wrap one and say `type Events = H::Events`; of a bus, give the worker the handlers in its fields instead"
)]
pub trait FromMessage<R: Reader>: Sized {
    /// The names of the events.
    const NAMES: &'static [&'static str];

    /// The occurrence that a message holds, by the name that it bears. `None` if no event of the list has that name.
    fn from_message(reader: &R, name: &str, message: &R::Message) -> Option<Result<Self, R::Error>>;
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
