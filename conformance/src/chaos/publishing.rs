//! Publishers are killed.

use std::io::{self, BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use domain_events::prelude::*;
use domain_events::{Message, Source, Transport, Uuid};
use tokio::process::Child;
use tokio::sync::mpsc;

use super::publishers::Published;
use super::tally::assert_none_lost;
use super::{Breakable, Proxy};
use crate::Namespace;
use crate::events::{Notes, OrderPlaced, placed};
use crate::ledger::Ledger;
use crate::rules::killing::{NAMESPACE, child};
use crate::scene::{Scene, at_once};

const PROXY: &str = "CONFORMANCE_PROXY";
const FROM: &str = "CONFORMANCE_FROM";
/// What a publisher process says, between what its test harness says.
const SAYS: &str = "confirmed: ";
const COUNT: u64 = 3_000;
const KILLS: u64 = 3;
const BATCH: u64 = 10;

/// Three times, a publisher process is killed when what it has sent is handled already, and no confirm has come. The next one sends
/// what was not confirmed, with the same ids.
pub async fn a_publisher_that_is_killed_before_its_confirms_come_loses_none<B: Breakable>(
    scene: Arc<Scene<B>>,
    child_test: &'static str,
) {
    let group = scene.group("sales").await;
    let proxy = Proxy::start(scene.harness.proxied()).await.expect("the proxy's port is free");
    let ledger = Ledger::new();
    let worker = Worker::new(scene.connect().await)
        .handler_with(Notes(ledger.clone()), |settings| settings.group(&group).retry(at_once()));
    let worker = scene.start(worker).await;

    let mut confirmed = 0;
    for kill in 1..=KILLS {
        let mut publisher = Publisher::start(&scene, child_test, proxy.address(), confirmed);
        confirmed = publisher.confirmed(COUNT * kill / (KILLS + 1)).await;
        proxy.mute();
        confirmed = confirmed.max(publisher.said.try_recv().unwrap_or_default());
        let handled = usize::try_from(confirmed).expect("it is a small number");
        ledger.has_distinct(handled + 1).await; // which is beyond what it knows of
        publisher.process.kill().await.expect("a process can be killed");
        while let Some(said) = publisher.said.recv().await {
            confirmed = confirmed.max(said);
        }
        proxy.open();
    }
    let mut publisher = Publisher::start(&scene, child_test, proxy.address(), confirmed);
    confirmed = publisher.confirmed(COUNT).await;

    ledger.has_distinct(usize::try_from(COUNT).expect("it is a small number")).await;
    worker.stop_clean().await;
    let sent = Published { confirmed, failed: KILLS };
    let most_again = usize::try_from(KILLS * BATCH).expect("it is a small number");
    assert_none_lost(&scene, sent, &ledger.entries(), most_again);
}

struct Publisher {
    process: Child,
    /// How many are confirmed.
    said: mpsc::UnboundedReceiver<u64>,
}

impl Publisher {
    fn start<B: Breakable>(scene: &Scene<B>, child_test: &'static str, proxy: SocketAddr, from: u64) -> Self {
        let (reader, writer) = io::pipe().expect("a pipe is made");
        let process = child(scene, child_test)
            .env(PROXY, proxy.to_string())
            .env(FROM, from.to_string())
            .stdout(writer)
            .spawn()
            .expect("a process starts");
        let (says, said) = mpsc::unbounded_channel(); // as much as there are batches
        thread::spawn(move || {
            let lines = BufReader::new(reader).lines().map_while(Result::ok);
            let confirmed = lines.filter_map(|line| line.split_once(SAYS)?.1.trim().parse().ok());
            confirmed.into_iter().try_for_each(|confirmed| says.send(confirmed))
        });
        Self { process, said }
    }

    /// Waits until so many are confirmed, at least.
    async fn confirmed(&mut self, count: u64) -> u64 {
        loop {
            let confirmed = self.said.recv().await.expect("a publisher does not end by itself");
            if confirmed >= count {
                return confirmed;
            }
        }
    }
}

/// What a publisher process does, until it is killed or its parent is gone.
#[doc(hidden)]
#[tokio::main]
pub async fn publish_until_killed<B: Breakable>() {
    let variable = |name| std::env::var(name).ok();
    let (Some(namespace), Some(proxy), Some(from)) = (variable(NAMESPACE), variable(PROXY), variable(FROM))
    else {
        eprintln!("this is what a publisher process of the suite does, and nothing by itself");
        return;
    };
    thread::spawn(|| {
        io::stdin().lines().map_while(Result::ok).for_each(drop);
        std::process::exit(0);
    });
    let harness = B::start(&Namespace::from_parent(namespace)).await;
    let proxy = proxy.parse().expect("the parent says where the proxy listens");
    let transport = harness.connect_through(proxy).await;
    let mut from = from.parse::<u64>().expect("the parent says where to begin");
    while from < COUNT {
        let to = (from + BATCH).min(COUNT);
        let batch = (from..to).map(always_the_same).collect::<Vec<_>>();
        while let Err(error) = transport.send(&batch).await {
            eprintln!("sent again: {error}");
        }
        from = to;
        let line = format!("{SAYS}{from}\n");
        io::stdout().lock().write_all(line.as_bytes()).expect("the parent listens");
    }
    std::future::pending::<()>().await; // the parent kills it
}

/// The message of a number: with the same id in each process.
fn always_the_same(number: u64) -> Message {
    let placed = placed(number, super::publishers::ORDERS);
    let source = Source::new("/conformance").expect("it is a URI reference");
    let body = serde_json::to_vec(&placed).expect("it can be encoded");
    Message::new(Uuid::from_u128(u128::from(number) + 1), &source, OrderPlaced::NAME)
        .with_subject(placed.order)
        .with_body("application/json", body)
}
