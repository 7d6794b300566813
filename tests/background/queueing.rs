//! What is queued, and when there is room.

use super::*;

#[tokio::test]
async fn a_thousand_events_are_handled_in_order() {
    #[derive(Default)]
    struct Journal(Mutex<Vec<(u64, u64)>>);
    #[handler]
    impl Journal {
        async fn note(&self, placed: &OrderPlaced) {
            tokio::task::yield_now().await;
            self.0.lock().unwrap().push((placed.order_id, placed.line));
        }

        fn strike(&self, cancelled: &OrderCancelled) {
            self.0.lock().unwrap().push((cancelled.order_id, u64::MAX));
        }
    }
    #[derive(EventBus)]
    struct Shop {
        #[on(OrderPlaced, OrderCancelled)]
        journal: Background<Journal>,
    }
    let shop = Shop { journal: Background::spawn(Journal::default(), 10) };

    for line in 0..1_000 {
        let receipt = match line % 10 {
            9 => shop.publish(OrderCancelled { order_id: line % 7 }).await,
            _ => shop.publish(OrderPlaced { order_id: line % 7, line }).await,
        };
        assert!(receipt.is_ok());
    }
    soon(shop.journal.shutdown()).await;

    let expected = (0..1_000).map(|line| (line % 7, if line % 10 == 9 { u64::MAX } else { line }));
    assert_eq!(*shop.journal.handler().0.lock().unwrap(), expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn publishing_returns_before_the_handler_has_run() {
    let gated = Background::spawn(Gated::closed(), 2);

    queue(&gated, placed(1)).await.unwrap();

    assert!(gated.handler().handled().is_empty());
    gated.handler().gate.add_permits(1);
    soon(gated.shutdown()).await;
    assert_eq!(gated.handler().handled(), [1]);
}

#[tokio::test(start_paused = true)]
async fn publishing_waits_while_the_queue_is_full() {
    let gated = Background::spawn(Gated::closed(), 2);
    queue(&gated, placed(1)).await.unwrap();
    queue(&gated, placed(2)).await.unwrap();

    let waiting = timeout(Duration::from_hours(1), queue(&gated, placed(3))).await;

    assert!(waiting.is_err(), "there was no room");
    gated.handler().gate.add_permits(1);
    soon(queue(&gated, placed(4))).await.unwrap();
    gated.handler().gate.add_permits(2);
    soon(gated.shutdown()).await;
    assert_eq!(gated.handler().handled(), [1, 2, 4], "what did not wait for room is not queued");
}

#[tokio::test]
async fn publishing_fails_when_the_queue_is_full_by_choice() {
    let gated = Background::builder(Gated::closed()).capacity(2).when_full(WhenFull::Fail).spawn();
    queue(&gated, placed(1)).await.unwrap();
    queue(&gated, placed(2)).await.unwrap();

    let error = queue(&gated, placed(3)).await.unwrap_err();

    assert!(matches!(not_queued(&error), NotQueued::Full { handler: "gated", capacity: 2, .. }));
    assert!(!error.is_permanent(), "there may be room later");
    assert_eq!(
        error.to_string(),
        "the queue of `gated` is full, it holds 2 events: give it a larger `capacity`, or wait for room with `WhenFull::Wait`"
    );
}

#[tokio::test]
async fn events_that_wait_for_another_attempt_take_room_too() {
    let failing = Background::builder(Scripted(|_: &OrderPlaced| {
        Err(HandlerError::retry_after(Duration::from_hours(1), "tomorrow"))
    }))
    .capacity(2)
    .concurrency(2)
    .when_full(WhenFull::Fail)
    .spawn();
    queue(&failing, placed(1)).await.unwrap();
    queue(&failing, placed(2)).await.unwrap();
    for _ in 0..100 {
        tokio::task::yield_now().await; // both fail and wait
    }

    let error = queue(&failing, placed(3)).await.unwrap_err();

    assert!(matches!(not_queued(&error), NotQueued::Full { .. }));
}

#[tokio::test]
async fn the_envelope_arrives_as_it_was_published() {
    #[derive(Default)]
    struct Audit(Mutex<Vec<Envelope<OrderPlaced>>>);
    #[handler]
    impl Audit {
        fn note(&self, placed: &Envelope<OrderPlaced>) {
            self.0.lock().unwrap().push(placed.clone());
        }
    }
    let envelope = ShopOpened.occurred().caused(placed(1));
    let audit = Background::spawn(Audit::default(), 1);

    audit.handle(&envelope).await.unwrap();
    soon(audit.shutdown()).await;

    assert_eq!(*audit.handler().0.lock().unwrap(), [envelope]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_with_eight_publishers_and_a_handler_that_fails_now_and_then() {
    let seen = Arc::new(Mutex::new(BTreeMap::<u64, Vec<u64>>::new()));
    let told = Told::default();
    let attempts = AtomicUsize::new(0);
    let handled = Arc::clone(&seen);
    let sometimes = Scripted(move |placed: &OrderPlaced| {
        if attempts.fetch_add(1, Ordering::Relaxed).is_multiple_of(5) {
            return Err("not now".into());
        }
        handled.lock().unwrap().entry(placed.order_id).or_default().push(placed.line);
        Ok(())
    });
    let policy = RetryPolicy::new().attempts(1_000).first_delay(Duration::ZERO);
    let background = Background::builder(sometimes)
        .capacity(64)
        .concurrency(4)
        .retry(policy)
        .on_failure(tell(&told))
        .spawn();
    let background = Arc::new(background);

    let publishers = (0..8).map(|order_id| {
        let background = Arc::clone(&background);
        tokio::spawn(async move {
            for line in 0..1_000 {
                queue(&background, OrderPlaced { order_id, line }).await.unwrap();
            }
        })
    });
    for publisher in publishers.collect::<Vec<_>>() {
        soon(publisher).await.unwrap();
    }
    soon(background.shutdown()).await;

    let in_order = (0..1_000).collect::<Vec<_>>();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
    assert!(seen.values().all(|lines| *lines == in_order), "each publisher's events once and in order");
    assert!(told.lock().unwrap().is_empty());
}
