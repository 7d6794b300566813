use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced;

#[derive(DomainEvent)]
pub struct OrderCancelled;

pub struct Log<'a>(&'a str);

#[handler]
impl Log<'_> {
    fn note(&self, _: &OrderPlaced) {}
}

#[derive(EventBus)]
pub struct Shop<'a> {
    #[on(OrderPlaced, OrderCancelled)]
    log: Log<'a>,
}

fn main() {}
