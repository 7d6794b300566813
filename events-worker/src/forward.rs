//! Events sent to a transport.

use std::env;
use std::fmt;
use std::path::Path;

use events_core::{DomainEvent, Envelope, Handler, HandlerError, HandlerInfo};
use serde::Serialize;

use crate::codec::{Codec, Json};
use crate::message::{Message, MessageError, Source};
use crate::transport::{Transport, TransportError};

/// A handler of every serialisable event: put it on a field of a bus, and the events listed there go to the transport.
///
/// ```
/// use domain_events::prelude::*;
/// use events_worker::{Forward, InMemory};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, DomainEvent)]
/// struct OrderPlaced {
///     #[event(key)]
///     order_id: u64,
/// }
///
/// #[derive(EventBus)]
/// struct Shop {
///     #[on(OrderPlaced)]
///     broker: Forward<InMemory>,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let shop = Shop { broker: Forward::new(InMemory::new()) };
/// let receipt = shop.publish(OrderPlaced { order_id: 1 }).await;
/// assert!(receipt.is_ok());                           // the transport has it
/// # }
/// ```
///
/// The handlers of those events then run on a [`Worker`](crate::Worker), in this program or another. Publishing waits until the
/// transport has the message safe, and no longer.
///
/// # Failures
///
/// A failure to send is a failure of this handler alone, and on the receipt: the event is then not sent. Whoever must not lose it
/// publishes through an outbox, in the transaction that it belongs to. Sending is not tried again here, as the publisher waits;
/// that of an event which cannot be encoded is permanent.
///
/// # Cancellation
///
/// A publication that is dropped on the way may have sent the message.
#[derive(Clone)]
pub struct Forward<T, C = Json> {
    transport: T,
    codec: C,
    source: Source,
}

impl<T: Transport> Forward<T> {
    /// Sends events in JSON, from a source named after the program: `/shop`.
    pub fn new(transport: T) -> Self {
        Self::with_codec(transport, Json)
    }
}

impl<T: Transport, C: Codec> Forward<T, C> {
    /// Sends events in another format, from a source named after the program.
    pub fn with_codec(transport: T, codec: C) -> Self {
        Self { transport, codec, source: program() }
    }

    /// Says who publishes: `source` of CloudEvents.
    #[must_use]
    pub fn source(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// Where it sends to.
    #[must_use]
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

/// It lists nothing, so that each field may choose.
impl<T: Transport, C: Codec> HandlerInfo for Forward<T, C> {
    const NAME: &'static str = "forward";
    type Events = ();
}

#[diagnostic::do_not_recommend]
impl<E: Forwardable, T: Transport, C: Codec> Handler<E> for Forward<T, C> {
    const STARTS_WITHOUT_PANIC: bool = true;
    type FollowUp = ();

    async fn handle(&self, envelope: &Envelope<E>) -> Result<(), HandlerError> {
        let message = Message::of(envelope, &self.source, &self.codec).map_err(not_encoded)?;
        self.transport.send(std::slice::from_ref(&message)).await.map_err(not_sent)
    }
}

/// An event that can be encoded.
///
/// # By hand
///
/// Derive `serde::Serialize`; this trait follows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be forwarded: derive `Serialize`",
    label = "cannot be encoded as a message",
    note = "add `#[derive(serde::Serialize)]` to `{Self}`"
)]
pub trait Forwardable: DomainEvent + Serialize {}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent + Serialize> Forwardable for E {}

fn not_encoded(error: MessageError) -> HandlerError {
    HandlerError::permanent(error)
}

fn not_sent(error: TransportError) -> HandlerError {
    if error.is_permanent() { HandlerError::permanent(error) } else { HandlerError::from(error) }
}

/// A source named after the program that runs, in characters that a URI has.
fn program() -> Source {
    let path = env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_stem().unwrap_or_default().to_string_lossy();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let name = name.chars().map(|c| if allowed(c) { c } else { '-' }).collect::<String>();
    Source::new(&format!("/{name}")).unwrap_or_else(|_| unreachable!("all characters are allowed"))
}

impl<T: Transport, C> fmt::Debug for Forward<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forward")
            .field("transport", &T::NAME)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}
