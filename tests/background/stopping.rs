//! Shutdowns, deadlines and drops.

use super::*;

#[tokio::test]
async fn a_shutdown_handles_what_is_queued() {
    let gated = Background::spawn(Gated::closed(), 100);
    for order_id in 0..100 {
        queue(&gated, placed(order_id)).await.unwrap();
    }

    gated.handler().gate.add_permits(100);
    soon(gated.shutdown()).await;

    assert_eq!(gated.handler().handled(), (0..100).collect::<Vec<_>>());
    soon(gated.shutdown()).await; // again
}

#[tokio::test]
async fn publishing_after_a_shutdown_fails_for_good() {
    for when_full in [WhenFull::Wait, WhenFull::Fail] {
        let gated = Background::builder(Gated::closed()).when_full(when_full).spawn();
        soon(gated.shutdown()).await;

        let error = queue(&gated, placed(1)).await.unwrap_err();

        assert!(matches!(not_queued(&error), NotQueued::Stopped { handler: "gated", .. }));
        assert!(error.is_permanent());
        assert_eq!(
            error.to_string(),
            "the queue of `gated` is closed, it was shut down: publish before the shutdown, or shut down later"
        );
    }
}

#[tokio::test]
async fn what_waits_for_room_at_a_shutdown_fails() {
    let gated = Background::spawn(Gated::closed(), 1);
    queue(&gated, placed(1)).await.unwrap();

    let (error, ()) = soon(async {
        tokio::join!(queue(&gated, placed(2)), async {
            gated.handler().gate.add_permits(1);
            gated.shutdown().await;
        })
    })
    .await;

    assert!(matches!(not_queued(&error.unwrap_err()), NotQueued::Stopped { .. }));
    assert_eq!(gated.handler().handled(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_reports_what_is_left() {
    let gated = Background::spawn(Gated::closed(), 10);
    let mut ids = Vec::new();
    for order_id in 0..5 {
        ids.push(queue(&gated, placed(order_id)).await.unwrap());
    }
    gated.handler().gate.add_permits(2);

    let left = gated.shutdown_within(Duration::from_secs(5)).await;

    let reported = left.events().iter().map(|left| (left.event(), left.id(), left.attempts()));
    let expected = ids[2..].iter().zip([1, 0, 0]).map(|(id, attempts)| ("order.placed", *id, attempts));
    assert_eq!(reported.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    let (a, b, c) = (ids[2], ids[3], ids[4]);
    let text = format!("3 events are left: `order.placed` {a}, `order.placed` {b}, `order.placed` {c}");
    assert_eq!(left.to_string(), text);
    gated.handler().gate.add_permits(10);
    soon(gated.shutdown()).await;
    assert_eq!(gated.handler().handled(), [0, 1], "what was reported as left is not handled later");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_kept_leaves_nothing() {
    let gated = Background::spawn(Gated::closed(), 10);
    queue(&gated, placed(1)).await.unwrap();
    gated.handler().gate.add_permits(1);

    let left = gated.shutdown_within(Duration::from_secs(5)).await;

    assert!(left.is_empty());
    assert_eq!(left.to_string(), "no event is left");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_reports_what_waits_for_another_attempt() {
    let failing = Scripted(|_: &OrderPlaced| Err("away".into()));
    let policy = RetryPolicy::new().attempts(u32::MAX).without_jitter();
    let background = Background::builder(failing).retry(policy).concurrency(3).spawn();
    let first = queue(&background, placed(1)).await.unwrap();
    let second = queue(&background, placed(1)).await.unwrap();
    let third = queue(&background, placed(3)).await.unwrap();

    let left = background.shutdown_within(Duration::from_millis(500)).await;

    let left = left.events().iter().map(|left| (left.id(), left.attempts())).collect::<Vec<_>>();
    assert_eq!(left, [(first, 3), (second, 0), (third, 3)]);
}

#[tokio::test]
async fn what_is_queued_is_handled_after_a_drop() {
    let handled = Arc::new(Semaphore::new(0));
    let count = Arc::clone(&handled);
    let background = Background::spawn(
        Scripted(move |_: &OrderPlaced| {
            count.add_permits(1);
            Ok(())
        }),
        10,
    );
    for order_id in 0..10 {
        queue(&background, placed(order_id)).await.unwrap();
    }

    drop(background);

    let _ = soon(handled.acquire_many(10)).await.unwrap();
    let gone = async {
        while Arc::strong_count(&handled) > 1 {
            tokio::task::yield_now().await; // until the task has ended and dropped the handler
        }
    };
    soon(gone).await;
}

#[test]
fn what_a_runtime_leaves_behind_is_told() {
    let told = Told::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let (gated, ids) = runtime.block_on(async {
        let gated = Background::builder(Gated::closed()).concurrency(2).on_failure(tell(&told)).spawn();
        let mut ids = Vec::new();
        for order_id in 0..3 {
            ids.push(queue(&gated, placed(order_id)).await.unwrap());
        }
        tokio::task::yield_now().await;
        (gated, ids)
    });

    drop(runtime);

    let told = told.lock().unwrap();
    assert_eq!(told.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), ids);
    assert!(told.iter().all(|(.., error)| error.starts_with("the runtime stopped")), "{told:?}");
    let other = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    other.block_on(async {
        let error = soon(queue(&gated, placed(9))).await.unwrap_err();
        assert!(matches!(not_queued(&error), NotQueued::Stopped { .. }));
        soon(gated.shutdown()).await;
    });
}
