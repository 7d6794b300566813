//! Takes orders, and publishes what happened.

use std::ffi::OsString;
use std::process::ExitCode;

use domain_events::{DomainEvent, EventBus, Forward, InMemory, Transport};
use tokio::sync::oneshot;

use crate::choice::{Arguments, Chosen};
use crate::console;
use crate::domain::{OrderFlagged, OrderPlaced};
use crate::handlers::{ReserveInventory, Warehouse};
use crate::summary::Summary;
use crate::take_orders::take_orders;
use crate::worker;

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
Places orders, and publishes that they were placed.

Usage: cargo run -p two-programs --bin publisher -- --transport <TRANSPORT> [FILE]

  <TRANSPORT>  rabbitmq, kafka, or memory: then the worker runs within this program
  <FILE>       orders as JSON lines, `-` for standard input
  (no file)    orders that are piped in, or else the 200 that ship with the example

Brokers are at $DOMAIN_EVENTS_RABBITMQ and $DOMAIN_EVENTS_KAFKA, as `scripts/brokers up` prints them.";

/// The program. It ends with 2 if an argument is wrong, or the broker cannot be reached.
///
/// # Panics
///
/// If the system has nothing to wait on input and output with.
#[must_use]
#[tokio::main(flavor = "current_thread")]
pub async fn main() -> ExitCode {
    let Arguments { transport, file } = match Arguments::read(HELP) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    match run(&transport, file).await {
        Ok(report) => console::print(&report),
        Err(error) => console::refuse(error),
    }
}

async fn run(transport: &str, file: Option<OsString>) -> anyhow::Result<String> {
    let summary = match Chosen::connect(transport).await? {
        Chosen::Memory(transport) => return publish_and_work(transport, file).await,
        Chosen::RabbitMq(transport) => publish(transport, file).await?,
        Chosen::Kafka(transport) => publish(transport, file).await?,
    };
    Ok(summary.to_string())
}

async fn publish<T: Transport>(transport: T, file: Option<OsString>) -> anyhow::Result<Summary> {
    let shop = Shop {
        inventory: ReserveInventory::stocked(),
        warehouse: Warehouse::default(),
        broker: Forward::new(transport),
    };
    let mut summary = Summary::default()
        .with_row_for(&shop.inventory, &[OrderPlaced::NAME])
        .with_row_for(&shop.warehouse, &[OrderPlaced::NAME, OrderFlagged::NAME])
        .with_row_for(&shop.broker, &[OrderPlaced::NAME]);
    take_orders(file, &shop, &mut summary).await?;
    Ok(summary)
}

/// What is in the memory of one program is handled there: until both handlers are through with all orders.
async fn publish_and_work(transport: InMemory, file: Option<OsString>) -> anyhow::Result<String> {
    let (stop, signal) = oneshot::channel::<()>();
    let worker = worker::of_the_shop(transport.clone());
    let status = worker.status();
    let working = tokio::spawn(worker.run_until(signal));

    let summary = publish(transport, file).await?;
    let orders = u64::try_from(summary.placed)?;
    status.wait_until(|it| it.total().handled + it.total().dead_lettered == 2 * orders).await;
    drop(stop);

    let stopped = working.await??;
    Ok(format!("{summary}\non the worker: {stopped}"))
}
