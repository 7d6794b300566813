//! Events of `rust_bus`, in memory. Handlers register themselves for an event type while the program is linked.

use in_process_bench::sampler::{Contender, Handlers};
use in_process_bench::work;
use rust_bus::contracts::meta::BusMetadata;
use rust_bus::{BusEvent, BusEventHandler};
use std::sync::Once;
use tokio::runtime::{Builder, Runtime};

pub(crate) fn contender(handlers: Handlers) -> Contender {
    match handlers {
        Handlers::One => one::contender(handlers),
        Handlers::Four => four::contender(handlers),
        Handlers::Sixteen => sixteen::contender(handlers),
    }
}

type Handled = Result<(), Box<dyn std::error::Error + Send + Sync>>;

macro_rules! size {
    ($module:ident { $($handler:ident)+ }) => {
        mod $module {
            use super::*;

            #[BusEvent]
            struct OrderPlaced {
                total_cents: u64,
            }

            $(
                #[BusEventHandler]
                async fn $handler(placed: &OrderPlaced, _: &BusMetadata) -> Handled {
                    work::handle(placed.total_cents);
                    Ok(())
                }
            )+

            pub(super) fn contender(handlers: Handlers) -> Contender {
                let (runtime, metadata) = (initialised(), BusMetadata::default());
                Contender::new("rust_bus 3.0, `event`", handlers, move |times| {
                    runtime.block_on(async {
                        for n in 1..=times {
                            let published = rust_bus::bus::event(OrderPlaced { total_cents: n.into() }, &metadata);
                            published.await.expect("no handler fails");
                        }
                    });
                })
            }
        }
    };
}

size!(one { a });
size!(four { a b c d });
size!(sixteen { a b c d e f g h i j k l m n o p });

/// The registry is global, and may be filled once.
fn initialised() -> Runtime {
    static INITIALISED: Once = Once::new();
    let runtime = Builder::new_current_thread().build().expect("a runtime without drivers needs nothing");
    INITIALISED.call_once(|| runtime.block_on(rust_bus::init()).expect("no two events have one name"));
    runtime
}
