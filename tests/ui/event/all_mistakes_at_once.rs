use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "Order Placed", version = 0, colour = 3)]
struct PlaceOrder {
    #[event(key)]
    order_id: u64,
    #[event(key)]
    customer_id: std::sync::Mutex<u64>,
}

fn main() {}
