//! A handler and its tasks.

use std::sync::Arc;

use events_core::HandlerInfo;
use events_core::inbox::{Delivered, Dispatch};
use tokio::task::JoinSet;

use super::reader::Envelopes;
use super::settings::Settings;
use super::status::Counters;
use super::telemetry::Meters;
use crate::codec::Codec;
use crate::transport::{Deliveries, Delivery, Subscription, Transport, TransportError};

/// A handler of whatever type, until it is started. What a message meets is typed.
pub(super) trait Consume<T>: Send + Sync {
    fn handler(&self) -> &'static str;
    fn subscription(&self) -> &Subscription;
    fn spawn(&self, deliveries: &Arc<T::Deliveries>, tasks: &mut JoinSet<Result<(), TransportError>>)
    where
        T: Transport;
}

/// What the tasks of a handler share.
pub(super) struct Consumer<T, H, C, P> {
    pub(super) handler: H,
    pub(super) reader: Envelopes<C>,
    pub(super) publisher: Delivered<P>,
    pub(super) settings: Settings<T, ()>,
    pub(super) counters: Arc<Counters>,
    pub(super) meters: Meters,
}

struct Unstarted<T, H, C, P> {
    subscription: Subscription,
    consumer: Arc<Consumer<T, H, C, P>>,
}

impl<T, H, C, P> Consumer<T, H, C, P>
where
    T: Transport,
    H: HandlerInfo + Send + Sync + 'static,
    H::Events: Dispatch<Envelopes<C>, H, Delivered<P>>,
    C: Codec,
    P: Send + Sync + 'static,
{
    pub(super) fn unstarted(
        handler: H,
        reader: Envelopes<C>,
        settings: Settings<T, P>,
        counters: Arc<Counters>,
    ) -> impl Consume<T> {
        let events = <H::Events as Dispatch<Envelopes<C>, H, Delivered<P>>>::NAMES;
        let subscription = settings.subscription(events);
        let (settings, publisher) = settings.without_publisher();
        let publisher = Delivered(publisher);
        let meters = Meters::new(T::NAME, &settings.group, events);
        let consumer = Self { handler, reader, publisher, settings, counters, meters };
        Unstarted { subscription, consumer: Arc::new(consumer) }
    }

    /// Handles one message after the other, until the deliveries are closed.
    async fn run(self: Arc<Self>, deliveries: Arc<T::Deliveries>) -> Result<(), TransportError> {
        while let Some(delivery) = deliveries.next().await? {
            if !delivery.is_stale() {
                self.attempt(delivery).await;
            }
        }
        Ok(())
    }
}

impl<T, H, C, P> Consume<T> for Unstarted<T, H, C, P>
where
    T: Transport,
    H: HandlerInfo + Send + Sync + 'static,
    H::Events: Dispatch<Envelopes<C>, H, Delivered<P>>,
    C: Codec,
    P: Send + Sync + 'static,
{
    fn handler(&self) -> &'static str {
        H::NAME
    }

    fn subscription(&self) -> &Subscription {
        &self.subscription
    }

    fn spawn(&self, deliveries: &Arc<T::Deliveries>, tasks: &mut JoinSet<Result<(), TransportError>>) {
        for _ in 0..self.consumer.settings.concurrency {
            tasks.spawn(Arc::clone(&self.consumer).run(Arc::clone(deliveries)));
        }
    }
}
