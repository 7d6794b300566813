//! One occurrence of an event.

use std::ops::Deref;
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::DomainEvent;

mod id;
mod parts;
#[cfg(feature = "serde")]
mod wire;

pub use self::parts::EnvelopeParts;

/// One occurrence of an event: its id, when it happened, what it belongs to, and the event.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
/// #[derive(DomainEvent)]
/// struct InvoiceSent { order_id: u64 }
///
/// let placed = OrderPlaced { order_id: 7 }.occurred();
/// let sent = placed.caused(InvoiceSent { order_id: placed.order_id });
///
/// assert_eq!(sent.correlation_id(), placed.id());
/// assert_eq!(sent.causation_id(), Some(placed.id()));
/// ```
///
/// The event is read through [`Deref`] or [`event`](Self::event). Nothing gives `&mut E`: a fact does not change.
/// Two envelopes are equal if they are the same occurrence of equal events.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Envelope<E> {
    id: Uuid,
    occurred_at: SystemTime,
    correlation_id: Uuid,
    causation_id: Option<Uuid>,
    event: E,
}

impl<E> Envelope<E> {
    /// The id of this occurrence: a UUID of version 7, so ids sort by the time at which they were made.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// When the event happened.
    #[must_use]
    pub fn occurred_at(&self) -> SystemTime {
        self.occurred_at
    }

    /// The id of the first event of the chain that this one belongs to; of an envelope without a cause, its own id.
    #[must_use]
    pub fn correlation_id(&self) -> Uuid {
        self.correlation_id
    }

    /// The id of the event that caused this one.
    #[must_use]
    pub fn causation_id(&self) -> Option<Uuid> {
        self.causation_id
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> &E {
        &self.event
    }

    /// Takes the event out.
    #[must_use]
    pub fn into_event(self) -> E {
        self.event
    }
}

impl<E> Envelope<E> {
    /// An envelope for an event that this one led to: it carries the correlation on and names this one as its cause.
    #[must_use]
    pub fn caused<F: DomainEvent>(&self, event: F) -> Envelope<F> {
        Envelope { correlation_id: self.correlation_id, causation_id: Some(self.id), ..Envelope::new(event) }
    }
}

impl<E: DomainEvent> Envelope<E> {
    pub(crate) fn new(event: E) -> Self {
        let (id, now) = new_id_now();
        let occurred_at = event.own_time().unwrap_or(now);
        Self::with(id, occurred_at, event)
    }

    pub(crate) fn at(event: E, occurred_at: SystemTime) -> Self {
        let (id, _) = new_id_now();
        Self::with(id, occurred_at, event)
    }

    /// An envelope for handlers that look at nothing but the event: the id is nil, the time the epoch, and neither
    /// clock nor random numbers were asked.
    pub(crate) fn unseen(event: E) -> Self {
        Self::with(Uuid::nil(), UNIX_EPOCH, event)
    }

    fn with(id: Uuid, occurred_at: SystemTime, event: E) -> Self {
        Self { id, occurred_at, correlation_id: id, causation_id: None, event }
    }
}

/// A new id and the moment at which it was made: all ids and times come from here.
fn new_id_now() -> (Uuid, SystemTime) {
    #[cfg(feature = "testing")]
    if let Some(fixed) = crate::testing::fixed_id_and_time() {
        return fixed;
    }
    let now = SystemTime::now();
    (id::new_id(now), now)
}

impl<E> Deref for Envelope<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.event
    }
}
