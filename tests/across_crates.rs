//! Events in one crate, handlers in another, the bus in a third; the facade renamed in the first and re-exported to the
//! second.

use across_events::{ParcelReceived, ParcelSent};
use across_handlers::OnTheWay;
use domain_events::prelude::*;

#[derive(EventBus)]
struct Post {
    #[on(ParcelSent, ParcelReceived)]
    on_the_way: OnTheWay,
}

#[tokio::test]
async fn a_bus_routes_events_of_one_crate_to_handlers_of_another() {
    let post = Post { on_the_way: OnTheWay::default() };

    let sent =
        [post.publish(ParcelSent { parcel_id: 1 }).await, post.publish(ParcelSent { parcel_id: 2 }).await];
    let received = post.publish(ParcelReceived { parcel_id: 1 }).await;

    assert!(sent.iter().all(Receipt::is_ok) && received.is_ok());
    assert_eq!(post.on_the_way.count(), 1);
}
