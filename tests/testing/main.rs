//! The test kit: recorder, fixed clocks, scenarios and waiting (feature `testing`).
#![cfg(feature = "testing")]

mod fixed;
mod recorder;
mod scenario;
mod waiting;

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain_events::prelude::*;

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderCancelled;

/// The text with which something panics.
fn panic_of(what: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(what)).expect_err("it panics");
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => payload.downcast_ref::<&str>().expect("a panic has a text").to_string(),
    }
}
