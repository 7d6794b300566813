use domain_events::prelude::*;

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &str) {}
}

fn main() {}
