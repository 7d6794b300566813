//! Metrics that are registered once.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use metrics::{Counter, Histogram};

/// An event's name, and what became of its message.
type Outcome = (&'static str, &'static str);
/// How many messages, and how long they took.
type Meter = (Counter, Histogram);

pub(super) struct Registered {
    system: &'static str,
    group: String,
    events: &'static [&'static str],
    by_outcome: RwLock<HashMap<Outcome, Meter>>,
}

impl Registered {
    pub(super) fn new(system: &'static str, group: &str, events: &'static [&'static str]) -> Self {
        Self { system, group: group.to_owned(), events, by_outcome: RwLock::default() }
    }

    pub(super) fn record(&self, event: &str, outcome: &'static str, took: Duration) {
        // As many names as the handler knows, and one for all others: whoever sends cannot make metrics grow.
        let event = self.events.iter().find(|known| **known == event).copied().unwrap_or("_OTHER");
        let known = self.by_outcome.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((messages, durations)) = known.get(&(event, outcome)) {
            messages.increment(1);
            durations.record(took);
            return;
        }
        drop(known);
        let (messages, durations) = self.register(event, outcome);
        messages.increment(1);
        durations.record(took);
        let mut known = self.by_outcome.write().unwrap_or_else(PoisonError::into_inner);
        known.insert((event, outcome), (messages, durations));
    }

    fn register(&self, event: &'static str, outcome: &'static str) -> Meter {
        let labels = [
            ("messaging.system", self.system.to_owned()),
            ("messaging.operation.name", "process".to_owned()),
            ("messaging.destination.name", event.to_owned()),
            ("messaging.consumer.group.name", self.group.clone()),
            ("outcome", outcome.to_owned()),
        ];
        (
            metrics::counter!("messaging.client.consumed.messages", &labels),
            metrics::histogram!("messaging.process.duration", &labels),
        )
    }
}
