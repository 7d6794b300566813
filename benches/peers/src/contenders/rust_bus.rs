//! Events of `rust_bus`. Its registry is global, found by the name of the event's type: an event type for each size.

use async_trait::async_trait;
use bus::core::contracts::{IEvent, IEventHandler};
use bus::core::error_bus::BusError;
use in_process_bench::sampler::{Contender, Handlers};
use in_process_bench::work;
use serde::{Deserialize, Serialize};
use tokio::runtime::Builder;

#[derive(Clone, Serialize, Deserialize)]
struct OrderPlaced<const HANDLERS: u64> {
    total_cents: u64,
}

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Failed(#[from] BusError);

impl<const HANDLERS: u64> IEvent<Failed> for OrderPlaced<HANDLERS> {}

struct Add;

#[async_trait]
impl<const HANDLERS: u64> IEventHandler<OrderPlaced<HANDLERS>, Failed> for Add {
    async fn handle_async(&self, placed: OrderPlaced<HANDLERS>) -> Result<(), Failed> {
        work::handle(placed.total_cents);
        Ok(())
    }
}

pub(crate) fn contender(handlers: Handlers) -> Contender {
    match handlers {
        Handlers::One => publishing::<1>(handlers),
        Handlers::Four => publishing::<4>(handlers),
        Handlers::Sixteen => publishing::<16>(handlers),
    }
}

fn publishing<const HANDLERS: u64>(handlers: Handlers) -> Contender {
    let runtime = Builder::new_current_thread().build().expect("a runtime without drivers needs nothing");
    for _ in 0..HANDLERS {
        bus::core::registry::event_handler::<_, OrderPlaced<HANDLERS>, Failed, _, _>(async || Ok(Add))
            .expect("an event may have several handlers");
    }
    Contender::new("rust_bus 2.0, `publish`", handlers, move |times| {
        runtime.block_on(async {
            for n in 1..=times {
                bus::publish(OrderPlaced::<HANDLERS> { total_cents: n.into() })
                    .await
                    .expect("no handler fails");
            }
        });
    })
}
