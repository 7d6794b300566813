//! Envelopes taken apart and put together: for whatever carries them as something else.

use std::time::SystemTime;

use uuid::Uuid;

use super::Envelope;

/// What an [`Envelope`] is made of, for codecs and stores that keep each part in a place of its own.
///
/// ```
/// # use domain_events::prelude::*;
/// # use domain_events::EnvelopeParts;
/// # #[derive(Debug, Clone, PartialEq, DomainEvent)]
/// # struct OrderPlaced { order_id: u64 }
/// let placed = OrderPlaced { order_id: 7 }.occurred();
///
/// assert_eq!(Envelope::from_parts(placed.clone().into_parts()), placed);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeParts<E> {
    /// The id of the occurrence.
    pub id: Uuid,
    /// When the event happened.
    pub occurred_at: SystemTime,
    /// The id of the first event of the chain; `None` for an event without a cause, whose correlation is its own id.
    pub correlation_id: Option<Uuid>,
    /// The id of the event that caused this one.
    pub causation_id: Option<Uuid>,
    /// The event.
    pub event: E,
}

impl<E> Envelope<E> {
    /// Puts together what was an envelope before: the same occurrence, with the id that it had. New occurrences are made
    /// by [`occurred`](crate::DomainEvent::occurred).
    #[must_use]
    pub fn from_parts(parts: EnvelopeParts<E>) -> Self {
        let EnvelopeParts { id, occurred_at, correlation_id, causation_id, event } = parts;
        Self { id, occurred_at, correlation_id: correlation_id.unwrap_or(id), causation_id, event }
    }

    /// Takes the envelope apart.
    #[must_use]
    pub fn into_parts(self) -> EnvelopeParts<E> {
        let Self { id, occurred_at, correlation_id, causation_id, event } = self;
        EnvelopeParts { id, occurred_at, correlation_id: Some(correlation_id), causation_id, event }
    }
}
