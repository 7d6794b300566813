use domain_events::prelude::*;

pub struct MailError;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &OrderPlaced) -> Result<(), MailError> {
        Err(MailError)
    }
}

fn main() {}
