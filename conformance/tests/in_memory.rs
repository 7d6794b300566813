//! The transport in memory holds the contract.

use bytes::Bytes;
use conformance::{Capabilities, Capability, Harness, Namespace};
use domain_events::message::Headers;
use domain_events::{InMemory, TransportError};

struct InMemoryHarness(InMemory);

impl Harness for InMemoryHarness {
    type Transport = InMemory;

    async fn start(_: &Namespace) -> Self {
        Self(InMemory::new())
    }

    /// It is the broker itself: when it is closed, or its process ends, all is gone.
    fn capabilities(&self) -> Capabilities {
        Capabilities::all().without(Capability::Survival)
    }

    async fn connect(&self) -> InMemory {
        self.0.clone()
    }

    async fn send_raw(
        &self,
        transport: &InMemory,
        event_name: &str,
        headers: Headers,
        body: Bytes,
    ) -> Result<(), TransportError> {
        transport.send_raw(event_name, headers, body).await
    }
}

conformance::suite!(InMemoryHarness);
