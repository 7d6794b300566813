//! Given, when, then.

use std::any::TypeId;
use std::fmt::{self, Debug};
use std::sync::Arc;

use super::Recorder;
use super::waiting::Listed;
use crate::{DomainEvent, Envelope};

/// A test of a use case: given what it works on, when it runs, then these events were published.
///
/// ```
/// use domain_events::prelude::*;
/// use domain_events::testing::Scenario;
///
/// #[derive(Debug, PartialEq, DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// struct PlaceOrder<P> { events: P }
///
/// impl<P: Publish<OrderPlaced>> PlaceOrder<P> {
///     async fn run(&self, order_id: u64) -> bool {
///         self.events.publish(OrderPlaced { order_id }).await.is_ok()
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// Scenario::given(|recorder| PlaceOrder { events: recorder.failing("mailer down") })
///     .when(async |place_order| place_order.run(7).await)
///     .await
///     .then_returns(false)
///     .then([OrderPlaced { order_id: 7 }])
///     .then_nothing_else();
/// # }
/// ```
///
/// The futures are plain: any executor runs them. What has to have happened before is part of what is given, or of what
/// [`when`](Self::when) runs.
#[derive(Debug)]
#[must_use = "nothing runs without `when` or `when_now`"]
pub struct Scenario<S> {
    recorder: Recorder,
    subject: S,
}

impl<S> Scenario<S> {
    /// Builds what is tested, mostly a use case, round a [`Recorder`] of its own.
    pub fn given(subject: impl FnOnce(Recorder) -> S) -> Self {
        let recorder = Recorder::new();
        Self { subject: subject(recorder.clone()), recorder }
    }

    /// Runs it, and keeps what it returns.
    ///
    /// # Panics
    ///
    /// If what it runs does.
    pub async fn when<T>(self, act: impl AsyncFnOnce(S) -> T) -> Then<T> {
        Then { result: act(self.subject).await, recorder: self.recorder, expected: Vec::new() }
    }

    /// Runs what waits for nothing, and keeps what it returns.
    ///
    /// # Panics
    ///
    /// If what it runs does.
    #[must_use = "nothing is expected yet"]
    pub fn when_now<T>(self, act: impl FnOnce(S) -> T) -> Then<T> {
        Then { result: act(self.subject), recorder: self.recorder, expected: Vec::new() }
    }
}

/// What came of a [`Scenario`]: what the use case returned, and the events that it published.
///
/// Each expectation panics at the line of the test in which it stands. They look at what was published by then, so wait for tasks
/// that the use case has left behind before you look; see [`Recorder::until_published`].
#[derive(Debug)]
pub struct Then<T> {
    result: T,
    recorder: Recorder,
    expected: Vec<TypeId>,
}

#[expect(
    clippy::return_self_not_must_use,
    reason = "expectations come in any number, and each may be the last"
)]
impl<T> Then<T> {
    /// Expects exactly these events of type `E`, in this order; others of other types may stand between them. Of an empty
    /// list say the type: `then::<OrderPlaced>([])`.
    ///
    /// # Panics
    ///
    /// If others were published. The text shows both lists and the names of all events.
    #[track_caller]
    pub fn then<E: DomainEvent + Debug + PartialEq>(mut self, expected: impl IntoIterator<Item = E>) -> Self {
        let expected: Vec<E> = expected.into_iter().collect();
        let published = self.expect::<E>();
        assert!(
            published.iter().map(|envelope| envelope.event()).eq(&expected),
            "`{}` was not published as expected{}{}\neverything published: {}",
            E::NAME,
            Column("expected", &expected.iter().collect::<Vec<_>>()),
            Column("published", &published.iter().map(|envelope| envelope.event()).collect::<Vec<_>>()),
            Listed(&self.recorder.names()),
        );
        self
    }

    /// Shows the events of type `E`, in the order in which they were published, to a function that expects something of them:
    /// for events that are not `PartialEq`, or hold what a test cannot know.
    ///
    /// # Panics
    ///
    /// If the function does.
    pub fn then_events<E: DomainEvent>(mut self, check: impl FnOnce(&[&E])) -> Self {
        let published = self.expect::<E>();
        check(&published.iter().map(|envelope| envelope.event()).collect::<Vec<_>>());
        self
    }

    /// Expects that the use case returned this.
    ///
    /// # Panics
    ///
    /// If it returned something else. The text shows both.
    #[track_caller]
    pub fn then_returns<R: Debug>(self, expected: R) -> Self
    where
        T: Debug + PartialEq<R>,
    {
        assert!(
            self.result == expected,
            "the use case did not return what was expected{}{}",
            Column("expected", &[expected]),
            Column("returned", &[&self.result]),
        );
        self
    }

    /// Shows what the use case returned to a function that expects something of it.
    ///
    /// # Panics
    ///
    /// If the function does.
    pub fn then_result(self, check: impl FnOnce(&T)) -> Self {
        check(&self.result);
        self
    }

    /// Expects that no event was published of a type that no expectation before has named.
    ///
    /// # Panics
    ///
    /// If one was. The text names those events.
    #[track_caller]
    pub fn then_nothing_else(self) {
        let others = self.recorder.names_without(&self.expected);
        assert!(
            others.is_empty(),
            "published, and not expected: {}\neverything published: {}",
            Listed(&others),
            Listed(&self.recorder.names()),
        );
    }

    /// The recorder with all that was published: for its envelopes, and for the order of events of several types.
    #[must_use]
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    fn expect<E: DomainEvent>(&mut self) -> Vec<Arc<Envelope<E>>> {
        self.expected.push(TypeId::of::<Envelope<E>>());
        self.recorder.all()
    }
}

/// Values below each other, each on a line of its own, with a label before the first of them.
struct Column<'v, V>(&'static str, &'v [V]);

impl<V: Debug> fmt::Display for Column<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(label, values) = self;
        if values.is_empty() {
            return write!(f, "\n{label:>11}: nothing");
        }
        values.iter().enumerate().try_for_each(|(i, value)| match i {
            0 => write!(f, "\n{label:>11}: {value:?}"),
            _ => write!(f, "\n{:>11}  {value:?}", ""),
        })
    }
}
