//! Waiting for publications and conditions.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use domain_events::prelude::*;
use domain_events::testing::{Recorder, wait_until};

use crate::{OrderCancelled, OrderPlaced};

/// Longer than any test may take: none waits that long unless it fails.
const DEADLINE: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_task_waits_until_another_has_published() {
    let recorder = Recorder::new();
    let events = recorder.clone();
    let publisher = tokio::spawn(async move {
        let _ = events.publish(OrderCancelled).await;
        tokio::task::yield_now().await;
        let _ = events.publish(OrderPlaced { order_id: 1 }).await;
        tokio::task::yield_now().await;
        let _ = events.publish(OrderPlaced { order_id: 2 }).await;
    });

    let placed = tokio::time::timeout(DEADLINE, recorder.until_published(2)).await;

    assert_eq!(placed, Ok(vec![OrderPlaced { order_id: 1 }, OrderPlaced { order_id: 2 }]));
    publisher.await.unwrap();
}

#[test]
fn what_was_published_before_counts_and_zero_is_ready_at_once() {
    let mut context = Context::from_waker(Waker::noop());
    let recorder = Recorder::new();

    assert_eq!(pin!(recorder.until_published::<OrderCancelled>(0)).poll(&mut context), Poll::Ready(vec![]));
    let _ = recorder.publish_now(OrderCancelled);
    let _ = recorder.publish_now(OrderCancelled);

    let both = Poll::Ready(vec![OrderCancelled, OrderCancelled]);
    assert_eq!(pin!(recorder.until_published(1)).poll(&mut context), both);
}

#[test]
fn each_publication_wakes_a_waiting_task_once_however_often_it_was_polled() {
    let recorder = Recorder::new();
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let mut context = Context::from_waker(&waker);
    let mut waiting = pin!(recorder.until_published::<OrderCancelled>(1));

    assert!(waiting.as_mut().poll(&mut context).is_pending());
    assert!(waiting.as_mut().poll(&mut context).is_pending());
    let _ = recorder.publish_now(OrderPlaced { order_id: 1 });
    assert_eq!(woken.0.load(Ordering::SeqCst), 1);
    assert!(waiting.as_mut().poll(&mut context).is_pending());
    let _ = recorder.publish_now(OrderCancelled);

    assert_eq!(woken.0.load(Ordering::SeqCst), 2);
    assert!(waiting.poll(&mut context).is_ready());
}

#[tokio::test]
async fn several_tasks_may_wait_on_one_recorder() {
    let recorder = Recorder::new();
    let waiting = [1, 2].map(|count| tokio::spawn(recorder.until_published::<OrderCancelled>(count)));
    tokio::task::yield_now().await;

    let _ = recorder.publish(OrderCancelled).await;
    let _ = recorder.publish(OrderCancelled).await;

    for task in waiting {
        assert!(tokio::time::timeout(DEADLINE, task).await.unwrap().is_ok());
    }
}

#[test]
fn a_thread_waits_until_another_has_published() {
    let recorder = Recorder::new();
    let events = recorder.clone();
    let publisher = thread::spawn(move || {
        for order_id in 1..=3 {
            let _ = events.publish_now(OrderPlaced { order_id });
        }
    });

    let placed = recorder.wait_until_published::<OrderPlaced>(3, DEADLINE).unwrap();

    assert_eq!(placed, [1, 2, 3].map(|order_id| OrderPlaced { order_id }));
    publisher.join().unwrap();
}

#[test]
fn too_few_publications_are_an_error_that_says_what_came_instead() {
    let recorder = Recorder::new();
    let _ = recorder.publish_now(OrderPlaced { order_id: 1 });
    let _ = recorder.publish_now(OrderCancelled);

    let error = recorder.wait_until_published::<OrderPlaced>(2, Duration::from_millis(1)).unwrap_err();

    assert_eq!(
        error.to_string(),
        "waited 1ms for 2 of `order.placed`, but got 1; published: order.placed, order.cancelled"
    );
}

#[test]
fn a_condition_that_another_thread_fulfils_is_waited_for() {
    let ready = Arc::new(AtomicBool::new(false));
    let worker = thread::spawn({
        let ready = Arc::clone(&ready);
        move || ready.store(true, Ordering::SeqCst)
    });

    let outcome = wait_until("the worker is ready", DEADLINE, || ready.load(Ordering::SeqCst));

    assert_eq!(outcome, Ok(()));
    worker.join().unwrap();
}

#[test]
fn a_condition_that_holds_is_looked_at_once_also_without_any_time() {
    let mut looks = 0;

    let outcome = wait_until("nothing", Duration::ZERO, || {
        looks += 1;
        true
    });

    assert_eq!((outcome, looks), (Ok(()), 1));
}

#[test]
fn a_condition_that_does_not_come_true_is_an_error_that_names_it() {
    let error = wait_until("the stock is reserved", Duration::from_millis(2), || false).unwrap_err();

    assert_eq!(error.to_string(), "waited 2ms for the stock is reserved");
}

#[test]
fn a_wake_up_that_comes_while_a_condition_is_awaited_is_not_lost() {
    thread::current().unpark();

    let outcome = wait_until("nothing", Duration::from_millis(2), || false);
    let start = Instant::now();
    thread::park_timeout(DEADLINE);

    assert!(outcome.is_err());
    assert!(start.elapsed() < DEADLINE);
}
