//! The four handlers. None of them knows who publishes, nor that there are others.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use domain_events::prelude::*;

use crate::domain::{Currency, OrderFlagged, OrderId, OrderPlaced, Sku};
use crate::mailer::{FakeMailer, MailError, Mailer};

/// E-mail: asynchronous, and generic over a port.
pub(crate) struct ConfirmationEmail<M> {
    pub(crate) mailer: M,
}

#[handler]
impl<M: Mailer> ConfirmationEmail<M> {
    async fn send(&self, placed: &OrderPlaced) -> Result<(), MailError> {
        let OrderPlaced { order_id, customer, items, .. } = placed;
        let items: Vec<_> = items.iter().map(|item| format!("{} × {}", item.quantity, item.name)).collect();
        let text = format!("Dear {}, order {order_id} is on its way: {}.", customer.name, items.join(", "));
        self.mailer.send(&customer.email, &text).await
    }
}

/// Inventory: a plain `fn`, as nothing in it waits.
pub(crate) struct ReserveInventory {
    stock: Mutex<BTreeMap<Sku, u32>>,
}

#[handler]
impl ReserveInventory {
    /// Reserves all items of the order or none: an error leaves the stock as it was.
    fn reserve(&self, placed: &OrderPlaced) -> Result<(), OutOfStock> {
        let mut stock = lock(&self.stock);
        let mut rest = stock.clone();
        for item in &placed.items {
            let in_stock = rest.entry(item.sku.clone()).or_default();
            let wanted = item.quantity.get();
            *in_stock = in_stock.checked_sub(wanted).ok_or_else(|| OutOfStock {
                sku: item.sku.clone(),
                wanted,
                in_stock: *in_stock,
            })?;
        }
        *stock = rest;
        Ok(())
    }

    #[handler(skip)]
    pub(crate) fn stocked() -> Self {
        Self { stock: Mutex::new(STOCK.iter().map(|&(code, pieces)| (Sku::new(code), pieces)).collect()) }
    }
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

#[derive(Debug, thiserror::Error)]
#[error("{wanted} of {sku} wanted, {in_stock} in stock")]
pub(crate) struct OutOfStock {
    sku: Sku,
    wanted: u32,
    in_stock: u32,
}

/// Analytics: a free function is a handler too, the unit struct `TrackSale`. What it counts is the whole program's, as
/// metrics are.
#[handler]
pub(crate) fn track_sale(placed: &OrderPlaced) {
    let mut revenue = lock(&REVENUE_CENTS);
    *revenue.entry(placed.currency).or_default() += i128::from(placed.total_cents);
}

static REVENUE_CENTS: Mutex<BTreeMap<Currency, i128>> = Mutex::new(BTreeMap::new());

/// Warehouse: handles two events, and takes one of them in its envelope, because it asks when the order was placed.
#[derive(Default)]
pub(crate) struct Warehouse {
    parcels: Mutex<HashMap<OrderId, Leaves>>,
}

#[derive(PartialEq, Eq)]
enum Leaves {
    By(SystemTime),
    AfterReview,
}

#[handler]
impl Warehouse {
    fn pack(&self, placed: &Envelope<OrderPlaced>) {
        let within_a_day = placed.occurred_at() + Duration::from_hours(24);
        lock(&self.parcels).insert(placed.order_id.clone(), Leaves::By(within_a_day));
    }

    fn hold(&self, flagged: &OrderFlagged) {
        lock(&self.parcels).insert(flagged.order_id.clone(), Leaves::AfterReview);
    }
}

// What the fakes have done, for the end of the run.

/// What the handlers say that they did, beside what the receipts say of them.
pub(crate) fn deeds(mailer: &FakeMailer, warehouse: &Warehouse) -> String {
    let (parcels, held) = (warehouse.parcels(), warehouse.parcels_held());
    let revenue: Vec<_> = lock(&REVENUE_CENTS)
        .iter()
        .map(|(currency, cents)| format!("{currency} {}.{:02}", cents / 100, cents % 100))
        .collect();
    let sent = mailer.sent();
    let revenue = revenue.join(", ");
    format!(
        "{sent} e-mails sent, {parcels} parcels packed, {held} of them held for review\nrevenue: {revenue}\n"
    )
}

impl Warehouse {
    fn parcels(&self) -> usize {
        lock(&self.parcels).len()
    }

    fn parcels_held(&self) -> usize {
        lock(&self.parcels).values().filter(|&leaves| *leaves == Leaves::AfterReview).count()
    }
}

/// A handler that panicked has failed, and that is on the receipt: the next one goes on with the data as it is.
fn lock<T>(data: &Mutex<T>) -> MutexGuard<'_, T> {
    data.lock().unwrap_or_else(PoisonError::into_inner)
}
