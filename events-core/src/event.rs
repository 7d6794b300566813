//! What an event is, and what can be known of it without one at hand.

use std::fmt::Display;
use std::time::SystemTime;

use crate::Envelope;

/// A fact that has happened: a struct that is never changed once it is made.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced {
///     #[event(key)]
///     order_id: String,
///     total_cents: i64,
/// }
///
/// let event = OrderPlaced { order_id: "o-1".into(), total_cents: 1200 };
/// assert_eq!(OrderPlaced::NAME, "order.placed");
/// assert_eq!(event.key().as_deref(), Some("o-1"));
///
/// let envelope = event.occurred();
/// assert_eq!(envelope.total_cents, 1200);
/// ```
///
/// # By hand
///
/// Derive it. The derive is where the promises of an event are checked: the past tense, the name, that nothing in it
/// can be changed. An impl by hand is trusted.
///
/// # Contract
///
/// [`NAME`](Self::NAME) is the identity of the event wherever it travels. It outlives the struct's own name, so it is
/// never derived from anything that may change at run time, and two events of one bus never share it.
///
/// # Bounds
///
/// `Send + Sync + 'static`, because handlers may see the event from other threads, at the same time, and later.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a domain event",
    label = "not a domain event",
    note = "an event is a struct with `#[derive(DomainEvent)]`: add the derive to `{Self}`"
)]
pub trait DomainEvent: Sized + Send + Sync + 'static {
    /// The name of the event, `order.placed` for `OrderPlaced`: its CloudEvents `type` and its routing key.
    const NAME: &'static str;

    /// The version of the event's shape, from 1 on.
    const VERSION: u32;

    /// The event's shape, for documents and tools.
    const DESCRIPTOR: EventDescriptor;

    /// The ordering key: events of one key are handled in the order in which they were published. `None` without
    /// a `#[event(key)]` field.
    fn key(&self) -> Option<String> {
        None
    }

    /// The time that the event itself carries, in its `#[event(occurred_at)]` field. `None` without one.
    fn own_time(&self) -> Option<SystemTime> {
        None
    }

    /// Puts the event in an envelope with a new id. Its time is the event's own, or now.
    fn occurred(self) -> Envelope<Self> {
        Envelope::new(self)
    }

    /// Puts the event in an envelope with a new id and the given time: for imports, replays and tests.
    ///
    /// The argument is the envelope's time even if the event carries one of its own. Any time that a `SystemTime` can
    /// hold is accepted, also one before 1970.
    fn occurred_at(self, time: SystemTime) -> Envelope<Self> {
        Envelope::at(self, time)
    }
}

/// The shape of an event, as [`DomainEvent::DESCRIPTOR`] states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct EventDescriptor {
    /// The event's name, `order.placed`.
    pub name: &'static str,
    /// The version of the shape, from 1 on.
    pub version: u32,
    /// The fields in the order in which they are declared.
    pub fields: &'static [FieldDescriptor],
    /// The doc comment of the struct; empty without one.
    pub doc: &'static str,
}

impl EventDescriptor {
    /// Describes an event.
    #[must_use]
    pub const fn new(
        name: &'static str,
        version: u32,
        fields: &'static [FieldDescriptor],
        doc: &'static str,
    ) -> Self {
        Self { name, version, fields, doc }
    }
}

/// A field of an event, as [`EventDescriptor::fields`] lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FieldDescriptor {
    /// The field's name, without `r#`; `0` for the field of a tuple struct.
    pub name: &'static str,
    /// The field's type as it is written in the source.
    pub type_name: &'static str,
    /// Whether this field is the ordering key.
    pub is_key: bool,
    /// The doc comment of the field; empty without one.
    pub doc: &'static str,
}

impl FieldDescriptor {
    /// Describes a field that is not the key.
    #[must_use]
    pub const fn new(name: &'static str, type_name: &'static str, doc: &'static str) -> Self {
        Self { name, type_name, is_key: false, doc }
    }

    /// The same field as the ordering key.
    #[must_use]
    pub const fn key(self) -> Self {
        Self { is_key: true, ..self }
    }
}

/// A value that can be an event's ordering key: whatever has a text form.
///
/// # By hand
///
/// Implement [`Display`] for your type; this trait follows. Two keys are one key if their texts are equal.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an ordering key: it has no text form",
    label = "`#[event(key)]` needs a type that implements `Display`",
    note = "implement `std::fmt::Display` for `{Self}`, or move `#[event(key)]` to a field that has it: a string, a number, an id"
)]
pub trait EventKey {
    /// The key as text.
    fn to_key(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<K: Display + ?Sized> EventKey for K {
    fn to_key(&self) -> String {
        self.to_string()
    }
}

/// A value that can be the time of an event: a `SystemTime`, or what converts into one. The times of jiff, chrono and
/// time do.
///
/// # By hand
///
/// Implement `From<YourTime> for SystemTime`, and [`Clone`]; this trait follows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the time of an event",
    label = "`#[event(occurred_at)]` needs a `SystemTime`, or a type that converts into one",
    note = "use `std::time::SystemTime`, a time of jiff, chrono or time, or implement `From<{Self}> for SystemTime` and `Clone`"
)]
pub trait EventTime {
    /// The moment.
    fn to_time(&self) -> SystemTime;
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Into<SystemTime>> EventTime for T {
    fn to_time(&self) -> SystemTime {
        self.clone().into()
    }
}
