//! What is handled after what, and what at the same time.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_retry_holds_back_its_own_key_alone() {
    let journal = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&journal);
    let failures = AtomicUsize::new(0);
    let failing = Scripted(move |placed: &OrderPlaced| {
        if placed.order_id == 1 && placed.line == 0 && failures.fetch_add(1, Ordering::Relaxed) < 3 {
            return Err("not yet".into());
        }
        lines.lock().unwrap().push((placed.order_id, placed.line));
        Ok(())
    });
    let background =
        Background::builder(failing).concurrency(2).retry(RetryPolicy::new().without_jitter()).spawn();

    for line in 0..3 {
        for order_id in 1..=3 {
            queue(&background, OrderPlaced { order_id, line }).await.unwrap();
        }
    }
    all_that_can_run_has_run().await;

    let of = |order_id| {
        let journal = journal.lock().unwrap();
        journal.iter().filter(|(id, _)| *id == order_id).map(|(_, line)| *line).collect::<Vec<_>>()
    };
    assert_eq!((of(1), of(2), of(3)), (vec![], vec![0, 1, 2], vec![0, 1, 2]));
    background.shutdown().await;
    assert_eq!(of(1), [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn with_one_at_a_time_a_retry_holds_back_all() {
    let journal = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&journal);
    let failures = AtomicUsize::new(0);
    let failing = Scripted(move |placed: &OrderPlaced| {
        if failures.fetch_add(1, Ordering::Relaxed) < 3 {
            return Err("not yet".into());
        }
        lines.lock().unwrap().push(placed.order_id);
        Ok(())
    });
    let background = Background::spawn(failing, 10);

    for order_id in 0..5 {
        queue(&background, placed(order_id)).await.unwrap();
    }
    background.shutdown().await;

    assert_eq!(*journal.lock().unwrap(), [0, 1, 2, 3, 4]);
}

/// Counts what runs at once, for each key and in all.
#[derive(Default)]
struct Busy {
    now: Mutex<BTreeMap<Option<u64>, usize>>,
    most: Mutex<(usize, usize)>,
    order: Mutex<Vec<u8>>,
}

impl Busy {
    async fn work(&self, key: Option<u64>) {
        {
            let mut now = self.now.lock().unwrap();
            *now.entry(key).or_default() += 1;
            let mut most = self.most.lock().unwrap();
            *most = (most.0.max(now[&key]), most.1.max(now.values().sum()));
        }
        let a_while = Duration::from_millis(10); // of a clock that is paused
        let _ = tokio::time::timeout(a_while, std::future::pending::<()>()).await;
        *self.now.lock().unwrap().get_mut(&key).unwrap() -= 1;
    }
}

#[handler]
impl Busy {
    async fn placed(&self, placed: &OrderPlaced) {
        self.work(Some(placed.order_id)).await;
    }

    async fn cancelled(&self, cancelled: &OrderCancelled) {
        self.work(Some(cancelled.order_id)).await;
        self.order.lock().unwrap().push(1);
    }

    async fn opened(&self, _: &ShopOpened) {
        self.work(None).await;
    }
}

#[tokio::test(start_paused = true)]
async fn different_keys_are_handled_at_the_same_time_up_to_the_concurrency() {
    let busy = Background::builder(Busy::default()).concurrency(3).spawn();
    let start = Instant::now();

    for order_id in 0..12 {
        queue(&busy, placed(order_id)).await.unwrap();
    }
    busy.shutdown().await;

    assert_eq!(*busy.handler().most.lock().unwrap(), (1, 3));
    assert_eq!(start.elapsed().as_millis(), 40);
}

#[tokio::test(start_paused = true)]
async fn events_of_one_key_are_in_order_whatever_their_types_and_so_are_those_without_a_key() {
    let busy = Background::builder(Busy::default()).concurrency(8).spawn();

    for _ in 0..10 {
        queue(&busy, placed(1)).await.unwrap();
        queue(&busy, OrderCancelled { order_id: 1 }).await.unwrap();
        queue(&busy, ShopOpened).await.unwrap();
    }
    busy.shutdown().await;

    assert_eq!(*busy.handler().most.lock().unwrap(), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn each_idle_task_takes_what_comes_while_another_waits() {
    let busy = Background::builder(Busy::default()).concurrency(4).spawn();
    queue(&busy, placed(0)).await.unwrap();
    all_that_can_run_has_run().await;
    for order_id in 1..4 {
        queue(&busy, placed(order_id)).await.unwrap();
    }
    busy.shutdown().await;

    assert_eq!(*busy.handler().most.lock().unwrap(), (1, 4));
}

/// A paused clock goes on only when no task can.
async fn all_that_can_run_has_run() {
    let _ = tokio::time::timeout(Duration::from_millis(1), std::future::pending::<()>()).await;
}
