//! One test: its broker, its groups, its workers.

use std::future::Future;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use domain_events::prelude::*;
use domain_events::transport::{DeadLetter, Deliveries, Delivery};
use domain_events::{
    Message, RetryPolicy, Stopped, Subscription, Transport, Undecodable, WorkerError, WorkerStatus,
};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::events::OrderPlaced;
use crate::{Capability, Harness, Namespace};

/// How long nothing must come for a test to say that nothing comes.
const QUIET: Duration = Duration::from_millis(250);

/// A test on its way.
pub struct Scene<H: Harness> {
    pub(crate) rule: &'static str,
    pub(crate) namespace: Namespace,
    pub(crate) harness: H,
    pub(crate) transport: H::Transport,
    begun: Instant,
}

pub(crate) type DeliveryOf<H> = <DeliveriesOf<H> as Deliveries>::Delivery;
pub(crate) type DeliveriesOf<H> = <<H as Harness>::Transport as Transport>::Deliveries;

/// Runs a rule with its deadline. A panic of the rule is the test's.
///
/// # Panics
///
/// If the transport does not hold the rule.
#[doc(hidden)]
pub fn hold<H, R>(rule: &'static str, run: impl FnOnce(Arc<Scene<H>>) -> R)
where
    H: Harness,
    R: Future<Output = ()> + Send + 'static,
{
    hold_within(H::DEADLINE, rule, run);
}

/// The same, with another deadline.
pub(crate) fn hold_within<H, R>(deadline: Duration, rule: &'static str, run: impl FnOnce(Arc<Scene<H>>) -> R)
where
    H: Harness,
    R: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime starts");
    let ended = runtime.block_on(async {
        let namespace = Namespace::of(rule);
        let harness = H::start(&namespace).await;
        let transport = harness.connect().await;
        let scene = Arc::new(Scene { rule, namespace, harness, transport, begun: Instant::now() });
        let mut running = tokio::spawn(run(Arc::clone(&scene)));
        let ended = timeout(deadline, &mut running).await;
        running.abort();
        let _ = timeout(H::DEADLINE, scene.harness.finish()).await;
        ended
    });
    runtime.shutdown_background();
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(failed)) => std::panic::resume_unwind(failed.into_panic()),
        Err(late) => {
            panic!("{}: {late}: it had not come to its end after {deadline:?}", rule.replace('_', " "))
        }
    }
}

impl<H: Harness> Scene<H> {
    /// Whether the rule applies. One that does not says so, also where the output of a test that passes is not shown.
    pub(crate) fn has(&self, capability: Capability) -> bool {
        let has = self.harness.capabilities().has(capability);
        if !has {
            let line = format!("not applicable: {}: {} {capability}\n", self.rule, H::Transport::NAME);
            let _ = io::stderr().write_all(line.as_bytes());
        }
        has
    }

    pub(crate) async fn connect(&self) -> H::Transport {
        self.harness.connect().await
    }

    /// The name of a group of this test, declared for [`OrderPlaced`].
    pub(crate) async fn group(&self, local: &str) -> String {
        let group = self.namespace.name(local);
        self.declare(&group, &[OrderPlaced::NAME]).await;
        group
    }

    pub(crate) async fn declare(&self, group: &str, events: &[&str]) {
        let subscription = Subscription::new(group, events.iter().copied());
        self.transport.declare(&[subscription]).await.expect("a group is declared");
    }

    pub(crate) async fn send(&self, messages: &[Message]) {
        self.transport.send(messages).await.expect("messages are sent");
    }

    pub(crate) async fn send_raw(&self, headers: &[(&str, &str)], body: &'static [u8]) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let sent = self.harness.send_raw(&self.transport, OrderPlaced::NAME, headers, body.into()).await;
        sent.expect("raw bytes are sent");
    }

    /// Waits until what was declared is on the broker's disk, as far as a client can tell: a broker that is killed within a second
    /// may have lost it.
    pub(crate) async fn is_on_disk(&self) {
        const LONG: Duration = Duration::from_secs(2);
        let mut ticks = tokio::time::interval(LONG / 20);
        while self.begun.elapsed() < LONG {
            ticks.tick().await;
        }
    }

