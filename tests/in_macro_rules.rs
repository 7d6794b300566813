//! Events, handlers and buses that a `macro_rules!` writes.

use domain_events::prelude::*;

macro_rules! module {
    ($event:ident { $($field:ident: $ty:ty),* }, $handler:ident, $function:ident(&$seen:ty), $bus:ident { $first:ident, $second:ident: $unit:ident }) => {
        #[derive(DomainEvent)]
        struct $event {
            $(#[event(key)] $field: $ty,)*
        }

        #[derive(Default)]
        struct $handler(std::sync::atomic::AtomicU64);

        #[handler]
        impl $handler {
            async fn count(&self, event: &$event) {
                $(self.0.fetch_add(event.$field, std::sync::atomic::Ordering::Relaxed);)*
            }
        }

        #[handler]
        fn $function(_: &$seen) {}

        #[derive(EventBus)]
        struct $bus {
            #[on($event)]
            $first: $handler,
            #[on($event)]
            $second: $unit,
        }
    };
}

module!(
    OrderPlaced { order_id: u64 },
    Count,
    track_sale(&Envelope<OrderPlaced>),
    Shop { count, sales: TrackSale }
);

#[tokio::test]
async fn what_a_macro_writes_is_a_bus_like_any_other() {
    let shop = Shop { count: Count::default(), sales: TrackSale };

    assert!(shop.publish(OrderPlaced { order_id: 3 }).await.is_ok());

    assert_eq!(shop.count.0.into_inner(), 3);
    assert_eq!(OrderPlaced::DESCRIPTOR.fields[0].type_name, "u64");
}
