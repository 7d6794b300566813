//! Who takes what.

use std::num::NonZeroUsize;

/// What a consumer asks of a transport: which events, in which group, how many at once.
///
/// ```
/// use events_worker::{Subscription, transport::Order};
///
/// let subscription = Subscription::new("confirmation_email", ["order.placed", "order.cancelled"])
///     .prefetch(200)
///     .order(Order::ByKey);
/// assert_eq!(subscription.group(), "confirmation_email");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    group: String,
    to: SubscribedTo,
    order: Order,
    prefetch: NonZeroUsize,
}

/// What a group takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubscribedTo {
    /// The events of these names.
    Events(Vec<String>),
    /// What the group has set aside.
    DeadLetters,
}

/// In which order a group gets its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// Those of one key one after the other, in the order in which they were sent; those without a key in any. A transport that
    /// is not [`KeepsOrder`](super::KeepsOrder) comes as near to it as its documentation says.
    #[default]
    ByKey,
    /// In any order: nothing holds back anything else.
    Any,
}

impl Subscription {
    /// A group, which has a place for the messages that wait for it, and takes the events of these names. All consumers of a
    /// group share its messages; each group gets each message.
    pub fn new<N: Into<String>>(group: impl Into<String>, events: impl IntoIterator<Item = N>) -> Self {
        let events = events.into_iter().map(Into::into).collect();
        Self::to(group, SubscribedTo::Events(events))
    }

    /// The dead letters of a group: messages with the [headers](super::DeadLetter) that say why they are there.
    pub fn dead_letters(group: impl Into<String>) -> Self {
        Self::to(group, SubscribedTo::DeadLetters)
    }

    fn to(group: impl Into<String>, to: SubscribedTo) -> Self {
        const PREFETCH: NonZeroUsize = NonZeroUsize::new(100).expect("a hundred is not zero");
        Self { group: group.into(), to, order: Order::default(), prefetch: PREFETCH }
    }

    /// In which order messages come. [`Order::ByKey`] if nothing is said.
    #[must_use]
    pub fn order(self, order: Order) -> Self {
        Self { order, ..self }
    }

    /// How many messages are held at once, those included that are taken and not yet settled. A hundred if nothing is said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[must_use]
    #[track_caller]
    pub fn prefetch(self, prefetch: usize) -> Self {
        let prefetch =
            NonZeroUsize::new(prefetch).expect("a consumer holds at least one message: `prefetch(1)`");
        Self { prefetch, ..self }
    }

    /// The name of the group: of the queue, or the consumer group.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// What it takes.
    #[must_use]
    pub fn subscribed_to(&self) -> &SubscribedTo {
        &self.to
    }

    /// In which order messages come.
    #[must_use]
    pub fn message_order(&self) -> Order {
        self.order
    }

    /// How many messages are held at once.
    #[must_use]
    pub fn held_at_once(&self) -> usize {
        self.prefetch.get()
    }
}
