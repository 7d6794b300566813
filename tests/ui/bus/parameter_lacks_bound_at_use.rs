// Fix: the function says nothing of `M`: give it the bound that the handlers ask for, `M: Mailer`.

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
pub struct Shop<M> {
    #[on(OrderPlaced)]
    confirmation: Confirmation<M>,
}

async fn run<M>(shop: &Shop<M>) {
    let _ = shop.publish(OrderPlaced { order_id: 1 }).await;
}

fn main() {}
