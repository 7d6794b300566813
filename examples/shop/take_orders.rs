//! Orders come in, line by line, and go through the two use cases. Whatever publishes is given: this knows no handler.

use std::ffi::OsString;

use domain_events::Publish;

use crate::console::tell;
use crate::domain::{OrderFlagged, OrderPlaced};
use crate::flag_order::FlagOrder;
use crate::orders::{NoInput, Orders};
use crate::place_order::{InMemoryOrders, PlaceOrder};
use crate::summary::Summary;

const FLAG_ABOVE_CENTS: i64 = 50_000;

pub(crate) async fn take_orders<P>(
    named: Option<OsString>,
    events: &P,
    summary: &mut Summary,
) -> Result<(), NoInput>
where
    P: Publish<OrderPlaced> + Publish<OrderFlagged>,
{
    let place_order = PlaceOrder::new(InMemoryOrders::default(), events);
    let flag_order = FlagOrder::above(FLAG_ABOVE_CENTS, events);

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
    Ok(())
}
