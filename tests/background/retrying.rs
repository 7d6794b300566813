//! What becomes of a failure.

use super::*;

/// When each attempt began, in milliseconds, of an event that fails so often.
async fn attempts_of(
    policy: RetryPolicy,
    fail: impl Fn(usize) -> Option<HandlerError> + Send + Sync + 'static,
) -> (Vec<u128>, Vec<(Uuid, u32, String)>) {
    let start = Instant::now();
    let begun = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&begun);
    let told = Told::default();
    let failing = Scripted(move |_: &OrderPlaced| {
        let mut noted = noted.lock().unwrap();
        noted.push(start.elapsed().as_millis());
        fail(noted.len()).map_or(Ok(()), Err)
    });
    let background = Background::builder(failing).retry(policy).on_failure(tell(&told)).spawn();
    queue(&background, placed(1)).await.unwrap();
    background.shutdown().await;
    let (begun, told) = (begun.lock().unwrap().clone(), told.lock().unwrap().clone());
    (begun, told)
}

#[tokio::test(start_paused = true)]
async fn a_failed_event_is_tried_again_after_delays_that_double() {
    let policy = RetryPolicy::new().without_jitter();

    let (begun, told) = attempts_of(policy, |_| Some("away".into())).await;

    assert_eq!(begun, [0, 100, 300, 700, 1500]);
    assert!(matches!(&told[..], [(_, 5, error)] if error == "away"), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn an_event_that_succeeds_at_last_is_no_failure() {
    let policy = RetryPolicy::new().without_jitter();

    let (begun, told) = attempts_of(policy, |attempt| (attempt < 3).then(|| "away".into())).await;

    assert_eq!(begun, [0, 100, 300]);
    assert!(told.is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_delay_is_longer_than_the_longest() {
    let policy = RetryPolicy::new().longest_delay(Duration::from_millis(150)).without_jitter();

    let (begun, _) = attempts_of(policy, |_| Some("away".into())).await;

    assert_eq!(begun, [0, 100, 250, 400, 550]);
}

#[tokio::test(start_paused = true)]
async fn delays_are_spread_by_jitter_within_their_bounds() {
    let mut waits = BTreeSet::new();
    for _ in 0..50 {
        let (begun, _) = attempts_of(RetryPolicy::new().attempts(2), |_| Some("away".into())).await;
        waits.insert(begun[1] - begun[0]);
    }

    assert!(waits.last() <= Some(&101), "the clock counts whole milliseconds: {waits:?}");
    assert!(waits.len() > 10, "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_permanent_failure_is_not_tried_again() {
    let (begun, told) = attempts_of(RetryPolicy::new(), |_| Some(HandlerError::permanent("refused"))).await;

    assert_eq!(begun, [0]);
    assert!(matches!(&told[..], [(_, 1, error)] if error == "refused"), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn an_error_says_when_the_next_attempt_comes_at_the_soonest() {
    let policy = RetryPolicy::new().attempts(2).without_jitter();

    let minute = Duration::from_mins(1);
    let (begun, _) = attempts_of(policy, move |_| Some(HandlerError::retry_after(minute, "busy"))).await;

    assert_eq!(begun, [0, 60_000]);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_asks_for_ever_does_not_stop_the_task() {
    let failing = Scripted(|_: &OrderPlaced| Err(HandlerError::retry_after(Duration::MAX, "never")));
    let background = Background::spawn(failing, 2);
    queue(&background, placed(1)).await.unwrap();

    let left = background.shutdown_within(Duration::from_hours(1)).await;

    assert_eq!(left.events().len(), 1);
    assert_eq!(left.events()[0].attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_failure_and_the_next_event_is_handled() {
    struct Panicking(Told);
    #[handler]
    impl Panicking {
        async fn later(&self, placed: &OrderPlaced) {
            tokio::task::yield_now().await;
            assert!(placed.order_id != 1, "no order 1");
            self.0.lock().unwrap().push((Uuid::nil(), 0, placed.order_id.to_string()));
        }

        fn at_once(&self, _: &OrderCancelled) {
            panic!("at once");
        }
    }
    let told = Told::default();
    let background = Background::builder(Panicking(Arc::clone(&told))).on_failure(tell(&told)).spawn();

    queue(&background, placed(1)).await.unwrap();
    queue(&background, OrderCancelled { order_id: 1 }).await.unwrap();
    queue(&background, placed(2)).await.unwrap();
    background.shutdown().await;

    let told = told.lock().unwrap();
    let told = told.iter().map(|(_, attempts, text)| (*attempts, &text[..])).collect::<Vec<_>>();
    assert_eq!(
        told,
        [(5, "the handler panicked: no order 1"), (5, "the handler panicked: at once"), (0, "2")]
    );
}

#[tokio::test]
async fn the_hook_is_told_all_about_a_failure() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let hook = Arc::clone(&told);
    let background = Background::builder(Scripted(|_: &OrderPlaced| Err("away".into())))
        .retry(RetryPolicy::never())
        .on_failure(move |failure| {
            let what = (failure.handler(), failure.event(), failure.id(), failure.attempts());
            hook.lock().unwrap().push((what, failure.error().to_string(), failure.to_string()));
        })
        .spawn();

    let id = queue(&background, placed(1)).await.unwrap();
    soon(background.shutdown()).await;

    let text = format!("handler `scripted` gave up `order.placed` {id} after 1 attempt: away");
    let what = ("scripted", "order.placed", id, 1);
    assert_eq!(*told.lock().unwrap(), [(what, "away".to_owned(), text)]);
}

#[tokio::test]
async fn a_hook_that_panics_stops_nothing() {
    let handled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&handled);
    let failing = Scripted(move |_: &OrderPlaced| {
        count.fetch_add(1, Ordering::Relaxed);
        Err(HandlerError::permanent("refused"))
    });
    let background = Background::builder(failing).on_failure(|_| panic!("the hook")).spawn();

    queue(&background, placed(1)).await.unwrap();
    queue(&background, placed(2)).await.unwrap();
    soon(background.shutdown()).await;

    assert_eq!(handled.load(Ordering::Relaxed), 2);
}
