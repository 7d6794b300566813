//! Expansions stand beside whatever names a user has.
#![allow(clippy::unused_async)] // handlers of all shapes are tried, also async ones that await nothing
#![no_implicit_prelude]
#![allow(dead_code)]

extern crate std;

use ::domain_events::{DomainEvent, EventBus, Publish as Port, handler};

struct Result;
struct Option;
struct String;
struct Vec;
struct Box;
struct Send;
struct Sync;
struct Future;
struct Envelope;
struct Receipt;
struct Handler;
struct Debug;
mod core {}
mod fields {
    #[derive(::domain_events::DomainEvent)]
    pub(crate) struct FieldPlowed;
}
mod domain_events {}

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: u64,
    #[event(occurred_at)]
    placed_at: std::time::SystemTime,
}

struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, envelope: &OrderPlaced) {
        let _ = envelope.order_id;
    }
}

#[handler]
fn track_sale(receipt: &::domain_events::Envelope<OrderPlaced>) {
    let _ = receipt.id();
}

#[handler]
fn plow(_: &fields::FieldPlowed) {}

#[derive(EventBus)]
struct Shop {
    #[on(fields::FieldPlowed)]
    plow: Plow,
    #[on(OrderPlaced)]
    fields: Confirmation,
    #[on(OrderPlaced)]
    envelope: TrackSale,
}

#[test]
fn nothing_of_the_users_is_mistaken_for_ours() {
    let shop = Shop { plow: Plow, fields: Confirmation, envelope: TrackSale };
    let event = OrderPlaced { order_id: 1, placed_at: std::time::SystemTime::now() };
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());

    let publishing = std::pin::pin!(shop.publish(event));
    let polled = std::future::Future::poll(publishing, &mut context);

    std::assert!(polled.is_ready());
}
