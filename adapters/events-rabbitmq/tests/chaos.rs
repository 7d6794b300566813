//! RabbitMQ holds the contract of a transport while it breaks.

#[path = "broker/past_the_adapter.rs"]
mod broker;
#[path = "broker/harness.rs"]
mod harness;

use std::net::SocketAddr;

use conformance::{Breakable, Harness};
use events_rabbitmq::RabbitMq;

use crate::harness::RabbitMqHarness;

impl<const PARTITIONS: u32> Breakable for RabbitMqHarness<PARTITIONS> {
    /// Those that a worker has taken, 32 if nothing is said, and as many that it has acknowledged and the broker has not heard of.
    const MOST_AGAIN: usize = 64;

    async fn restart(&self) {
        conformance::restart("rabbitmq").await;
    }

    fn proxied(&self) -> (SocketAddr, SocketAddr) {
        let (_, address) = self.uri.rsplit_once('@').expect("the URI has a user");
        let (address, _) = address.split_once('/').expect("the URI has a virtual host");
        (SocketAddr::from(([127, 0, 0, 1], 0)), address.parse().expect("the broker is on this machine"))
    }

    async fn connect_through(&self, proxy: SocketAddr) -> RabbitMq {
        let (_, broker) = self.proxied();
        let uri = self.uri.replace(&broker.to_string(), &proxy.to_string());
        Self { uri, namespace: self.namespace.clone() }.connect().await
    }
}

/// One queue for each group.
mod one_queue {
    conformance::chaos!(crate::harness::RabbitMqHarness);
}

/// Four queues for each group that keeps its order.
mod four_queues {
    conformance::chaos!(crate::harness::RabbitMqHarness<4>);
}
