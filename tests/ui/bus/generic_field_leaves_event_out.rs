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

    async fn take_back(&self, _: &OrderCancelled) {}
}

#[derive(EventBus)]
pub struct Shop<M: Mailer> {
    #[on(OrderPlaced)]
    confirmation: Confirmation<M>,
}

pub struct Smtp;
impl Mailer for Smtp {}

async fn run(shop: &Shop<Smtp>) {
    let _ = shop.publish(OrderPlaced { order_id: 1 }).await;
}

fn main() {}
