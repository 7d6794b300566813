//! What a worker tells: logs (feature `tracing`) and metrics (feature `metrics`), under the names of the OpenTelemetry conventions
//! for messaging (<https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/>). Without `tracing`, what is set
//! aside and what could not be settled is a line on standard error: it never vanishes.

#[cfg(feature = "metrics")]
mod metered;

use std::fmt::Display;
use std::time::Duration;

use super::Stopped;
use crate::message::Message;
use crate::transport::{DeadLetterReason, Subscription, Transport, TransportError};

/// A handler has been subscribed.
#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "nobody is told"))]
pub(super) fn subscribed<T: Transport>(handler: &'static str, subscription: &Subscription) {
    #[cfg(feature = "tracing")]
    if let crate::transport::SubscribedTo::Events(events) = subscription.subscribed_to() {
        tracing::info!(
            messaging.system = T::NAME,
            messaging.consumer.group.name = subscription.group(),
            handler,
            events = events.join(", "),
            order = ?subscription.message_order(),
            prefetch = subscription.held_at_once(),
            "handler `{handler}` is subscribed"
        );
    }
}

#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "nobody is told"))]
pub(super) fn stopping(transport: &'static str, deadline: Duration) {
    #[cfg(feature = "tracing")]
    tracing::info!(
        messaging.system = transport,
        ?deadline,
        "the worker takes no more and finishes what runs"
    );
}

#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "nobody is told"))]
pub(super) fn stopped(transport: &'static str, stopped: Stopped) {
    #[cfg(feature = "tracing")]
    tracing::info!(messaging.system = transport, "the worker has stopped: {stopped}");
}

/// One attempt, as it is told of.
pub(super) struct Attempt<'a> {
    system: &'static str,
    handler: &'static str,
    group: &'a str,
    number: u32,
    #[cfg(feature = "metrics")]
    begun: std::time::Instant,
    #[cfg(feature = "metrics")]
    meters: &'a Meters,
}

impl<'a> Attempt<'a> {
    #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "nothing is measured"))]
    pub(super) fn begin<T: Transport>(
        handler: &'static str,
        group: &'a str,
        number: u32,
        meters: &'a Meters,
    ) -> Self {
        Self {
            system: T::NAME,
            handler,
            group,
            number,
            #[cfg(feature = "metrics")]
            begun: std::time::Instant::now(),
            #[cfg(feature = "metrics")]
            meters,
        }
    }

    pub(super) fn handled(&self, message: Option<&Message>) {
        #[cfg(feature = "tracing")]
        tracing::debug!(
            messaging.system = self.system,
            messaging.destination.name = name(message),
            messaging.message.id = %id(message),
            messaging.consumer.group.name = self.group,
            handler = self.handler,
            attempt = self.number,
            "a message is handled"
        );
        self.measure(message, "handled");
    }

    pub(super) fn retried(&self, message: Option<&Message>, error: &impl Display, delay: Duration) {
        #[cfg(feature = "tracing")]
        tracing::warn!(
            messaging.system = self.system,
            messaging.destination.name = name(message),
            messaging.message.id = %id(message),
            messaging.consumer.group.name = self.group,
            handler = self.handler,
            attempt = self.number,
            ?delay,
            error.message = %error,
            "an attempt failed, and is made again"
        );
        #[cfg(not(feature = "tracing"))]
        let _ = (error, delay);
        self.measure(message, "retried");
    }

    pub(super) fn set_aside(
        &self,
        message: Option<&Message>,
        reason: DeadLetterReason,
        error: &impl Display,
    ) {
        let Self { system, handler, group, number, .. } = self;
        #[cfg(feature = "tracing")]
        tracing::error!(
            messaging.system = system,
            messaging.destination.name = name(message),
            messaging.message.id = %id(message),
            messaging.consumer.group.name = group,
            handler,
            attempt = number,
            reason = reason.as_str(),
            error.message = %error,
            "a message is set aside among the dead letters of `{group}`"
        );
        if !cfg!(feature = "tracing") {
            let (name, id) = (name(message), id(message));
            eprintln!(
                "worker on {system}: handler `{handler}` sets `{name}` {id} aside among the dead letters of `{group}`, attempt {number}, {reason}: {error}"
            );
        }
        self.measure(message, reason.as_str());
    }

    pub(super) fn not_settled(&self, error: &TransportError) {
        let Self { system, handler, group, number, .. } = self;
        #[cfg(feature = "tracing")]
        tracing::error!(
            messaging.system = system,
            messaging.consumer.group.name = group,
            handler,
            attempt = number,
            error.message = %error,
            "a message could not be settled, and comes again"
        );
        if !cfg!(feature = "tracing") {
            eprintln!(
                "worker on {system}: attempt {number} of handler `{handler}` for group `{group}` could not be settled, its message comes again: {error}"
            );
        }
    }

    #[cfg(feature = "metrics")]
    fn measure(&self, message: Option<&Message>, outcome: &'static str) {
        self.meters.record(name(message), outcome, self.begun.elapsed());
    }

    #[cfg(not(feature = "metrics"))]
    #[expect(clippy::unused_self, reason = "with the feature it is measured")]
    fn measure(&self, _: Option<&Message>, _: &'static str) {}
}

/// The metrics of one handler. Each is registered when it is first recorded: what is done for each message then is to add.
pub(super) struct Meters {
    #[cfg(feature = "metrics")]
    registered: metered::Registered,
}

impl Meters {
    #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "nothing is measured"))]
    pub(super) fn new(system: &'static str, group: &str, events: &'static [&'static str]) -> Self {
        Self {
            #[cfg(feature = "metrics")]
            registered: metered::Registered::new(system, group, events),
        }
    }

    #[cfg(feature = "metrics")]
    fn record(&self, event: &str, outcome: &'static str, took: Duration) {
        self.registered.record(event, outcome, took);
    }
}

/// What is in flight and what waits, once in a while.
#[cfg(feature = "metrics")]
pub(super) fn gauges(transport: &'static str, counters: &super::status::Counters) {
    let labels = [
        ("messaging.system", transport.to_owned()),
        ("messaging.consumer.group.name", counters.group().to_owned()),
    ];
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float, and exact up to 2⁵³")]
    let float = |count: u64| count as f64;
    let counts = counters.counts();
    metrics::gauge!("domain_events.worker.in_flight", &labels).set(float(counts.in_flight));
    if let Some(lag) = counts.lag {
        metrics::gauge!("domain_events.worker.lag", &labels).set(float(lag));
    }
}

/// The event's name. What is no message has none.
fn name(message: Option<&Message>) -> &str {
    message.map_or("(no message)", Message::event_name)
}

fn id(message: Option<&Message>) -> String {
    message.map_or_else(|| "(no id)".to_owned(), |message| message.id().to_string())
}
