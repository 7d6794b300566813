//! RabbitMQ holds the contract of a transport.

#[path = "broker/past_the_adapter.rs"]
mod broker;
#[path = "broker/harness.rs"]
mod harness;

use crate::harness::RabbitMqHarness;

conformance::suite!(RabbitMqHarness);
