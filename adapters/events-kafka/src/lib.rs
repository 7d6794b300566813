#![doc = include_str!("../README.md")]

mod builder;
mod consumer;
mod deliveries;
mod delivery;
mod error;
mod kafka;
mod log;
mod off_runtime;
mod offsets;
mod producer;
mod record;
mod retrying;
mod settings;
mod topics;

pub use crate::builder::KafkaBuilder;
pub use crate::deliveries::KafkaDeliveries;
pub use crate::delivery::KafkaDelivery;
pub use crate::kafka::Kafka;
pub use crate::retrying::{BlockingRetry, RetryTopics, Retrying};
pub use crate::settings::StartAt;
