//! What is sent, and what is done with it: the same for all.

use std::sync::atomic::{AtomicU64, Ordering};

use domain_events::prelude::*;
use serde::{Deserialize, Serialize};

/// An event as they are: a key, a few texts and numbers, a list. About 200 bytes of JSON.
#[derive(Debug, Clone, Serialize, Deserialize, DomainEvent)]
pub(crate) struct OrderPlaced {
    /// The ordering key.
    #[event(key)]
    pub(crate) order_id: String,
    /// Who ordered.
    pub(crate) customer_id: String,
    /// Where it goes.
    pub(crate) email: String,
    /// What was ordered.
    pub(crate) lines: Vec<Line>,
    /// What it costs.
    pub(crate) total_cents: i64,
}

/// One of the things ordered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Line {
    /// What.
    pub(crate) product: String,
    /// How many.
    pub(crate) quantity: u32,
}

/// The event of a number.
pub(crate) fn order(number: u64) -> OrderPlaced {
    OrderPlaced {
        order_id: format!("order-{}", number % 64),
        customer_id: "customer-4711".to_owned(),
        email: "ada@example.com".to_owned(),
        lines: vec![
            Line { product: "keyboard".to_owned(), quantity: 1 },
            Line { product: "cable".to_owned(), quantity: 3 },
        ],
        total_cents: i64::try_from(number).unwrap_or(i64::MAX),
    }
}

static HANDLED: AtomicU64 = AtomicU64::new(0);
static CENTS: AtomicU64 = AtomicU64::new(0);

/// Adds up.
pub(crate) fn handle(placed: &OrderPlaced) {
    CENTS.fetch_add(placed.total_cents.unsigned_abs(), Ordering::Relaxed);
    HANDLED.fetch_add(1, Ordering::Release);
}

/// How many were handled, and the sum of what they cost.
pub(crate) fn handled() -> (u64, u64) {
    (HANDLED.load(Ordering::Acquire), CENTS.load(Ordering::Relaxed))
}

/// The handler of the worker.
#[handler]
pub(crate) fn add_up(placed: &OrderPlaced) {
    handle(placed);
}
