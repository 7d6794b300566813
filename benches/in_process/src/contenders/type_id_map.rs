//! The classic in-memory bus: handlers boxed in a map, found by the event's type, each downcasting what it gets. It has no
//! lock, catches no panic and collects no error.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use super::{Add, OrderPlaced};
use crate::sampler::{Contender, Handlers};

/// A map of handlers by `TypeId`.
#[must_use]
pub fn contender(handlers: Handlers) -> Contender {
    let mut bus = Bus::default();
    for _ in 0..handlers.count() {
        bus.subscribe(|placed: &OrderPlaced| Add.add(placed));
    }
    Contender::new("map of boxed handlers by `TypeId`, by hand", handlers, move |times| {
        (1..=times).for_each(|n| bus.publish(&OrderPlaced::nth(n)));
    })
}

#[derive(Default)]
struct Bus {
    handlers: HashMap<TypeId, Vec<Handler>>,
}

type Handler = Box<dyn Fn(&dyn Any)>;

impl Bus {
    fn subscribe<E: Any>(&mut self, handle: impl Fn(&E) + 'static) {
        let handler = move |event: &dyn Any| {
            if let Some(event) = event.downcast_ref() {
                handle(event);
            }
        };
        self.handlers.entry(TypeId::of::<E>()).or_default().push(Box::new(handler));
    }

    fn publish<E: Any>(&self, event: &E) {
        for handler in self.handlers.get(&TypeId::of::<E>()).into_iter().flatten() {
            handler(event);
        }
    }
}