    /// Takes part in a group.
    pub(crate) async fn subscribe(&self, group: &str, prefetch: usize) -> DeliveriesOf<H> {
        let subscription = Subscription::new(group, [OrderPlaced::NAME]).prefetch(prefetch);
        self.transport.subscribe(&subscription).await.expect("a group is subscribed to")
    }

    /// Starts a worker, and waits until it is ready.
    pub(crate) async fn start(&self, worker: Worker<H::Transport>) -> Running {
        let status = worker.status();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(worker.run_until(stopped));
        if !status.ready().await {
            let ended = task.await.expect("a worker does not panic");
            panic!("a worker has not started: {ended:?}");
        }
        Running { status, stop, task }
    }

    /// Takes so many dead letters of a group.
    pub(crate) async fn dead_letters(&self, group: &str, count: usize) -> Vec<SetAside> {
        let subscription = Subscription::dead_letters(group);
        let deliveries =
            self.transport.subscribe(&subscription).await.expect("dead letters are subscribed to");
        let mut taken = Vec::new();
        for _ in 0..count {
            let delivery = next::<H>(&deliveries).await;
            taken.push(SetAside::new(delivery.received()));
            delivery.ack().await.expect("a dead letter is taken");
        }
        taken
    }

    /// Asserts that a group has no dead letter that comes soon.
    pub(crate) async fn no_dead_letters(&self, group: &str) {
        let subscription = Subscription::dead_letters(group);
        let deliveries =
            self.transport.subscribe(&subscription).await.expect("dead letters are subscribed to");
        quiet::<H>(&deliveries).await;
    }
}

pub(crate) async fn next<H: Harness>(deliveries: &DeliveriesOf<H>) -> DeliveryOf<H> {
    let next = deliveries.next().await.expect("no error comes");
    next.expect("the deliveries are open")
}

/// Asserts that nothing comes.
pub(crate) async fn quiet<H: Harness>(deliveries: &DeliveriesOf<H>) {
    if let Ok(came) = timeout(QUIET, deliveries.next()).await {
        let came = came.expect("no error comes").expect("the deliveries are open");
        panic!("attempt {} of {:?} came, and nothing should have", came.attempt(), came.received());
    }
}

/// The message of a delivery.
#[track_caller]
pub(crate) fn received<D: Delivery>(delivery: &D) -> &Message {
    delivery.received().expect("a message came")
}

/// A worker that runs.
pub(crate) struct Running {
    pub(crate) status: WorkerStatus,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<Stopped, WorkerError>>,
}

impl Running {
    pub(crate) async fn stop(self) -> Stopped {
        drop(self.stop);
        self.task.await.expect("a worker does not panic").expect("a worker stops in order")
    }

    /// Asserts that all was finished.
    pub(crate) async fn stop_clean(self) {
        let stopped = self.stop().await;
        assert!(stopped.is_clean(), "{stopped}");
    }

    /// Tells it to stop, and waits until it does.
    pub(crate) async fn begin_to_stop(self) -> JoinHandle<Result<Stopped, WorkerError>> {
        drop(self.stop);
        self.status.wait_until(|status| !status.is_ready()).await;
        self.task
    }
}

/// A dead letter: what came, with all its headers, and why it is there.
pub(crate) struct SetAside {
    pub(crate) received: Result<Message, Vec<(String, String)>>,
    pub(crate) body: bytes::Bytes,
    pub(crate) why: DeadLetter,
}

impl SetAside {
    fn new(received: Result<&Message, &Undecodable>) -> Self {
        let headers = received.map_or_else(Undecodable::headers, Message::headers);
        let why = DeadLetter::from_headers(headers).expect("its headers say why it was set aside");
        let body = received.map_or_else(Undecodable::body, Message::body).clone();
        Self { received: received.cloned().map_err(|undecodable| undecodable.headers().to_vec()), body, why }
    }
}

/// Retries that cost a test no time.
pub(crate) const fn at_once() -> RetryPolicy {
    RetryPolicy::new().first_delay(Duration::from_millis(1)).longest_delay(Duration::from_millis(10))
}
