//! What a person would write: a channel of bytes, and a loop that decodes by name.

use std::time::SystemTime;

use domain_events::{DomainEvent, Uuid};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{CAPACITY, Contender};
use crate::work::{self, OrderPlaced};

/// What travels beside the bytes: who handles an event asks for these sooner or later.
struct Wire {
    id: Uuid,
    name: &'static str,
    occurred_at: SystemTime,
    key: String,
    body: Vec<u8>,
}

pub(crate) struct ByHand {
    sender: mpsc::Sender<Wire>,
    task: JoinHandle<()>,
}

impl Contender for ByHand {
    const NAME: &'static str = "a loop over `tokio::sync::mpsc` and `serde_json`, by hand";

    async fn start() -> Self {
        let (sender, mut receiver) = mpsc::channel::<Wire>(CAPACITY);
        let task = tokio::spawn(async move {
            while let Some(wire) = receiver.recv().await {
                std::hint::black_box((&wire.id, &wire.occurred_at, &wire.key));
                match wire.name {
                    "order.placed" => match serde_json::from_slice::<OrderPlaced>(&wire.body) {
                        Ok(placed) => work::handle(&placed),
                        Err(error) => eprintln!("this is no order: {error}"),
                    },
                    other => eprintln!("nobody handles {other}"),
                }
            }
        });
        Self { sender, task }
    }

    async fn send(&self, number: u64) {
        let placed = work::order(number);
        let wire = Wire {
            id: Uuid::now_v7(),
            name: OrderPlaced::NAME,
            occurred_at: SystemTime::now(),
            key: placed.order_id.clone(),
            body: serde_json::to_vec(&placed).expect("it can be encoded"),
        };
        self.sender.send(wire).await.expect("the loop runs");
    }

    async fn stop(self) {
        drop(self.sender);
        self.task.await.expect("the loop does not panic");
    }
}
