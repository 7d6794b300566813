//! The shop of the example `shop`, with e-mail and analytics moved to a worker.
//!
//! ```text
//! PlaceOrder ── OrderPlaced ──┬─> ReserveInventory
//!                             ├─> Warehouse
//!                             └─> Forward ── messages ──┬─> ConfirmationEmail   on the worker: retried, then set aside
//! FlagOrder ─── OrderFlagged ───> Warehouse             └─> TrackSale           on the worker
//! ```
//!
//! This file is all that differs: the events, the use cases and the handlers are those of the other example, from the same
//! files. Orders no longer wait for their e-mails, and an e-mail that fails no longer stands on their receipts: it is tried
//! again, and then among the dead letters.
//!
//! ```text
//! cargo run --example shop_with_worker --features worker
//! ```

#[path = "../shop/console.rs"]
mod console;
#[path = "../shop/domain.rs"]
mod domain;
#[path = "../shop/flag_order.rs"]
mod flag_order;
#[path = "../shop/handlers.rs"]
mod handlers;
#[path = "../shop/mailer.rs"]
mod mailer;
#[path = "../shop/orders.rs"]
mod orders;
#[path = "../shop/place_order.rs"]
mod place_order;
#[path = "../shop/summary.rs"]
mod summary;
#[path = "../shop/take_orders.rs"]
mod take_orders;

use std::ffi::OsString;
use std::fmt::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use domain_events::transport::DeadLetter;
use domain_events::{DomainEvent, EventBus, Forward, InMemory, RetryPolicy, Transport, Worker};
use tokio::sync::oneshot;

use crate::domain::{OrderFlagged, OrderPlaced};
use crate::handlers::{ConfirmationEmail, ReserveInventory, TrackSale, Warehouse, deeds};
use crate::mailer::FakeMailer;
use crate::summary::Summary;
use crate::take_orders::take_orders;

/// What runs while an order is placed. What is sent away is a field like the others.
#[derive(EventBus)]
struct Shop<T: Transport> {
    #[on(OrderPlaced)]
    inventory: ReserveInventory,
    #[on(OrderPlaced, OrderFlagged)]
    warehouse: Warehouse,
    #[on(OrderPlaced)]
    broker: Forward<T>,
}

const HELP: &str = "\
Places orders and shows what the handlers made of them, two of which run on a worker.

Usage: cargo run --example shop_with_worker --features worker [-- <FILE>]

  <FILE>     orders as JSON lines, `-` for standard input
  (nothing)  orders that are piped in, or else the 200 that ship with the example";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let named = match console::file_named(HELP) {
        Ok(named) => named,
        Err(code) => return code,
    };
    match run(named, InMemory::new()).await {
        Ok(report) => console::print(&report),
        Err(error) => console::refuse(error),
    }
}

async fn run(named: Option<OsString>, transport: InMemory) -> anyhow::Result<String> {
    let confirmation = Arc::new(ConfirmationEmail { mailer: FakeMailer::default() });
    let patience = RetryPolicy::new().attempts(3).first_delay(Duration::from_millis(10));
    let worker = Worker::new(transport.clone())
        .handler_with(Arc::clone(&confirmation), |settings| settings.retry(patience))
        .handler(TrackSale);
    let (stop_signal, signal) = oneshot::channel::<()>();
    let status = worker.status();
    let worker = tokio::spawn(worker.run_until(signal));

    let shop = Shop {
        inventory: ReserveInventory::stocked(),
        warehouse: Warehouse::default(),
        broker: Forward::new(transport.clone()),
    };
    let mut summary = Summary::default()
        .with_row_for(&shop.inventory, &[OrderPlaced::NAME])
        .with_row_for(&shop.warehouse, &[OrderPlaced::NAME, OrderFlagged::NAME])
        .with_row_for(&shop.broker, &[OrderPlaced::NAME]);
    take_orders(named, &shop, &mut summary).await?;

    // A worker runs for as long as its program does. This one ends when both handlers are through with all orders.
    let orders = u64::try_from(summary.placed)?;
    status.wait_until(|it| it.total().handled + it.total().dead_lettered == 2 * orders).await;
    drop(stop_signal);
    let ended = worker.await??;

    let mut report = format!("{summary}\n{}", deeds(&confirmation.mailer, &shop.warehouse));
    writeln!(report, "on the worker: {ended}")?;
    for message in transport.dead_letters("confirmation_email") {
        if let (Some(order), Some(why)) = (message.subject(), DeadLetter::of(&message)) {
            writeln!(report, "  order {order}, {} attempts: {}", why.attempts(), why.error())?;
        }
    }
    Ok(report)
}
