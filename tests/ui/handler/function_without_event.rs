use domain_events::prelude::*;

#[handler]
async fn track_sale() {}

fn main() {}
