//! Encoding and decoding alone: the least that any of them takes.

use super::Contender;
use crate::work::{self, OrderPlaced};

pub(crate) struct CodecAlone;

impl Contender for CodecAlone {
    const NAME: &'static str = "the codec alone: `serde_json` to bytes and back";

    async fn start() -> Self {
        Self
    }

    async fn send(&self, number: u64) {
        let body = serde_json::to_vec(&work::order(number)).expect("it can be encoded");
        let placed = serde_json::from_slice::<OrderPlaced>(&body).expect("it is what was encoded");
        work::handle(&placed);
    }

    async fn stop(self) {}
}
