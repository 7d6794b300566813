#![doc = include_str!("../README.md")]

mod address;
mod answer;
mod begun;
mod broker;
mod builder;
mod consumer;
mod deliveries;
mod died;
mod failure;
mod ladder;
mod link;
mod partitions;
mod publisher;
mod settings;
mod slot;
mod topology;
mod transport;
mod wire;

pub use crate::builder::RabbitMqBuilder;
pub use crate::deliveries::{RabbitMqDeliveries, RabbitMqDelivery};
pub use crate::settings::Unroutable;
pub use crate::transport::RabbitMq;
