//! RabbitMQ holds the contract of a transport.

#[path = "broker/past_the_adapter.rs"]
mod broker;
#[path = "broker/harness.rs"]
mod harness;

/// One queue for each group.
mod one_queue {
    conformance::suite!(crate::harness::RabbitMqHarness);
}

/// Four queues for each group that keeps its order.
mod four_queues {
    conformance::suite!(crate::harness::RabbitMqHarness<4>);
}
