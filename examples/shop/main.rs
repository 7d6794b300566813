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
//! Read on in `domain`, `place_order`, `flag_order`, `handlers`; the other files are about input and output.

mod domain;
mod flag_order;
mod handlers;
mod mailer;
mod orders;
mod place_order;
mod summary;

use std::env;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use domain_events::{DomainEvent, EventBus};

use crate::domain::{OrderFlagged, OrderPlaced};
use crate::flag_order::FlagOrder;
use crate::handlers::{ConfirmationEmail, ReserveInventory, TrackSale, Warehouse, revenue_cents};
use crate::mailer::{FakeMailer, Mailer};
use crate::orders::{NoInput, Orders};
use crate::place_order::{InMemoryOrders, PlaceOrder};
use crate::summary::Summary;

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

/// Pieces on the shelf. Of the limited print there are too few.
const STOCK: &[(&str, u32)] = &[
    ("BAG-CAN", 100),
    ("CABLE-2M", 200),
    ("CHAIR-4", 40),
    ("CLOCK-W", 50),
    ("COFFEE-1", 150),
    ("DESK-160", 20),
    ("HEAD-BT", 40),
    ("INK-BLU", 100),
    ("KEYB-DE", 40),
    ("KEYB-US", 40),
    ("LAMP-D1", 50),
    ("MUG-01", 250),
    ("NOTE-A5", 200),
    ("PEN-BLK", 80),
    ("PLANT-MS", 60),
    ("PRINT-LE", 5),
    ("TEA-GRN", 150),
    ("TEE-L", 120),
    ("TEE-M", 120),
];

const FLAG_ABOVE_CENTS: i64 = 50_000;

const HELP: &str = "\
Places orders and shows what the handlers made of them.

Usage: cargo run --example shop [-- <FILE>]

  <FILE>     orders as JSON lines, `-` for standard input
  (nothing)  orders that are piped in, or else the 200 that ship with the example";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let named = match (arguments.next(), arguments.next()) {
        (Some(help), _) if help == "--help" || help == "-h" => return print(HELP),
        (_, Some(_)) => return refuse("more than one file is named; `--help` tells the usage"),
        (named, None) => named,
    };
    match run(named).await {
        Ok(report) => print(&report),
        Err(no_input) => refuse(no_input),
    }
}

async fn run(named: Option<OsString>) -> Result<String, NoInput> {
    let shop = Shop {
        confirmation: ConfirmationEmail { mailer: FakeMailer::default() },
        inventory: ReserveInventory::stocked_with(STOCK),
        analytics: TrackSale,
        warehouse: Warehouse::default(),
    };
    let place_order = PlaceOrder::new(InMemoryOrders::default(), &shop);
    let flag_order = FlagOrder::above(FLAG_ABOVE_CENTS, &shop);
    let mut summary = Summary::default()
        .with_row_for(&shop.confirmation, &[OrderPlaced::NAME])
        .with_row_for(&shop.inventory, &[OrderPlaced::NAME])
        .with_row_for(&shop.analytics, &[OrderPlaced::NAME])
        .with_row_for(&shop.warehouse, &[OrderPlaced::NAME, OrderFlagged::NAME]);

    let orders = Orders::open(named)?;
    tell(format_args!("orders from {}", orders.source()));
    for line in orders.lines() {
        let line = line?;
        summary.read += 1;
        match async { anyhow::Ok(place_order.run(line.order?).await?) }.await {
            Ok((order, receipt)) => {
                summary.placed += 1;
                summary.published::<OrderPlaced>(order.id(), receipt);
                if let Some(receipt) = flag_order.run(&order).await {
                    summary.published::<OrderFlagged>(order.id(), receipt);
                }
            }
            Err(reason) => {
                summary.invalid += 1;
                // A parser's message quotes what it found, however long that is.
                tell(format_args!("line {}: {:.200}", line.number, reason.to_string()));
            }
        }
        if summary.read.is_multiple_of(50) {
            tell(format_args!("  {} orders …", summary.read));
        }
    }
    Ok(format!("{summary}\n{}", shop.deeds()))
}

impl Shop<FakeMailer> {
    /// What the handlers say that they did, beside what the receipts say of them.
    fn deeds(&self) -> String {
        let (parcels, held) = (self.warehouse.parcels(), self.warehouse.parcels_held());
        let revenue: Vec<_> = revenue_cents()
            .iter()
            .map(|(currency, cents)| format!("{currency} {}.{:02}", cents / 100, cents % 100))
            .collect();
        format!(
            "{} e-mails sent, {parcels} parcels packed, {held} of them held for review\nrevenue: {}\n",
            self.confirmation.mailer.sent(),
            revenue.join(", "),
        )
    }
}

/// For people who watch: bad lines and progress. That nobody reads them any more (`2>&1 | head`) is no reason to stop.
fn tell(what: impl Display) {
    let _ = writeln!(io::stderr(), "{what}");
}

fn print(report: &str) -> ExitCode {
    match writeln!(io::stdout(), "{}", report.trim_end()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => refuse(error),
        _ => ExitCode::SUCCESS,
    }
}

fn refuse(why: impl Display) -> ExitCode {
    tell(format_args!("shop: {why}"));
    ExitCode::from(2)
}
