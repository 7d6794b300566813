//! A shop whose parts know each other only by the facts that they state.
//!
//! ```text
//! PlaceOrder ── OrderPlaced ──┬─> ConfirmationEmail   asynchronous, generic over a port; some addresses bounce
//!                             ├─> ReserveInventory    a plain `fn`; runs out of stock
//!                             ├─> TrackSale           a free function
//!                             └─> Warehouse           takes the envelope: it asks when
//! FlagOrder ─── OrderFlagged ───> Warehouse           handles two events
//! ```
//!
//! Orders are read as JSON lines and placed. Bad lines are reported, failed handlers are counted, and neither stops the
//! run:
//!
//! ```text
//! cargo run --example shop                      the 200 orders that ship with it
//! cargo run --example shop -- my-orders.jsonl
//! ```
//!
//! Read on in `domain`, `place_order`, `flag_order`, `handlers`; the other files are about input and output. The example
//! `shop_with_worker` is the same shop in another composition.

mod console;
mod domain;
mod flag_order;
mod handlers;
mod mailer;
mod orders;
mod place_order;
mod summary;
mod take_orders;

use std::ffi::OsString;
use std::process::ExitCode;

use domain_events::{DomainEvent, EventBus};

use crate::domain::{OrderFlagged, OrderPlaced};
use crate::handlers::{ConfirmationEmail, ReserveInventory, TrackSale, Warehouse, deeds};
use crate::mailer::{FakeMailer, Mailer};
use crate::orders::NoInput;
use crate::summary::Summary;
use crate::take_orders::take_orders;

/// The picture above as a type. An event that a handler does not handle, or does handle and is not sent, is a compile
/// error here; the bound on `M` is what lets the compiler see that without knowing which mailer it will be.
#[derive(EventBus)]
struct Shop<M: Mailer> {
    #[on(OrderPlaced)]
    confirmation: ConfirmationEmail<M>,
    #[on(OrderPlaced)]
    inventory: ReserveInventory,
    #[on(OrderPlaced)]
    analytics: TrackSale,
    #[on(OrderPlaced, OrderFlagged)]
    warehouse: Warehouse,
}

const HELP: &str = "\
Places orders and shows what the handlers made of them.

Usage: cargo run --example shop [-- <FILE>]

  <FILE>     orders as JSON lines, `-` for standard input
  (nothing)  orders that are piped in, or else the 200 that ship with the example";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let named = match console::file_named(HELP) {
        Ok(named) => named,
        Err(code) => return code,
    };
    match run(named).await {
        Ok(report) => console::print(&report),
        Err(no_input) => console::refuse(no_input),
    }
}

async fn run(named: Option<OsString>) -> Result<String, NoInput> {
    let shop = Shop {
        confirmation: ConfirmationEmail { mailer: FakeMailer::default() },
        inventory: ReserveInventory::stocked(),
        analytics: TrackSale,
        warehouse: Warehouse::default(),
    };
    let mut summary = Summary::default()
        .with_row_for(&shop.confirmation, &[OrderPlaced::NAME])
        .with_row_for(&shop.inventory, &[OrderPlaced::NAME])
        .with_row_for(&shop.analytics, &[OrderPlaced::NAME])
        .with_row_for(&shop.warehouse, &[OrderPlaced::NAME, OrderFlagged::NAME]);

    take_orders(named, &shop, &mut summary).await?;
    Ok(format!("{summary}\n{}", deeds(&shop.confirmation.mailer, &shop.warehouse)))
}
