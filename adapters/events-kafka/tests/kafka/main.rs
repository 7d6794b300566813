//! What Kafka has and other brokers do not: partitions that move, offsets, a producer that dies.

mod attempts;
mod broker;
mod content;
mod outages;
mod rebalance;
mod settings;
mod starting;
