//! Given, when, then: what passes, and with which words the rest fails.

use std::future::Future;
use std::panic::Location;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use domain_events::prelude::*;
use domain_events::testing::{Scenario, Then};

use crate::{OrderCancelled, OrderPlaced, panic_of};

struct PlaceOrders<P> {
    events: P,
}

impl<P: Publish<OrderPlaced> + Publish<OrderCancelled>> PlaceOrders<P> {
    /// Places these orders; order 0 is cancelled at once.
    async fn run(&self, orders: &[u64]) -> Result<usize, String> {
        for &order_id in orders {
            self.events.publish(OrderPlaced { order_id }).await.into_result().map_err(|it| it.to_string())?;
            if order_id == 0 {
                let _ = self.events.publish(OrderCancelled).await;
            }
        }
        Ok(orders.len())
    }
}

/// No executor at all: nothing here waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    let Poll::Ready(value) = pin!(future).poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it waits for something");
    };
    value
}

fn placed(orders: &[u64]) -> Then<Result<usize, String>> {
    now(Scenario::given(|recorder| PlaceOrders { events: recorder }).when(async |it| it.run(orders).await))
}

#[tokio::test]
async fn a_scenario_passes_if_exactly_the_expected_happens() {
    Scenario::given(|recorder| PlaceOrders { events: recorder })
        .when(async |place_orders| place_orders.run(&[1, 0, 2]).await)
        .await
        .then_returns(Ok(3))
        .then([1, 0, 2].map(|order_id| OrderPlaced { order_id }))
        .then::<OrderCancelled>([OrderCancelled])
        .then_nothing_else();
}

#[test]
fn nothing_published_is_expected_as_an_empty_list_or_as_nothing_else() {
    placed(&[]).then::<OrderPlaced>([]).then_nothing_else();
    placed(&[]).then_nothing_else();
}

#[test]
fn other_events_are_shown_with_both_lists() {
    let text = panic_of(|| {
        placed(&[1, 0]).then([OrderPlaced { order_id: 1 }, OrderPlaced { order_id: 2 }]);
    });

    assert_eq!(
        text,
        "`order.placed` was not published as expected
   expected: OrderPlaced { order_id: 1 }
             OrderPlaced { order_id: 2 }
  published: OrderPlaced { order_id: 1 }
             OrderPlaced { order_id: 0 }
everything published: order.placed, order.placed, order.cancelled"
    );
}

#[test]
fn events_in_another_order_fewer_and_more_are_not_as_expected() {
    let expecting = |orders: &'static [u64]| move || orders.iter().map(|&order_id| OrderPlaced { order_id });

    for orders in [expecting(&[2, 1]), expecting(&[1]), expecting(&[1, 2, 3]), expecting(&[])] {
        let text = panic_of(|| drop(placed(&[1, 2]).then(orders())));
        assert!(text.starts_with("`order.placed` was not published as expected"), "{text}");
    }
}

#[test]
fn a_list_without_events_is_called_nothing() {
    let text = panic_of(|| drop(placed(&[]).then([OrderCancelled])));

    assert_eq!(
        text,
        "`order.cancelled` was not published as expected
   expected: OrderCancelled
  published: nothing
everything published: nothing"
    );
}

#[test]
fn events_that_no_expectation_names_are_named() {
    let text = panic_of(|| placed(&[0, 1, 0]).then([OrderCancelled, OrderCancelled]).then_nothing_else());

    assert_eq!(
        text,
        "published, and not expected: order.placed, order.placed, order.placed
everything published: order.placed, order.cancelled, order.placed, order.placed, order.cancelled"
    );
}

#[test]
fn another_result_is_shown_beside_the_expected_one() {
    let text = panic_of(|| drop(placed(&[1]).then_returns(Err("no order".to_owned()))));

    assert_eq!(
        text,
        "the use case did not return what was expected
   expected: Err(\"no order\")
   returned: Ok(1)"
    );
}

#[test]
fn a_failure_of_handlers_reaches_the_use_case() {
    let recorder = |recorder: domain_events::testing::Recorder| recorder.failing("mailer down");

    now(Scenario::given(|it| PlaceOrders { events: recorder(it) }).when(async |it| it.run(&[1, 2]).await))
        .then_result(|result| assert!(result.as_ref().unwrap_err().ends_with("mailer down")))
        .then([OrderPlaced { order_id: 1 }])
        .then_nothing_else();
}

#[test]
fn events_can_be_looked_at_and_are_expected_by_that() {
    #[derive(DomainEvent)]
    struct FileUploaded {
        bytes: Vec<u8>,
    }

    Scenario::given(|recorder| recorder)
        .when_now(|files| files.publish_now(FileUploaded { bytes: vec![1, 2] }))
        .then_events(|files: &[&FileUploaded]| assert_eq!(files[0].bytes.len(), 2))
        .then_result(|receipt| assert!(receipt.is_ok()))
        .then_nothing_else();
}

#[test]
fn the_order_of_events_of_several_types_is_in_the_recorder() {
    let then = placed(&[0, 1]);

    assert_eq!(then.recorder().names(), ["order.placed", "order.cancelled", "order.placed"]);
}

#[test]
fn a_use_case_may_hold_its_publisher_as_a_trait_object() {
    struct Cancel {
        events: Arc<dyn DynPublish<OrderCancelled>>,
    }

    now(Scenario::given(|recorder| Cancel { events: Arc::new(recorder) })
        .when(async |cancel| cancel.events.publish(OrderCancelled).await.is_ok()))
    .then_returns(true)
    .then([OrderCancelled])
    .then_nothing_else();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_scenario_can_be_spawned() {
    let scenario = tokio::spawn(async {
        Scenario::given(|recorder| PlaceOrders { events: recorder })
            .when(async |it| it.run(&[1]).await)
            .await
            .then([OrderPlaced { order_id: 1 }])
            .then_nothing_else();
    });

    scenario.await.unwrap();
}

#[test]
fn an_expectation_fails_at_its_own_line() {
    static LINES: Mutex<Vec<u32>> = Mutex::new(Vec::new());
    let this_thread = std::thread::current().id();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == this_thread {
            LINES
                .lock()
                .unwrap()
                .extend(info.location().filter(|it| it.file() == file!()).map(Location::line));
        } else {
            usual(info);
        }
    }));

    let first = line!() + 1;
    panic_of(|| drop(placed(&[1]).then([OrderCancelled])));
    panic_of(|| placed(&[1]).then_nothing_else());
    panic_of(|| drop(placed(&[1]).then_returns(Ok(2))));
    drop(std::panic::take_hook());

    assert_eq!(*LINES.lock().unwrap(), [first, first + 1, first + 2]);
}
