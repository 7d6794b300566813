//! The use case, and the two ports that are all it knows: a repository and something that publishes `OrderPlaced`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

use domain_events::{Publish, Receipt};

use crate::domain::{InvalidOrder, NewOrder, Order, OrderId, OrderPlaced};

pub(crate) struct PlaceOrder<R, P> {
    orders: R,
    events: P,
}

impl<R: OrderRepository, P: Publish<OrderPlaced>> PlaceOrder<R, P> {
    /// As the bounds hold here too, a bus on which nobody is subscribed to `OrderPlaced` is an error that says so.
    pub(crate) fn new(orders: R, events: P) -> Self {
        Self { orders, events }
    }

    pub(crate) async fn run(&self, asked: NewOrder) -> Result<(Order, Receipt), NotPlaced> {
        let order = Order::new(asked)?;
        self.orders.save(&order).await?;
        // No `?` here, and none is possible: the order stands, whatever becomes of its e-mail.
        let receipt = self.events.publish(order.placed()).await;
        Ok((order, receipt))
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum NotPlaced {
    #[error(transparent)]
    Invalid(#[from] InvalidOrder),
    #[error(transparent)]
    NotSaved(#[from] AlreadyPlaced),
}

/// Where orders are kept.
pub(crate) trait OrderRepository: Sync {
    fn save(&self, order: &Order) -> impl Future<Output = Result<(), AlreadyPlaced>> + Send;
}

#[derive(Debug, thiserror::Error)]
#[error("order {0} is placed already")]
pub(crate) struct AlreadyPlaced(OrderId);

/// The repository without a database.
#[derive(Default)]
pub(crate) struct InMemoryOrders {
    orders: Mutex<HashMap<OrderId, Order>>,
}

impl OrderRepository for InMemoryOrders {
    async fn save(&self, order: &Order) -> Result<(), AlreadyPlaced> {
        match self.orders.lock().unwrap_or_else(PoisonError::into_inner).entry(order.id().clone()) {
            Entry::Occupied(taken) => Err(AlreadyPlaced(taken.key().clone())),
            Entry::Vacant(free) => {
                free.insert(order.clone());
                Ok(())
            }
        }
    }
}
