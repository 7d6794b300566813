//! Many threads on one bus lose nothing: ten seconds in release (`cargo test --release --test many_threads`), one in debug.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use domain_events::prelude::*;

const THREADS: u64 = 64;
const TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 1 } else { 10 });

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: u64,
}

#[derive(DomainEvent)]
struct OrderFlagged;

/// What a handler saw: how often, and the sum of what it saw.
#[derive(Default)]
struct Tally {
    count: AtomicU64,
    sum: AtomicU64,
}

impl Tally {
    fn add(&self, amount: u64) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(amount, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Plain(Tally);
#[handler]
impl Plain {
    fn add(&self, placed: &OrderPlaced) -> Option<OrderFlagged> {
        self.0.add(placed.order_id);
        placed.order_id.is_multiple_of(10).then_some(OrderFlagged)
    }
}

#[derive(Default)]
struct Waiting(Tally);
#[handler]
impl Waiting {
    async fn add(&self, placed: &Envelope<OrderPlaced>) -> Result<(), &'static str> {
        tokio::task::yield_now().await;
        self.0.add(placed.order_id);
        if placed.order_id.is_multiple_of(100) { Err("a round number") } else { Ok(()) }
    }
}

#[derive(Default)]
struct Flags(Tally);
#[handler]
impl Flags {
    fn add(&self, _: &OrderFlagged) {
        self.0.add(1);
    }
}

#[derive(Default, EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    plain: Plain,
    #[on(OrderPlaced)]
    waiting: Waiting,
    #[on(OrderFlagged)]
    flags: Flags,
}

#[test]
fn sixty_four_threads_lose_nothing() {
    let shop = Shop::default();
    let end = Instant::now() + TIME;

    let published = thread::scope(|scope| {
        let publishers = (0..THREADS).map(|_| scope.spawn(|| publish_until(&shop, end))).collect::<Vec<_>>();
        publishers.into_iter().map(|publisher| publisher.join().unwrap()).collect::<Vec<_>>()
    });

    let count = published.iter().sum::<u64>();
    let sum = published.iter().map(|times| times * (times + 1) / 2).sum::<u64>();
    let flagged = published.iter().map(|times| times / 10).sum::<u64>();
    for tally in [&shop.plain.0, &shop.waiting.0] {
        assert_eq!(tally.count.load(Ordering::Relaxed), count);
        assert_eq!(tally.sum.load(Ordering::Relaxed), sum);
    }
    assert_eq!(shop.flags.0.count.load(Ordering::Relaxed), flagged);
    println!("{count} publications by {THREADS} threads in {TIME:?}");
}

/// Publishes the orders 1, 2, 3 and so on, at least one, and says how many.
fn publish_until(shop: &Shop, end: Instant) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut order_id = 0;
        loop {
            order_id += 1;
            let receipt = shop.publish(OrderPlaced { order_id }).await;
            assert_eq!(receipt.failures().len(), usize::from(order_id.is_multiple_of(100)));
            if Instant::now() >= end {
                return order_id;
            }
        }
    })
}
