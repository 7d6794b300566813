use domain_events::prelude::*;

#[handler]
pub struct Confirmation;

fn main() {}
