//! Kafka holds the contract of a transport while it breaks.

#[path = "conformance/harness.rs"]
mod harness;

use std::net::SocketAddr;

use conformance::Breakable;
use events_kafka::{BlockingRetry, Kafka};

use crate::harness::KafkaHarness;

const PROXIED: &str = "DOMAIN_EVENTS_KAFKA_PROXIED";

impl Breakable for KafkaHarness<BlockingRetry> {
    /// Two thousand that were settled while no offset could be committed, and the 32 that a worker holds if nothing is said.
    const MOST_AGAIN: usize = 2_032;

    async fn restart(&self) {
        conformance::restart("kafka").await;
    }

    /// Kafka tells its clients where to connect to: of those that come through the proxy, to the proxy.
    fn proxied(&self) -> (SocketAddr, SocketAddr) {
        let route = std::env::var(PROXIED).unwrap_or_else(|_| "127.0.0.1:21095-127.0.0.1:21094".to_owned());
        let (listens, connects) = route.split_once('-').expect("the route has two ends");
        let address = |end: &str| end.parse().expect("the broker is on this machine");
        (address(listens), address(connects))
    }

    async fn connect_through(&self, proxy: SocketAddr) -> Kafka {
        self.connect_to(&proxy.to_string()).await
    }
}

conformance::chaos!(KafkaHarness<BlockingRetry>);
