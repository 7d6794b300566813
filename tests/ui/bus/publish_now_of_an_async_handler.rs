use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

struct Payments;

#[handler]
impl Payments {
    async fn request(&self, _: &OrderPlaced) {}
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    payments: Payments,
}

fn main() {
    let _ = Shop { payments: Payments }.publish_now(OrderPlaced);
}
