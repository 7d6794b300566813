//! What [`ByKey`] does with messages that come again while somebody has them: on a broker whose connection breaks when a test says so.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain_events::Uuid;
use events_worker::transport::{ByKey, DeadLetter, Problem};
use events_worker::{Deliveries, Delivery, Message, Source, TransportError, Undecodable};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// One queue, which gives all that is not settled anew, in order, on each connection.
#[derive(Clone, Default)]
struct Broker(Arc<Queue>);

#[derive(Default)]
struct Queue {
    connection: AtomicU32,
    unsettled: Mutex<Vec<(Message, u32)>>,
    to_deliver: Mutex<VecDeque<One>>,
    came: Notify,
}

struct One {
    broker: Broker,
    message: Message,
    attempt: u32,
    connection: u32,
}

impl Broker {
    fn with(messages: &[Message]) -> Self {
        let broker = Self::default();
        *broker.0.unsettled.lock().unwrap() = messages.iter().map(|message| (message.clone(), 0)).collect();
        broker.reconnect();
        broker
    }

    fn disconnect(&self) {
        self.0.connection.fetch_add(1, Ordering::Relaxed);
        self.0.to_deliver.lock().unwrap().clear();
    }

    fn reconnect(&self) {
        self.disconnect();
        let connection = self.0.connection.load(Ordering::Relaxed);
        let mut to_deliver = self.0.to_deliver.lock().unwrap();
        for (message, attempt) in self.0.unsettled.lock().unwrap().iter_mut() {
            *attempt += 1;
            let (message, attempt) = (message.clone(), *attempt);
            to_deliver.push_back(One { broker: self.clone(), message, attempt, connection });
        }
        drop(to_deliver);
        self.0.came.notify_waiters();
    }

    fn unsettled(&self) -> Vec<u128> {
        self.0.unsettled.lock().unwrap().iter().map(|(message, _)| message.id().as_u128()).collect()
    }
}

impl Deliveries for Broker {
    type Delivery = One;

    async fn next(&self) -> Result<Option<One>, TransportError> {
        loop {
            let came = self.0.came.notified();
            if let Some(one) = self.0.to_deliver.lock().unwrap().pop_front() {
                return Ok(Some(one));
            }
            came.await;
        }
    }

    fn close(&self) {}

    async fn lag(&self) -> Option<u64> {
        Some(self.0.to_deliver.lock().unwrap().len() as u64)
    }
}

impl Delivery for One {
    fn received(&self) -> Result<&Message, &Undecodable> {
        Ok(&self.message)
    }

    fn attempt(&self) -> u32 {
        self.attempt
    }

    fn is_stale(&self) -> bool {
        self.connection != self.broker.0.connection.load(Ordering::Relaxed)
    }

    async fn ack(self) -> Result<(), TransportError> {
        if self.is_stale() {
            return Err(TransportError::new("test", "acknowledge", Problem::Stale));
        }
        let mut unsettled = self.broker.0.unsettled.lock().unwrap();
        let place = unsettled.iter().position(|(message, _)| message.id() == self.message.id());
        unsettled.remove(place.expect("it is not settled"));
        Ok(())
    }

    async fn retry(self, _: Duration) -> Result<(), TransportError> {
        unreachable!("retries happen in memory")
    }

    async fn dead_letter(self, _: &DeadLetter) -> Result<(), TransportError> {
        self.ack().await
    }

    async fn release(self) -> Result<(), TransportError> {
        Ok(())
    }
}

fn message(key: &str, number: u128) -> Message {
    Message::new(Uuid::from_u128(number), &Source::new("/test").unwrap(), "order.placed").with_subject(key)
}

async fn next(deliveries: &ByKey<Broker>) -> <ByKey<Broker> as Deliveries>::Delivery {
    deliveries.next().await.unwrap().unwrap()
}

fn id(delivery: &impl Delivery) -> u128 {
    delivery.received().expect("it is a message").id().as_u128()
}

async fn nothing_comes(deliveries: &ByKey<Broker>) {
    let came = timeout(Duration::from_mins(10), deliveries.next()).await;
    assert!(came.is_err(), "nothing comes while the clock is paused");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_again_while_it_is_handled_is_not_delivered_twice() {
    let broker = Broker::with(&[message("a", 1), message("a", 2)]);
    let deliveries = ByKey::new(broker.clone());
    let handled = next(&deliveries).await;

    broker.reconnect();
    assert!(handled.is_stale());
    nothing_comes(&deliveries).await;

    assert!(!handled.is_stale(), "it has come again");
    handled.ack().await.expect("the one that came last is settled");
    let second = next(&deliveries).await;
    assert_eq!((id(&second), broker.unsettled()), (2, vec![2]));
    second.ack().await.unwrap();
    nothing_comes(&deliveries).await;
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_again_while_it_waits_for_its_retry_waits_on() {
    let broker = Broker::with(&[message("a", 1), message("a", 2)]);
    let deliveries = ByKey::new(broker.clone());
    let begun = Instant::now();
    next(&deliveries).await.retry(Duration::from_hours(1)).await.unwrap();

    for _ in 0..3 {
        broker.reconnect();
        nothing_comes(&deliveries).await;
    }

    let again = next(&deliveries).await;
    assert_eq!((id(&again), begun.elapsed().as_secs()), (1, 3_600));
    assert!(again.attempt() >= 2, "the retry counts");
    again.ack().await.unwrap();
    assert_eq!(id(&next(&deliveries).await), 2);
}

#[tokio::test(start_paused = true)]
async fn messages_keep_their_order_when_one_was_settled_too_late() {
    let broker = Broker::with(&[message("a", 1), message("a", 2), message("a", 3)]);
    let deliveries = ByKey::new(broker.clone());
    let late = next(&deliveries).await;
    nothing_comes(&deliveries).await; // the others wait behind it

    broker.disconnect();
    let error = late.ack().await.expect_err("its connection is gone");
    assert_eq!(error.problem(), Problem::Stale);
    broker.reconnect();

    for number in 1..=3 {
        let delivery = next(&deliveries).await;
        assert_eq!(id(&delivery), number);
        delivery.ack().await.unwrap();
    }
    assert_eq!(broker.unsettled(), []);
}

#[tokio::test(start_paused = true)]
async fn what_waits_behind_a_message_does_not_grow_with_each_connection() {
    let broker = Broker::with(&(1..=10).map(|number| message("a", number)).collect::<Vec<_>>());
    let deliveries = ByKey::new(broker.clone());
    let held = next(&deliveries).await;

    for _ in 0..100 {
        broker.reconnect();
        nothing_comes(&deliveries).await;
    }

    assert_eq!(deliveries.lag().await, Some(9));
    held.ack().await.unwrap();
    for number in 2..=10 {
        let delivery = next(&deliveries).await;
        assert_eq!(id(&delivery), number);
        delivery.ack().await.unwrap();
    }
    nothing_comes(&deliveries).await;
}

#[tokio::test(start_paused = true)]
async fn two_messages_of_one_id_are_two() {
    let broker = Broker::with(&[message("a", 1), message("a", 1)]);
    let deliveries = ByKey::new(broker.clone());

    next(&deliveries).await.ack().await.unwrap();
    next(&deliveries).await.ack().await.unwrap();

    assert_eq!(broker.unsettled(), []);
}
