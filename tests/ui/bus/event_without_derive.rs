use domain_events::prelude::*;

pub struct OrderPlaced;

#[handler]
fn track_sale(_: &OrderPaid) {}

#[derive(DomainEvent)]
pub struct OrderPaid;

#[derive(EventBus)]
pub struct Shop {
    #[on(OrderPaid, OrderPlaced)]
    sales: TrackSale,
}

fn main() {}
