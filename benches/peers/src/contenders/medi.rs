//! Events of `medi-rs`: a queue, and a worker that calls the handlers. The worker is a task of the thread that publishes.

use in_process_bench::sampler::{Contender, Handlers};
use in_process_bench::work;
use medi_rs::{Result, medi_handler, medi_module, mediator};
use tokio::runtime::{Builder, Runtime};

/// Publishes, and waits until the handlers of this event have run.
pub(crate) fn waited_for(handlers: Handlers) -> Contender {
    match handlers {
        Handlers::One => one::waited_for(handlers),
        Handlers::Four => four::waited_for(handlers),
        Handlers::Sixteen => sixteen::waited_for(handlers),
    }
}

/// Publishes as many as the queue takes, and waits for the handlers only at the end.
pub(crate) fn queued(handlers: Handlers) -> Contender {
    match handlers {
        Handlers::One => one::queued(handlers),
        Handlers::Four => four::queued(handlers),
        Handlers::Sixteen => sixteen::queued(handlers),
    }
}

macro_rules! size {
    ($module:ident, $manifest:ident { $($handler:ident)+ }) => {
        mod $module {
            use super::*;

            #[derive(Clone)]
            struct OrderPlaced {
                total_cents: u64,
            }

            $(
                #[medi_handler]
                async fn $handler(placed: OrderPlaced) -> Result<()> {
                    work::handle(placed.total_cents);
                    Ok(())
                }
            )+

            medi_module! {
                manifest $manifest;
                events { OrderPlaced => [$($handler),+]; }
            }

            mediator! {
                struct Shop {
                    event_queue_capacity: 1024;
                    event_workers: 1;
                    modules: [$manifest];
                }
            }

            fn started() -> (Runtime, &'static Shop) {
                let runtime = Builder::new_current_thread().build().expect("a runtime without drivers needs nothing");
                let shop: &Shop = Box::leak(Box::new(Shop::builder().build()));
                runtime.block_on(async { shop.start() }).expect("it is started once");
                (runtime, shop)
            }

            pub(super) fn waited_for(handlers: Handlers) -> Contender {
                let (runtime, shop) = started();
                Contender::new("medi-rs 3.2, `publish_and_wait`", handlers, move |times| {
                    runtime.block_on(async {
                        for n in 1..=times {
                            let outcome = shop.publish_and_wait(OrderPlaced { total_cents: n.into() }).await;
                            assert!(outcome.is_ok_and(|outcome| outcome.is_success()));
                        }
                    });
                })
            }

            pub(super) fn queued(handlers: Handlers) -> Contender {
                let (runtime, shop) = started();
                Contender::new("medi-rs 3.2, `publish`, many at once", handlers, move |times| {
                    let target = work::handled() + work::expected(times, handlers);
                    runtime.block_on(async {
                        for n in 1..=times {
                            shop.publish(OrderPlaced { total_cents: n.into() }).await.expect("it is not shut down");
                        }
                        work::until_handled(target).await;
                    });
                })
            }
        }
    };
}

size!(one, orders_of_one { a });
size!(four, orders_of_four { a b c d });
size!(sixteen, orders_of_sixteen { a b c d e f g h i j k l m n o p });
