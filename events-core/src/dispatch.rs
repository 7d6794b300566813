//! What publishing runs: the handlers of one event, one after the other or at the same time, then what follows.
//!
//! It is flat: a bus's future holds those of its handlers and nothing between them, because each future between would be
//! moved into place, and that costs more than the handlers' calls.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use crate::traces::Processing;
use crate::{DomainEvent, Envelope, Failure, FollowUp, FollowUpOn, Handler, HandlerError, Receipt};

/// What becomes of a panic in a handler.
pub trait Panics: Send + Sync + 'static {
    /// Calls a handler.
    fn call<F>(call: impl FnOnce() -> F) -> Result<F, HandlerError>;

    /// Goes on with a handler.
    fn poll<T>(
        handling: Pin<&mut impl Future<Output = Result<T, HandlerError>>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<T, HandlerError>>;
}

/// A panic is a failure of the handler that panicked. Unwind safety is not at stake: after a panic the future is dropped and
/// never polled again, and what the handler shares with others it shares behind `Sync` types, whose poisoning is theirs to tell.
pub enum Isolated {}

/// A panic goes through to whoever published.
pub enum Propagated {}

impl Panics for Isolated {
    #[inline]
    fn call<F>(call: impl FnOnce() -> F) -> Result<F, HandlerError> {
        catch_unwind(AssertUnwindSafe(call)).map_err(|payload| HandlerError::panicked(&*payload))
    }

    #[inline]
    fn poll<T>(
        handling: Pin<&mut impl Future<Output = Result<T, HandlerError>>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<T, HandlerError>> {
        catch_unwind(AssertUnwindSafe(|| handling.poll(context)))
            .unwrap_or_else(|payload| Poll::Ready(Err(HandlerError::panicked(&*payload))))
    }
}

impl Panics for Propagated {
    #[inline]
    fn call<F>(call: impl FnOnce() -> F) -> Result<F, HandlerError> {
        Ok(call())
    }

    #[inline]
    fn poll<T>(
        handling: Pin<&mut impl Future<Output = Result<T, HandlerError>>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<T, HandlerError>> {
        handling.poll(context)
    }
}

/// The handlers of one event on bus `B`: as a tuple [`InOrder`] or [`AtOnce`].
pub trait Handlers<E: DomainEvent, B>: Send {
    /// Runs them, then publishes what they return.
    fn run<P: Panics>(
        self,
        bus: &B,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = ()> + Send;
}

/// One of the handlers of an event, or a group of them.
pub trait Part<E: DomainEvent>: Copy + Send {
    /// What is returned to be published next.
    type FollowUp: FollowUp;

    /// Whether calling it runs nothing of the user's.
    const STARTS_WITHOUT_PANIC: bool;

    /// Calls it.
    fn start<P: Panics>(
        self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = Result<Self::FollowUp, HandlerError>> + Send;

    /// Notes that it failed.
    fn failed(error: HandlerError) -> Failure;

    /// Begins its span. A group has none.
    #[inline]
    #[must_use]
    fn processing(_: &Envelope<E>) -> Processing {
        Processing::none()
    }
}

/// One handler.
pub struct One<'h, H>(pub(crate) &'h H);

impl<H> Clone for One<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H> Copy for One<'_, H> {}

/// A handler that has been proved elsewhere.
pub fn trusted<H>(handler: &H) -> One<'_, H> {
    One(handler)
}

impl<E: DomainEvent, H: Handler<E>> Part<E> for One<'_, H> {
    type FollowUp = H::FollowUp;
    const STARTS_WITHOUT_PANIC: bool = H::STARTS_WITHOUT_PANIC;

    #[inline]
    fn start<P: Panics>(
        self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = Result<H::FollowUp, HandlerError>> + Send {
        self.0.handle_as_field(envelope, receipt)
    }

    #[cold]
    fn failed(error: HandlerError) -> Failure {
        Failure::new::<E, H>(error)
    }

    #[inline]
    fn processing(envelope: &Envelope<E>) -> Processing {
        Processing::start::<E, H>(envelope)
    }
}

/// Handlers that run one after the other.
#[derive(Clone, Copy)]
pub struct InOrder<H>(pub H);

/// Handlers that run at the same time, in one task. Failures stand on the receipt in the order of the fields.
#[derive(Clone, Copy)]
pub struct AtOnce<H>(pub H);

/// One of several futures that run at the same time.
struct Branch<'f, F: Future> {
    future: Pin<&'f mut F>,
    output: Option<F::Output>,
}

impl<'f, T, F: Future<Output = (T, Receipt)>> Branch<'f, F> {
    fn new(future: Pin<&'f mut F>) -> Self {
        Self { future, output: None }
    }

    fn is_ready(&mut self, context: &mut Context<'_>) -> bool {
        if self.output.is_none()
            && let Poll::Ready(output) = self.future.as_mut().poll(context)
        {
            self.output = Some(output);
        }
        self.output.is_some()
    }

