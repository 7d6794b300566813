//! What publishing runs: the handlers of one event, one after the other or at the same time, then what follows.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use crate::routes::{Follows, Listens, Routes, Subscribed};
use crate::{DomainEvent, Envelope, Failure, FollowUpOn, Handler, HandlerError, Publish, Receipt};

/// Whether a failure is traced with the id of the event, so that the id has to be made.
pub const TRACES_SEE_ENVELOPES: bool = cfg!(feature = "tracing");

/// Runs the handlers of one event, then publishes what follows.
pub fn dispatch<P: Panics, E: DomainEvent, B: Sync, H: Handlers<E, B>>(
    bus: &B,
    handlers: H,
    envelope: &Envelope<E>,
    receipt: &mut Receipt,
) -> impl Future<Output = ()> + Send {
    async move {
        let follow_ups = handlers.run::<P>(envelope, receipt).await;
        follow_ups.publish_on(bus, envelope, receipt).await;
    }
}

/// Publishes an occurrence that nobody else holds.
pub fn publish<E: DomainEvent, B: Publish<E> + Routes>(
    bus: &B,
    envelope: Envelope<E>,
) -> impl Future<Output = Receipt> + Send {
    async move {
        let mut receipt = Receipt::new();
        bus.publish_with_follow_ups(&envelope, &mut receipt).await;
        receipt
    }
}

/// What becomes of a panic in a handler.
pub trait Panics: Send + Sync + 'static {
    /// Runs a handler.
    fn guard<T>(
        handling: impl Future<Output = Result<T, HandlerError>> + Send,
    ) -> impl Future<Output = Result<T, HandlerError>> + Send;
}

/// A panic is a failure of the handler that panicked.
pub enum Isolated {}

/// A panic goes through to whoever published.
pub enum Propagated {}

impl Panics for Isolated {
    /// Unwind safety is not at stake: after a panic the future is dropped and never polled again, and what the handler shares
    /// with others it shares behind `Sync` types, whose poisoning is theirs to tell.
    async fn guard<T>(
        handling: impl Future<Output = Result<T, HandlerError>> + Send,
    ) -> Result<T, HandlerError> {
        let mut handling = pin!(handling);
        poll_fn(|context| {
            catch_unwind(AssertUnwindSafe(|| handling.as_mut().poll(context)))
                .unwrap_or_else(|payload| Poll::Ready(Err(HandlerError::panicked(&*payload))))
        })
        .await
    }
}

impl Panics for Propagated {
    fn guard<T>(
        handling: impl Future<Output = Result<T, HandlerError>> + Send,
    ) -> impl Future<Output = Result<T, HandlerError>> + Send {
        handling
    }
}

/// The handlers of one event on bus `B`: one of them, a tuple that runs in order, or [`Concurrent`] ones.
pub trait Handlers<E: DomainEvent, B>: Send {
    /// What they return to be published next.
    type FollowUps: FollowUpOn<B>;

    /// Runs them.
    fn run<P: Panics>(
        self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = Self::FollowUps> + Send;
}

/// The handler in field `F`, subscribed to all that it handles. Of one that is not the compiler says so here, and as the type
/// of what is returned is then unknown, nowhere else.
pub fn on<E: DomainEvent, F, H: Listens<E, F>>(handler: &H) -> H::Field<'_> {
    H::field(handler)
}

/// A handler of which nobody knows all events: a type parameter.
pub fn trusted<H>(handler: &H) -> One<'_, H> {
    One(handler)
}

/// Named where the compiler shall prove that field `F` is subscribed to all that it handles.
pub const fn proved<E: DomainEvent, F, B, H: Subscribed<E, F, B>>() {}

/// One handler.
pub struct One<'h, H>(pub(crate) &'h H);

impl<E: DomainEvent, B: Sync, H: Follows<E, B>> Handlers<E, B> for One<'_, H> {
    type FollowUps = Option<H::FollowUp>;

    fn run<P: Panics>(
        self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = Option<H::FollowUp>> + Send {
        deliver::<P, E, H>(self.0, envelope, receipt)
    }
}

/// Runs one handler and notes its failure.
async fn deliver<P: Panics, E: DomainEvent, H: Handler<E>>(
    handler: &H,
    envelope: &Envelope<E>,
    receipt: &mut Receipt,
) -> Option<H::FollowUp> {
    // In a block, so that the call itself is guarded too: a handler written by hand may do its work there.
    let handling = async { handler.handle_as_field(envelope, receipt).await };
    match P::guard(handling).await {
        Ok(follow_up) => Some(follow_up),
        Err(error) => {
            #[cfg(feature = "tracing")]
            tracing::error!(
                event.name = E::NAME,
                event.id = %envelope.id(),
                handler = H::NAME,
                error = %error,
                "a handler failed"
            );
            receipt.push(Failure::new::<E, H>(error));
            None
        }
    }
}

/// Handlers that run at the same time, in one task. Failures stand on the receipt in the order of the fields.
pub struct Concurrent<H>(pub H);

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

macro_rules! handlers_in_tuples {
    ($($part:ident)*) => {
        impl<E: DomainEvent, B: Sync, $($part: Handlers<E, B>),*> Handlers<E, B> for ($($part,)*) {
            type FollowUps = ($($part::FollowUps,)*);

            #[allow(non_snake_case, unused_variables, clippy::unused_unit)] // named after their types; of none, nothing
            async fn run<P: Panics>(self, envelope: &Envelope<E>, receipt: &mut Receipt) -> Self::FollowUps {
                let ($($part,)*) = self;
                ($($part.run::<P>(envelope, receipt).await,)*)
            }
        }

        impl<E: DomainEvent, B: Sync, $($part: Handlers<E, B>),*> Handlers<E, B> for Concurrent<($($part,)*)> {
            type FollowUps = ($(Option<$part::FollowUps>,)*);

            #[allow(non_snake_case, unused_variables, unused_mut, clippy::unused_unit)]
            async fn run<P: Panics>(self, envelope: &Envelope<E>, receipt: &mut Receipt) -> Self::FollowUps {
                let ($($part,)*) = self.0;
                $(
                    let $part = pin!(async {
                        let mut receipt = Receipt::new();
                        ($part.run::<P>(envelope, &mut receipt).await, receipt)
                    });
                    let mut $part = Branch::new($part);
                )*
                poll_fn(|context| {
                    let mut ready = true;
                    $(ready &= $part.is_ready(context);)*
                    if ready { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                ($($part.finish(receipt),)*)
            }
        }

        handlers_in_tuples!(@shorter $($part)*);
    };
    (@shorter) => {};
    (@shorter $first:ident $($part:ident)*) => { handlers_in_tuples!($($part)*); };
}

handlers_in_tuples!(H1 H2 H3 H4 H5 H6 H7 H8 H9 H10 H11 H12);
