//! Buses that derive `EventBus`. A new kind of bus is one more `contender!`.

use domain_events::prelude::*;
use tokio::runtime::Builder;

use super::{Add, OrderPlaced, for_each_size};
use crate::sampler::{Contender, Handlers};
use crate::work;

/// Takes the envelope, so that an id and a time are made for each publication.
struct AddEnveloped;
#[handler]
impl AddEnveloped {
    #[inline]
    fn add(&self, placed: &Envelope<OrderPlaced>) {
        work::handle(placed.total_cents);
    }
}

/// Writes a function that makes contenders: its name, what the table says, an attribute for the buses, the handlers' type and
/// how a handler is made (in the context of the runtime on which the bus publishes).
macro_rules! contender {
    ($function:ident, $name:literal, $attribute:tt, $handler:ty = $new:expr) => {
        for_each_size!(contender! $function, $name, $attribute, $handler = $new;);
    };
    ($function:ident, $name:literal, $attribute:tt, $handler:ty = $new:expr; $($size:ident { $($field:ident)+ })+) => {
        #[doc = $name]
        #[must_use]
        pub fn $function(handlers: Handlers) -> Contender {
            $(
                #[derive(EventBus)]
                # $attribute
                struct $size {
                    $(#[on(OrderPlaced)] $field: $handler,)+
                }
            )+
            match handlers {
                $(Handlers::$size => published($name, handlers, || $size { $($field: $new),+ }),)+
            }
        }
    };
}

contender!(isolated, "domain-events", [doc = "In order, panics isolated."], Add = Add);
contender!(
    background,
    "domain-events, background",
    [doc = "Each handler behind a queue and a task of its own."],
    Background<Add> = Background::spawn(Add, 1000)
);
contender!(bare, "domain-events, panics propagated", [event_bus(panics = "propagate")], Add = Add);
contender!(concurrent, "domain-events, concurrent", [event_bus(concurrent)], Add = Add);
contender!(
    with_envelope,
    "domain-events, with id and time",
    [doc = "In order, panics isolated."],
    AddEnveloped = AddEnveloped
);

fn published<B>(name: &'static str, handlers: Handlers, bus: impl FnOnce() -> B) -> Contender
where
    B: Publish<OrderPlaced> + 'static,
{
    let runtime = Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime with timers alone needs nothing");
    let bus = runtime.block_on(async { bus() });
    Contender::new(name, handlers, move |times| {
        let target = work::handled() + work::expected(times, handlers);
        runtime.block_on(async {
            for n in 1..=times {
                assert!(bus.publish(OrderPlaced::nth(n)).await.is_ok());
            }
            work::until_handled(target).await; // for handlers behind a queue; others are done by now
        });
    })
}
