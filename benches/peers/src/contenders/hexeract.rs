//! Notifications of the mediator of `hexeract`.

use std::sync::Arc;

use hexeract_core::{HandlerContext, HexeractError, Notification, NotificationHandler};
use hexeract_mediator::MediatorBuilder;
use in_process_bench::sampler::{Contender, Handlers};
use in_process_bench::work;
use tokio::runtime::Builder;

struct OrderPlaced {
    total_cents: u64,
}

impl Notification for OrderPlaced {}

struct Add;

impl NotificationHandler<OrderPlaced> for Add {
    type Error = HexeractError;

    async fn handle(&self, placed: Arc<OrderPlaced>, _: &HandlerContext) -> Result<(), HexeractError> {
        work::handle(placed.total_cents);
        Ok(())
    }
}

pub(crate) fn contender(handlers: Handlers) -> Contender {
    let runtime = Builder::new_current_thread().build().expect("a runtime without drivers needs nothing");
    let mediator = (0..handlers.count())
        .fold(MediatorBuilder::new(), |builder, _| {
            builder.register_notification_handler::<OrderPlaced, _>(Add)
        })
        .build()
        .expect("notifications may have several handlers");
    Contender::new("hexeract-mediator 0.6, `publish`", handlers, move |times| {
        runtime.block_on(async {
            for n in 1..=times {
                mediator.publish(OrderPlaced { total_cents: n.into() }).await.expect("no handler fails");
            }
        });
    })
}
