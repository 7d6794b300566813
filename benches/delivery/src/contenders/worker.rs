//! A bus that forwards to the transport in memory, and a worker.

use domain_events::prelude::*;
use domain_events::{Stopped, WorkerError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{CAPACITY, Contender};
use crate::work::{self, AddUp, OrderPlaced};

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    broker: Forward<InMemory>,
}

pub(crate) struct OnAWorker {
    shop: Shop,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<Stopped, WorkerError>>,
}

impl Contender for OnAWorker {
    const NAME: &'static str = "domain-events: `Forward`, `InMemory` and a `Worker`";

    async fn start() -> Self {
        let transport = InMemory::with_capacity(CAPACITY);
        let (stop, stopped) = oneshot::channel();
        let worker = Worker::new(transport.clone()).handler_with(AddUp, |settings| settings.concurrency(1));
        let status = worker.status();
        let task = tokio::spawn(worker.run_until(stopped));
        assert!(status.ready().await, "the worker has started");
        Self { shop: Shop { broker: Forward::new(transport) }, stop, task }
    }

    async fn send(&self, number: u64) {
        let receipt = self.shop.publish(work::order(number)).await;
        assert!(receipt.is_ok(), "{receipt:?}");
    }

    async fn stop(self) {
        drop(self.stop);
        let stopped = self.task.await.expect("the worker does not panic").expect("the worker stops in order");
        assert!(stopped.is_clean());
    }
}
