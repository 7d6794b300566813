use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

struct Payments;

#[handler]
impl Payments {
    fn request(&self, _: &OrderPlaced) -> PaymentRequested {
        PaymentRequested
    }

    async fn pay(&self, _: &PaymentRequested) {}
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced, PaymentRequested)]
    payments: Payments,
}

fn main() {
    let _ = Shop { payments: Payments }.publish_now(OrderPlaced);
}
