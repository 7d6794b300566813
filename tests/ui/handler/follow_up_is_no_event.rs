use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

struct Payments;

#[handler]
impl Payments {
    async fn request(&self, _: &OrderPlaced) -> Result<u32, String> {
        Ok(7)
    }

    fn pay(&self, _: &PaymentRequested) -> Vec<String> {
        Vec::new()
    }
}

fn main() {}
