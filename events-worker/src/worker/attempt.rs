//! One message: read, handled, and settled.

use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use events_core::inbox::{Delivered, Dispatch, Dispatched, isolated};
use events_core::{HandlerError, HandlerInfo, HandlersFailed};
use tokio::time::timeout;

use super::consumer::Consumer;
use super::reader::Envelopes;
use super::status::Count;
use super::telemetry::Attempt;
use crate::codec::Codec;
use crate::message::{Message, MessageError};
use crate::transport::{DeadLetter, DeadLetterReason, Delivery, Transport, TransportError};

impl<T, H, C, P> Consumer<T, H, C, P>
where
    T: Transport,
    H: HandlerInfo + Send + Sync + 'static,
    H::Events: Dispatch<Envelopes<C>, H, Delivered<P>>,
    C: Codec,
    P: Send + Sync + 'static,
{
    /// Handles a message and settles it. What cannot be settled comes again.
    pub(super) async fn attempt<D: Delivery>(&self, delivery: D) {
        let in_flight = self.counters.begin();
        let attempt = Attempt::begin::<T>(H::NAME, &self.settings.group, delivery.attempt(), &self.meters);
        let settled = match self.outcome(&delivery).await {
            Outcome::Handled => {
                attempt.handled(delivery.received().ok());
                counted(&self.counters.handled, delivery.ack().await)
            }
            Outcome::Failed(error) => self.retry(delivery, &attempt, &error).await,
            Outcome::Unhandleable(reason, error) => self.set_aside(delivery, &attempt, reason, &error).await,
        };
        if let Err(error) = settled {
            self.counters.unsettled.add();
            attempt.not_settled(&error);
        }
        in_flight.finish();
    }

    async fn outcome<D: Delivery>(&self, delivery: &D) -> Outcome {
        let message = match delivery.received() {
            Ok(message) => message,
            Err(undecodable) => {
                return Outcome::Unhandleable(DeadLetterReason::Undecodable, undecodable.to_string());
            }
        };
        let attempt = delivery.attempt();
        if attempt > self.settings.retry.most_attempts().saturating_add(UNSETTLED) {
            let error = format!(
                "it has come {attempt} times and was settled none of them: it may have crashed the workers that handled it"
            );
            return Outcome::Unhandleable(DeadLetterReason::AttemptsExhausted, error);
        }
        match isolated(|| self.handle(message)).await {
            Ok(outcome) => outcome,
            Err(error) => Outcome::Failed(error),
        }
    }

    async fn handle(&self, message: &Message) -> Result<Outcome, HandlerError> {
        let name = message.event_name();
        let dispatch = H::Events::dispatch(&self.reader, name, message, &self.handler, &self.publisher);
        match self.in_time(dispatch).await? {
            Dispatched::Ran(receipt) => {
                receipt?.into_result().map_err(HandlersFailed::into_handler_error)?;
                Ok(Outcome::Handled)
            }
            Dispatched::NotRead(error) => Ok(Outcome::of(&error)),
            Dispatched::Unknown => {
                let known = <H::Events as Dispatch<Envelopes<C>, H, Delivered<P>>>::NAMES.join("`, `");
                let error = format!(
                    "handler `{}` does not handle {} `{name}`, only `{known}`: take its group from what else sends to it, or add a method for the event",
                    H::NAME,
                    message.id(),
                );
                Ok(Outcome::Unhandleable(DeadLetterReason::UnknownEvent, error))
            }
        }
    }

    /// A handler that never waits needs no clock.
    async fn in_time<R>(&self, handling: impl Future<Output = R>) -> Result<R, HandlerError> {
        let mut handling = pin!(handling);
        let at_once = poll_fn(|context| Poll::Ready(handling.as_mut().poll(context))).await;
        if let Poll::Ready(output) = at_once {
            return Ok(output);
        }
        let limit = self.settings.attempt_timeout;
        timeout(limit, handling).await.map_err(|_| {
            HandlerError::from(format!(
                "the attempt took longer than {limit:?}: raise `attempt_timeout` if it may"
            ))
        })
    }

    async fn retry<D: Delivery>(
        &self,
        delivery: D,
        attempt: &Attempt<'_>,
        error: &HandlerError,
    ) -> Result<(), TransportError> {
        if let Some(delay) = self.settings.retry.delay_after(delivery.attempt(), error) {
            attempt.retried(delivery.received().ok(), error, delay);
            return counted(&self.counters.retried, delivery.retry(delay).await);
        }
        let reason = if error.is_permanent() {
            DeadLetterReason::Permanent
        } else {
            DeadLetterReason::AttemptsExhausted
        };
        self.set_aside(delivery, attempt, reason, error).await
    }

    async fn set_aside<D: Delivery>(
        &self,
        delivery: D,
        attempt: &Attempt<'_>,
        reason: DeadLetterReason,
        error: &impl Display,
    ) -> Result<(), TransportError> {
        attempt.set_aside(delivery.received().ok(), reason, error);
        let why = DeadLetter::new(&self.settings.group, reason, error, delivery.attempt());
        counted(&self.counters.dead_lettered, delivery.dead_letter(&why).await)
    }
}

/// How often a message may come beyond its attempts, before it is set aside unseen. Connections break, workers are stopped: that is not
/// the message's doing, so each time it gets one attempt more. One that crashes its worker each time comes to an end here.
const UNSETTLED: u32 = 20;

/// What becomes of a message.
enum Outcome {
    Handled,
    Failed(HandlerError),
    /// No attempt would end otherwise.
    Unhandleable(DeadLetterReason, String),
}

impl Outcome {
    fn of(error: &MessageError) -> Self {
        let reason = match error {
            MessageError::NewerVersion { .. } => DeadLetterReason::NewerVersion,
            MessageError::UnknownVersion { .. } => DeadLetterReason::UnknownVersion,
            _ => DeadLetterReason::Undecodable,
        };
        Self::Unhandleable(reason, error.to_string())
    }
}

fn counted(count: &Count, settled: Result<(), TransportError>) -> Result<(), TransportError> {
    settled.inspect(|()| count.add())
}
