use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

#[derive(DomainEvent)]
pub struct OrderCancelled;

pub trait Mailer: Send + Sync {}

pub struct Confirmation<M> {
    mailer: M,
}

#[handler]
impl<M: Mailer> Confirmation<M> {
    async fn send(&self, _: &OrderPlaced) {}
}

#[derive(EventBus)]
pub struct Shop<M: Mailer> {
    #[on(OrderPlaced, OrderCancelled)]
    confirmation: Confirmation<M>,
}

fn main() {}