    /// What it returned; its failures go to the receipt.
    fn finish(self, receipt: &mut Receipt) -> Option<T> {
        let (output, failures) = self.output?;
        receipt.append(failures);
        Some(output)
    }
}

fn parted<T, E>(result: Result<T, E>) -> (Option<T>, Option<E>) {
    match result {
        Ok(value) => (Some(value), None),
        Err(error) => (None, Some(error)),
    }
}

/// Runs one part: `Some` of what follows, or `None` and a failure on the receipt.
macro_rules! outcome {
    ($panics:ident, $part:ident, $envelope:expr, $receipt:expr) => {{
        let processing = $part::processing($envelope);
        let outcome = if $part::STARTS_WITHOUT_PANIC {
            let mut handling = pin!($part.start::<$panics>($envelope, &mut *$receipt));
            poll_fn(|context| processing.scope(|| $panics::poll(handling.as_mut(), context))).await
        } else {
            // Whole values are moved, none in parts: what is moved in parts keeps its place in the future while it waits.
            let (handling, mut panicked) =
                parted($panics::call(|| $part.start::<$panics>($envelope, &mut *$receipt)));
            let mut handling = pin!(handling);
            poll_fn(|context| match handling.as_mut().as_pin_mut() {
                Some(handling) => processing.scope(|| $panics::poll(handling, context)),
                None => panicked.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error))),
            })
            .await
        };
        processing.end($envelope, outcome.as_ref().err());
        match outcome {
            Ok(follow_up) => Some(follow_up),
            Err(error) => {
                $receipt.push($part::failed(error));
                None
            }
        }
    }};
}

/// Runs all parts, one after the other.
macro_rules! outcomes_in_order {
    ($panics:ident, $envelope:ident, $receipt:ident, $($part:ident)*) => {
        ($(outcome!($panics, $part, $envelope, $receipt),)*)
    };
}

/// Runs all parts at the same time.
macro_rules! outcomes_at_once {
    ($panics:ident, $envelope:ident, $receipt:ident, $($part:ident)*) => {{
        $(
            let $part = pin!(async move {
                let mut receipt = Receipt::new();
                let outcome = outcome!($panics, $part, $envelope, (&mut receipt));
                (outcome, receipt)
            });
            let mut $part = Branch::new($part);
        )*
        poll_fn(|context| {
            let ready = [$($part.is_ready(context)),*]; // all are polled, also if one is not ready
            if ready.iter().all(|ready| *ready) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        ($($part.finish($receipt).flatten(),)*)
    }};
}

macro_rules! handlers_in_tuples {
    ($($part:ident)*) => {
        handlers_in_tuples!(@impls InOrder outcomes_in_order $($part)*);
        handlers_in_tuples!(@impls AtOnce outcomes_at_once $($part)*);
        handlers_in_tuples!(@shorter $($part)*);
    };
    (@impls $way:ident $outcomes:ident $($part:ident)*) => {
        impl<E: DomainEvent, B: Sync, $($part: Part<E, FollowUp: FollowUpOn<B>>),*> Handlers<E, B> for $way<($($part,)*)> {
            #[inline]
            #[allow(non_snake_case, unused_variables, clippy::unused_unit)] // named after their types; of none, nothing
            fn run<P: Panics>(
                self,
                bus: &B,
                envelope: &Envelope<E>,
                receipt: &mut Receipt,
            ) -> impl Future<Output = ()> + Send {
                let ($($part,)*) = self.0;
                async move {
                    let follow_ups = $outcomes!(P, envelope, receipt, $($part)*);
                    if <($(Option<$part::FollowUp>,)*) as FollowUp>::IS_SOMETHING {
                        follow_ups.publish_on(bus, envelope, receipt).await;
                    }
                }
            }
        }

        impl<E: DomainEvent, $($part: Part<E>),*> Part<E> for $way<($($part,)*)> {
            type FollowUp = ($(Option<$part::FollowUp>,)*);
            const STARTS_WITHOUT_PANIC: bool = true;

            #[allow(non_snake_case, unused_variables, clippy::unused_unit)]
            async fn start<P: Panics>(
                self,
                envelope: &Envelope<E>,
                receipt: &mut Receipt,
            ) -> Result<Self::FollowUp, HandlerError> {
                let ($($part,)*) = self.0;
                Ok($outcomes!(P, envelope, receipt, $($part)*))
            }

            /// Never called: each part of the group is guarded by itself.
            fn failed(error: HandlerError) -> Failure {
                Failure::of_group::<E>(error)
            }
        }
    };
    (@shorter) => {};
    (@shorter $first:ident $($part:ident)*) => { handlers_in_tuples!($($part)*); };
}

handlers_in_tuples!(H1 H2 H3 H4 H5 H6 H7 H8 H9 H10 H11 H12 H13 H14 H15 H16);
