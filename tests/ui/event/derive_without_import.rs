// Fix: `use domain_events::prelude::*;` brings the macros and the traits.

use domain_events::Envelope;

#[derive(Debug, DomainEvent)]
struct OrderPlaced;

fn main() {}
