use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

pub struct Confirmation;

#[handler]
impl Confirmation {
    fn send(&self, _: &OrderPlaced) -> Box<dyn Future<Output = ()> + Send> {
        Box::new(async {})
    }
}

fn main() {}
