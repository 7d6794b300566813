//! Spans for publications and handlers (feature `tracing`), with the field names of the OpenTelemetry semantic conventions for
//! messaging (<https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/>). Without the feature there is nothing
//! here to run.

/// Whether a trace shows the id of the event, so that the id has to be made.
pub const TRACES_SEE_ENVELOPES: bool = cfg!(feature = "tracing");

#[cfg(feature = "tracing")]
pub(crate) use self::spans::{Processing, Publication, publishing};
#[cfg(not(feature = "tracing"))]
pub(crate) use self::without::{Processing, publishing};

#[cfg(feature = "tracing")]
mod spans {
    use std::time::Instant;

    use tracing::Span;
    use tracing::field::Empty;

    use crate::{DomainEvent, Envelope, HandlerError, HandlerInfo, Receipt};

    /// What is said of every publication and handler in process, where a broker's name would stand.
    const SYSTEM: &str = "domain_events";

    /// The future that runs the handlers of an event, in a span `publish`.
    macro_rules! publishing {
        ($event:ident, $envelope:ident, $receipt:ident, $run:expr) => {
            async move {
                let publication = $crate::traces::Publication::start::<$event>($envelope, $receipt);
                tracing::Instrument::instrument($run, publication.span()).await;
                publication.end($receipt);
            }
        };
    }
    pub(crate) use publishing;

    /// A span with what is said of each occurrence, and of what happens to it.
    macro_rules! span {
        ($name:literal, $operation:literal, $event:ident, $envelope:ident, $($more:tt)*) => {
            tracing::info_span!(
                $name,
                otel.name = format_args!(concat!($name, " {}"), $event::NAME),
                otel.kind = "internal",
                messaging.system = SYSTEM,
                messaging.operation.name = $name,
                messaging.operation.type = $operation,
                messaging.destination.name = $event::NAME,
                messaging.message.id = %$envelope.id(),
                messaging.message.conversation_id = %$envelope.correlation_id(),
                outcome = Empty,
                $($more)*
            )
        };
    }

    /// A publication's span.
    pub(crate) struct Publication {
        span: Span,
        started: Instant,
        failures_before: usize,
    }

    impl Publication {
        pub(crate) fn start<E: DomainEvent>(envelope: &Envelope<E>, receipt: &Receipt) -> Self {
            let span = span!(
                "publish",
                "send",
                E,
                envelope,
                messaging.client.operation.duration = Empty,
                failures = Empty,
            );
            Self { span, started: Instant::now(), failures_before: receipt.failures().len() }
        }

        pub(crate) fn span(&self) -> Span {
            self.span.clone()
        }

        /// All has run, follow-ups included.
        pub(crate) fn end(self, receipt: &Receipt) {
            let failures = receipt.failures().len() - self.failures_before;
            self.span.record("messaging.client.operation.duration", self.started.elapsed().as_secs_f64());
            self.span.record("outcome", if failures == 0 { "ok" } else { "error" });
            self.span.record("failures", failures);
        }
    }

    /// A handler's span, `process`; of a group of handlers there is none.
    pub struct Processing(Option<Handling>);

    struct Handling {
        span: Span,
        started: Instant,
        handler: &'static str,
    }

    impl Processing {
        pub(crate) fn none() -> Self {
            Self(None)
        }

        pub(crate) fn start<E: DomainEvent, H: HandlerInfo>(envelope: &Envelope<E>) -> Self {
            let span = span!(
                "process",
                "process",
                E,
                envelope,
                messaging.consumer.group.name = H::NAME,
                messaging.process.duration = Empty,
                error.r#type = Empty,
            );
            Self(Some(Handling { span, started: Instant::now(), handler: H::NAME }))
        }

        /// Does a part of the handler's work.
        pub(crate) fn scope<T>(&self, work: impl FnOnce() -> T) -> T {
            match &self.0 {
                Some(handling) => handling.span.in_scope(work),
                None => work(),
            }
        }

        /// The handler is done, and what it failed with is told.
        pub(crate) fn end<E: DomainEvent>(self, envelope: &Envelope<E>, error: Option<&HandlerError>) {
            self.record(error);
            let (Some(Handling { span, handler, .. }), Some(error)) = (self.0, error) else { return };
            span.in_scope(|| {
                tracing::error!(
                    messaging.destination.name = E::NAME,
                    messaging.message.id = %envelope.id(),
                    messaging.consumer.group.name = handler,
                    error.message = %error,
                    "a handler failed"
                );
            });
        }

        /// The attempt is done. What becomes of a failure is told by whoever makes the next attempt, or none.
        pub(crate) fn end_of_attempt(self, error: Option<&HandlerError>) {
            self.record(error);
        }

        fn record(&self, error: Option<&HandlerError>) {
            let Some(Handling { span, started, .. }) = &self.0 else { return };
            span.record("messaging.process.duration", started.elapsed().as_secs_f64());
            let Some(error) = error else {
                span.record("outcome", "ok");
                return;
            };
            let outcome = if error.is_panic() { "panic" } else { "error" };
            span.record("outcome", outcome);
            span.record("error.type", outcome);
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without {
    use crate::{DomainEvent, Envelope, HandlerError, HandlerInfo};

    macro_rules! publishing {
        ($event:ident, $envelope:ident, $receipt:ident, $run:expr) => {
            $run
        };
    }
    pub(crate) use publishing;

    /// What stands where a handler's span would.
    pub struct Processing;

    impl Processing {
        #[inline]
        pub(crate) fn none() -> Self {
            Self
        }

        #[inline]
        #[expect(
            clippy::extra_unused_type_parameters,
            reason = "with the feature the span names the handler"
        )]
        pub(crate) fn start<E: DomainEvent, H: HandlerInfo>(_: &Envelope<E>) -> Self {
            Self
        }

        #[inline]
        #[expect(clippy::unused_self, reason = "with the feature there is a span")]
        pub(crate) fn scope<T>(&self, work: impl FnOnce() -> T) -> T {
            work()
        }

        #[inline]
        #[expect(clippy::unused_self, reason = "with the feature there is a span")]
        pub(crate) fn end<E: DomainEvent>(self, _: &Envelope<E>, _: Option<&HandlerError>) {}

        #[inline]
        #[expect(clippy::unused_self, reason = "with the feature there is a span")]
        pub(crate) fn end_of_attempt(self, _: Option<&HandlerError>) {}
    }
}
