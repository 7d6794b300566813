use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "order.placed")]
pub struct OrderPlacedV1 {
    order_id: u64,
}

#[derive(DomainEvent)]
#[event(version = 3, upcast_from = OrderPlacedV1, upcast_from = OrderPlacedV1)]
pub struct OrderPlaced {
    order_id: u64,
}

impl From<OrderPlacedV1> for OrderPlaced {
    fn from(old: OrderPlacedV1) -> Self {
        Self { order_id: old.order_id }
    }
}

fn main() {}
