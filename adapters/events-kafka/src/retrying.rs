//! The two ways to try a message again, as types: what keeps order says so to the compiler.

/// How a [`Kafka`](crate::Kafka) tries a message again: [`BlockingRetry`] or [`RetryTopics`].
pub trait Retrying: sealed::Retrying + Send + Sync + 'static {}

/// A message that waits for its retry stays where it is, in the memory of its consumer, and holds back those of its key and no
/// others. The offset that is committed waits for it. Order by key holds across retries: the transport
/// [keeps order](events_worker::transport::KeepsOrder).
///
/// ```
/// # use domain_events::prelude::*;
/// # use events_kafka::Kafka;
/// # #[derive(serde::Serialize, serde::Deserialize, DomainEvent)]
/// # struct OrderPlaced { order_id: u64 }
/// # #[handler]
/// # fn track_sale(_: &OrderPlaced) {}
/// # fn ask(transport: Kafka) {
/// let worker = Worker::new(transport).handler_with(TrackSale, |settings| settings.in_order());
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub enum BlockingRetry {}

/// A message that is to be tried again is copied to the topic `{group}.retry`, with the time before which it does not come, and
/// is finished where it was. It holds back nothing, and those of its key overtake it: the transport does not keep order, and to ask
/// for it does not compile.
///
/// ```compile_fail,E0277
/// # use domain_events::prelude::*;
/// # use events_kafka::{Kafka, RetryTopics};
/// # #[derive(serde::Serialize, serde::Deserialize, DomainEvent)]
/// # struct OrderPlaced { order_id: u64 }
/// # #[handler]
/// # fn track_sale(_: &OrderPlaced) {}
/// # fn ask(transport: Kafka<RetryTopics>) {
/// let worker = Worker::new(transport).handler_with(TrackSale, |settings| settings.in_order());
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub enum RetryTopics {}

impl Retrying for BlockingRetry {}
impl Retrying for RetryTopics {}

/// Where a retry waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryIn {
    Memory,
    Topic,
}

pub(crate) mod sealed {
    use super::{BlockingRetry, RetryIn, RetryTopics};

    pub trait Retrying {
        #[allow(private_interfaces)] // nobody outside can name the trait either
        const IN: RetryIn;
    }

    #[allow(private_interfaces)]
    impl Retrying for BlockingRetry {
        const IN: RetryIn = RetryIn::Memory;
    }

    #[allow(private_interfaces)]
    impl Retrying for RetryTopics {
        const IN: RetryIn = RetryIn::Topic;
    }
}
