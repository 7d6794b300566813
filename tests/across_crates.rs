//! Events in one crate, handlers and a bus in another, the bus round it in a third; the facade renamed in the first and
//! re-exported to the second.

use across_events::{ParcelReceived, ParcelSent};
use across_handlers::{Depot, OnTheWay};
use domain_events::prelude::*;

#[derive(EventBus)]
struct Post {
    #[on(ParcelSent, ParcelReceived)]
    on_the_way: OnTheWay,
    #[on(ParcelSent, ParcelReceived)]
    depot: Depot,
}

#[tokio::test]
async fn a_bus_routes_events_of_one_crate_to_handlers_and_buses_of_another() {
    let post = Post { on_the_way: OnTheWay::default(), depot: Depot::default() };

    let sent =
        [post.publish(ParcelSent { parcel_id: 1 }).await, post.publish(ParcelSent { parcel_id: 2 }).await];
    let received = post.publish(ParcelReceived { parcel_id: 1 }).await;

    assert!(sent.iter().all(Receipt::is_ok) && received.is_ok());
    assert_eq!(post.on_the_way.count(), 1);
    assert_eq!(post.depot.on_the_way.count(), 1);
}
