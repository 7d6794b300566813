// Fix: let go of the value before the `.await` (a block round it does), or use a `Send` type: `Arc` for `Rc`.

use domain_events::prelude::*;

use std::rc::Rc;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, placed: &OrderPlaced) {
        let order = Rc::new(placed.order_id);
        pause().await;
        println!("{order}");
    }
}

async fn pause() {}

fn main() {}
