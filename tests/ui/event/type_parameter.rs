use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced<T, const N: usize> {
    lines: [T; N],
}

fn main() {}
