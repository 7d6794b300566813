//! What happens in the tests, and who handles it.

use std::future::Future;

use domain_events::prelude::*;
use domain_events::{Json, Message, Source, Transport};
use serde::{Deserialize, Serialize};

use crate::ledger::Ledger;

/// The event that most rules are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DomainEvent)]
pub(crate) struct OrderPlaced {
    #[event(key)]
    pub(crate) order: String,
    pub(crate) number: u64,
}

/// Another one, of the same keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DomainEvent)]
pub(crate) struct OrderPaid {
    #[event(key)]
    pub(crate) order: String,
}

/// Who publishes to a transport.
#[derive(EventBus)]
pub(crate) struct Shop<T: Transport> {
    #[on(OrderPlaced, OrderPaid)]
    pub(crate) broker: Forward<T>,
}

/// A handler that does what a test says.
pub(crate) struct Does<F>(pub(crate) F);

#[handler(name = "does")]
impl<F, R> Does<F>
where
    F: Fn(Envelope<OrderPlaced>) -> R + Send + Sync,
    R: Future<Output = Result<(), HandlerError>> + Send,
{
    async fn placed(&self, placed: &Envelope<OrderPlaced>) -> Result<(), HandlerError> {
        (self.0)(placed.clone()).await
    }
}

/// A handler that writes down what it handles.
pub(crate) struct Notes(pub(crate) Ledger);

#[handler(name = "notes")]
impl Notes {
    fn placed(&self, placed: &Envelope<OrderPlaced>) {
        self.0.note(placed);
    }
}

/// The event of a number: its order is one of so many.
pub(crate) fn placed(number: u64, orders: u64) -> OrderPlaced {
    OrderPlaced { order: format!("order-{}", number % orders), number }
}

pub(crate) fn message(placed: OrderPlaced) -> Message {
    let source = Source::new("/conformance").expect("it is a URI reference");
    Message::of(&placed.occurred(), &source, &Json).expect("it can be encoded")
}

/// The messages of the numbers below `count`, over so many orders.
pub(crate) fn messages(count: u64, orders: u64) -> Vec<Message> {
    (0..count).map(|number| message(placed(number, orders))).collect()
}
