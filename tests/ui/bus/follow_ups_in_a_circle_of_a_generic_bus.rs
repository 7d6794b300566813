// Fix: these events follow one another without end; let one of the handlers return nothing.
use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

trait Bank: Send + Sync {}

struct Payments<B>(B);

#[handler]
impl<B: Bank> Payments<B> {
    async fn request(&self, _: &OrderPlaced) -> Result<Option<PaymentRequested>, String> {
        Ok(Some(PaymentRequested))
    }

    fn place_again(&self, _: &PaymentRequested) -> Vec<OrderPlaced> {
        vec![OrderPlaced]
    }
}

#[derive(EventBus)]
struct Shop<B: Bank> {
    #[on(OrderPlaced, PaymentRequested)]
    payments: Payments<B>,
}

fn main() {}
