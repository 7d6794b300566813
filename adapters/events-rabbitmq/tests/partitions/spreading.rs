//! Workers that share the queues of a group.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain_events::transport::{Deliveries, Delivery, Order};
use domain_events::{Message, Transport, Uuid};
use events_rabbitmq::RabbitMq;
use tokio::sync::mpsc;
use tokio::time::{interval, timeout};

use crate::scene::{Scene, message};
use crate::{KEYS, scene};

/// Many looks: each takes two seconds, and leaves one queue to another.
const LONG: Duration = Duration::from_secs(90);
/// A few looks, in which nothing changes.
const A_WHILE: Duration = Duration::from_secs(8);

struct Handled {
    worker: usize,
    id: Uuid,
    key: String,
    number: u64,
}

/// Handles what comes in four tasks; one in seven fails at first.
async fn work(scene: &Scene, worker: usize, handled: &mpsc::UnboundedSender<Handled>) -> RabbitMq {
    let transport = scene.connect().await;
    let deliveries = Arc::new(scene.subscribe(&transport, Order::ByKey).await);
    for _ in 0..4 {
        let (deliveries, handled) = (Arc::clone(&deliveries), handled.clone());
        tokio::spawn(async move {
            while let Some(delivery) = deliveries.next().await.expect("no error comes") {
                let message = delivery.received().expect("it is a message").clone();
                let number = number(&message);
                if number.is_multiple_of(7) && delivery.attempt() == 1 {
                    delivery.retry(Duration::from_millis(1)).await.expect("it is retried");
                    continue;
                }
                let key = message.subject().expect("it has a key").to_owned();
                let _ = handled.send(Handled { worker, id: message.id(), key, number });
                delivery.ack().await.expect("it is settled");
            }
        });
    }
    transport
}

fn number(message: &Message) -> u64 {
    std::str::from_utf8(message.body()).ok().and_then(|body| body.parse().ok()).expect("it is a number")
}

/// Sends one message of each key, again and again, and looks who handles them. There are always some that wait.
struct Load {
    transport: RabbitMq,
    comes: mpsc::UnboundedReceiver<Handled>,
    sent: u64,
    last: HashMap<String, Handled>,
    ids: HashSet<Uuid>,
}

impl Load {
    async fn begin(scene: &Scene, comes: mpsc::UnboundedReceiver<Handled>) -> Self {
        const WAIT: usize = 50;
        let transport = scene.connect().await;
        let mut load = Self { transport, comes, sent: 0, last: HashMap::new(), ids: HashSet::new() };
        for _ in 0..WAIT {
            load.send().await;
        }
        load
    }

    async fn send(&mut self) {
        let sent = KEYS.as_flattened().iter().map(|key| message(key, self.sent)).collect::<Vec<_>>();
        self.sent += 1;
        self.transport.send(&sent).await.expect("they are sent");
    }

    /// One that is handled: each once, and of each key in order.
    async fn comes(&mut self) {
        let handled = timeout(LONG, self.comes.recv()).await.expect("all are handled").expect("some works");
        let (key, number) = (handled.key.clone(), handled.number);
        assert!(self.ids.insert(handled.id), "{number} of `{key}` was handled twice");
        let expected = self.last.get(&key).map_or(0, |last| last.number + 1);
        assert_eq!(number, expected, "of `{key}`");
        self.last.insert(key, handled);
    }

    /// The worker of each partition, after some more. None of one that is just being handed over.
    async fn round(&mut self) -> [Option<usize>; 4] {
        self.send().await;
        for _ in KEYS.as_flattened() {
            self.comes().await;
        }
        let worker = |key| self.last.get(key).map(|last| last.worker);
        KEYS.map(|[one, other]| worker(one).filter(|one| worker(other) == Some(*one)))
    }

    async fn end(mut self) {
        while self.ids.len() < usize::try_from(self.sent).expect("it is a small number") * 8 {
            self.comes().await;
        }
    }

    /// Until each worker has so many partitions.
    async fn until_each_has(&mut self, workers: &[usize], partitions: usize) -> [Option<usize>; 4] {
        let mut ticks = interval(Duration::from_millis(5));
        let shared = async {
            loop {
                ticks.tick().await;
                let now = self.round().await;
                let has = |worker: &usize| now.iter().filter(|other| **other == Some(*worker)).count();
                if workers.iter().all(|worker| has(worker) == partitions) {
                    return now;
                }
            }
        };
        timeout(LONG, shared).await.expect("they share in time")
    }

    async fn stays(&mut self, expected: [Option<usize>; 4]) {
        let (began, mut ticks) = (Instant::now(), interval(Duration::from_millis(5)));
        while began.elapsed() < A_WHILE {
            ticks.tick().await;
            assert_eq!(self.round().await, expected, "who has its share keeps it");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_share_the_queues_of_a_group_and_keep_what_they_share() {
    let scene = scene();
    let (handled, comes) = mpsc::unbounded_channel();
    let mut workers = vec![work(&scene, 0, &handled).await];
    let mut load = Load::begin(&scene, comes).await;
    load.until_each_has(&[0], 4).await;

    workers.push(work(&scene, 1, &handled).await);
    let shared = load.until_each_has(&[0, 1], 2).await;
    load.stays(shared).await;

    workers.push(work(&scene, 2, &handled).await);
    workers.push(work(&scene, 3, &handled).await);
    let shared = load.until_each_has(&[0, 1, 2, 3], 1).await;
    load.stays(shared).await;
    load.end().await;

    for worker in workers {
        worker.close().await; // who still consumes a queue that is removed declares it anew
    }
    scene.end().await;
}
