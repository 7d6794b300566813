use domain_events::prelude::*;

pub struct Confirmation;

#[handler]
impl Confirmation {}

fn main() {}
