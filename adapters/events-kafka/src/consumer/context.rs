//! What the client tells a consumer, kept until its thread has time for it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::TopicPartitionList;
use rdkafka::types::RDKafkaRespErr;

/// Assignments are not made in the callback, but by the thread, which knows what they mean.
#[derive(Default)]
pub(super) struct Context {
    told: Mutex<VecDeque<Told>>,
    /// The thread is gone: nobody is left to tell.
    over: AtomicBool,
}

pub(super) enum Told {
    Assigned(TopicPartitionList),
    Revoked(TopicPartitionList),
}

impl Context {
    pub(super) fn next(&self) -> Option<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    pub(super) fn is_over(&self) {
        self.over.store(true, Ordering::Release);
    }

    fn tell(&self, told: Told) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push_back(told);
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        crate::log::log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "the Kafka client has met an error");
    }
}

impl ConsumerContext for Context {
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        what: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        let assigned = what == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        if self.over.load(Ordering::Acquire) {
            let given_up =
                if assigned { consumer.unassign() } else { consumer.incremental_unassign(partitions) };
            if let Err(error) = given_up {
                tracing::debug!(%error, "partitions could not be given up by a consumer that ends");
            }
            return;
        }
        let partitions = partitions.clone();
        self.tell(if assigned { Told::Assigned(partitions) } else { Told::Revoked(partitions) });
    }
}
