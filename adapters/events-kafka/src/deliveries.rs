//! What comes for a subscription.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use events_worker::TransportError;
use events_worker::transport::{ByKey, Deliveries, Order};

use crate::consumer::{Consumer, Kind};
use crate::delivery::{KafkaDelivery, RecordDelivery};
use crate::retrying::RetryIn;

/// The messages that come for one subscription of a [`Kafka`](crate::Kafka) transport: those of the partitions that it has, as a
/// member of its group.
///
/// When it is closed, it leaves the group once what was taken is settled; a [`next`](Deliveries::next) that answers none because of
/// that has waited until what was settled is committed, up to five seconds.
pub struct KafkaDeliveries {
    consumer: Arc<Consumer>,
    come: Come,
}

enum Come {
    ByKey(ByKey<Records>),
    Any(Records),
}

/// In the order in which partitions give them.
pub(crate) struct Records(Arc<Consumer>);

impl KafkaDeliveries {
    pub(crate) fn new(consumer: Arc<Consumer>, order: Order) -> Self {
        let records = Records(Arc::clone(&consumer));
        let is_held_back =
            order == Order::ByKey && consumer.retry_in == RetryIn::Memory && consumer.kind == Kind::Messages;
        let come = if is_held_back { Come::ByKey(ByKey::new(records)) } else { Come::Any(records) };
        Self { consumer, come }
    }
}

impl Deliveries for KafkaDeliveries {
    type Delivery = KafkaDelivery;

    async fn next(&self) -> Result<Option<KafkaDelivery>, TransportError> {
        const LONGEST: Duration = Duration::from_secs(5);
        let next = match &self.come {
            Come::ByKey(deliveries) => deliveries.next().await?.map(KafkaDelivery::by_key),
            Come::Any(records) => records.next().await?.map(KafkaDelivery::any),
        };
        if next.is_none() {
            self.close(); // what came in while it was closed is let go
            self.consumer.at_rest(LONGEST).await;
        }
        Ok(next)
    }

    fn close(&self) {
        match &self.come {
            Come::ByKey(deliveries) => deliveries.close(),
            Come::Any(records) => records.close(),
        }
    }

    async fn lag(&self) -> Option<u64> {
        match &self.come {
            Come::ByKey(deliveries) => deliveries.lag().await,
            Come::Any(records) => records.lag().await,
        }
    }
}

impl Drop for KafkaDeliveries {
    fn drop(&mut self) {
        self.close();
    }
}

impl Deliveries for Records {
    type Delivery = RecordDelivery;

    async fn next(&self) -> Result<Option<RecordDelivery>, TransportError> {
        let held = self.0.next().await?;
        Ok(held.map(|mut held| {
            held.record.read();
            RecordDelivery::new(Arc::clone(&self.0), held)
        }))
    }

    fn close(&self) {
        self.0.close();
    }

    async fn lag(&self) -> Option<u64> {
        self.0.lag(Duration::from_secs(5)).await
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for KafkaDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KafkaDeliveries").field("of", &self.consumer.place()).finish_non_exhaustive()
    }
}
