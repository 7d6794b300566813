//! The transport holds the contract, on a real broker.

mod harness;

mod blocking_retry {
    use crate::harness::KafkaHarness;
    use events_kafka::BlockingRetry;

    conformance::suite!(KafkaHarness<BlockingRetry>);
}

mod retry_topics {
    use crate::harness::KafkaHarness;
    use events_kafka::RetryTopics;

    conformance::suite!(KafkaHarness<RetryTopics>);
}
