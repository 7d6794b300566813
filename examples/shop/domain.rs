//! The order and its rules, and the two facts that the rest of the shop learns of it.

use std::fmt;
use std::num::NonZeroU32;

use domain_events::DomainEvent;
use serde::{Deserialize, Serialize};

/// An order was placed. It carries all that handlers need, so that none of them has to ask the repository.
#[derive(Debug, Serialize, Deserialize, DomainEvent)]
pub(crate) struct OrderPlaced {
    #[event(key)]
    pub(crate) order_id: OrderId,
    pub(crate) customer: Customer,
    pub(crate) items: Vec<Item>,
    pub(crate) total_cents: i64,
    pub(crate) currency: Currency,
}

/// An order is so large that somebody has to look at it before it leaves the house.
#[derive(Debug, Serialize, Deserialize, DomainEvent)]
pub(crate) struct OrderFlagged {
    #[event(key)]
    pub(crate) order_id: OrderId,
}

/// What a customer asks for. It is an [`Order`] only once the rules have been checked.
#[derive(Debug, Deserialize)]
pub(crate) struct NewOrder {
    order_id: OrderId,
    customer: Customer,
    items: Vec<Item>,
    total_cents: i64,
    currency: Currency,
}

/// An order that keeps the rules: there is no other way to make one than [`Order::new`].
#[derive(Debug, Clone)]
pub(crate) struct Order {
    id: OrderId,
    customer: Customer,
    items: Vec<Item>,
    total_cents: i64,
    currency: Currency,
}

impl Order {
    pub(crate) fn new(asked: NewOrder) -> Result<Self, InvalidOrder> {
        let NewOrder { order_id: id, customer, items, total_cents, currency } = asked;
        if items.is_empty() {
            return Err(InvalidOrder::NoItems);
        }
        if total_cents < 0 {
            return Err(InvalidOrder::NegativeTotal(total_cents));
        }
        let items_cents = items.iter().map(Item::cents).sum();
        if i128::from(total_cents) != items_cents {
            return Err(InvalidOrder::WrongTotal { total_cents, items_cents });
        }
        Ok(Self { id, customer, items, total_cents, currency })
    }

    pub(crate) fn id(&self) -> &OrderId {
        &self.id
    }

    pub(crate) fn total_cents(&self) -> i64 {
        self.total_cents
    }

    /// The fact that this order was placed.
    pub(crate) fn placed(&self) -> OrderPlaced {
        let Self { id, customer, items, total_cents, currency } = self.clone();
        OrderPlaced { order_id: id, customer, items, total_cents, currency }
    }

    /// The fact that this order is to be looked at.
    pub(crate) fn flagged(&self) -> OrderFlagged {
        OrderFlagged { order_id: self.id.clone() }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidOrder {
    #[error("an order has at least one item")]
    NoItems,
    #[error("the total is negative: {0} cents")]
    NegativeTotal(i64),
    #[error("the total is {total_cents} cents, but the items come to {items_cents}")]
    WrongTotal { total_cents: i64, items_cents: i128 },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct OrderId(String);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Sku(String);

impl Sku {
    pub(crate) fn new(code: &str) -> Self {
        Self(code.to_owned())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Customer {
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) sku: Sku,
    pub(crate) name: String,
    pub(crate) quantity: NonZeroU32,
    pub(crate) unit_cents: i64,
}

impl Item {
    /// Wider than money is, so that no quantity and no price can overflow it.
    fn cents(&self) -> i128 {
        i128::from(self.unit_cents) * i128::from(self.quantity.get())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Currency {
    Chf,
    Eur,
    Gbp,
    Usd,
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Chf => "CHF",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Usd => "USD",
        })
    }
}
