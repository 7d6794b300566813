//! What the recorder remembers, and how it fails.

use std::sync::Arc;

use domain_events::prelude::*;
use domain_events::testing::Recorder;

use crate::{OrderCancelled, OrderPlaced};

#[tokio::test]
async fn events_of_each_type_are_remembered_in_the_order_of_publication() {
    let recorder = Recorder::new();

    let _ = recorder.publish(OrderPlaced { order_id: 1 }).await;
    let _ = recorder.publish(OrderCancelled).await;
    let _ = recorder.publish(OrderPlaced { order_id: 2 }).await;

    assert_eq!(
        recorder.published::<OrderPlaced>(),
        [OrderPlaced { order_id: 1 }, OrderPlaced { order_id: 2 }]
    );
    assert_eq!(recorder.published::<OrderCancelled>(), [OrderCancelled]);
    assert_eq!(recorder.names(), ["order.placed", "order.cancelled", "order.placed"]);
}

#[tokio::test]
async fn every_shape_of_event_is_published_also_one_that_is_neither_clone_nor_debug() {
    #[derive(DomainEvent)]
    struct FileUploaded {
        _bytes: Vec<u8>,
    }
    #[derive(Clone, DomainEvent)]
    struct StockCounted(u32);
    let recorder = Recorder::new();

    let receipts = (
        recorder.publish(FileUploaded { _bytes: vec![0] }).await,
        recorder.publish(StockCounted(3)).await,
        recorder.publish(OrderCancelled).await,
    );

    assert!(receipts.0.is_ok() && receipts.1.is_ok() && receipts.2.is_ok());
    assert_eq!(recorder.names(), ["file.uploaded", "stock.counted", "order.cancelled"]);
    assert_eq!(recorder.published::<StockCounted>()[0].0, 3);
}

#[tokio::test]
async fn an_envelope_is_remembered_as_it_was_published() {
    let recorder = Recorder::new();
    let placed = OrderPlaced { order_id: 1 }.occurred();
    let cancelled = placed.caused(OrderCancelled);

    let _ = recorder.publish_envelope(placed.clone()).await;
    let _ = recorder.publish_envelope(cancelled.clone()).await;

    assert_eq!(recorder.envelopes::<OrderPlaced>(), [placed]);
    assert_eq!(recorder.envelopes::<OrderCancelled>(), [cancelled]);
}

#[tokio::test]
async fn each_publication_has_an_id_of_its_own() {
    let recorder = Recorder::new();

    let _ = recorder.publish(OrderCancelled).await;
    let _ = recorder.publish(OrderCancelled).await;

    let [first, second] = &recorder.envelopes::<OrderCancelled>()[..] else { panic!("two were published") };
    assert!(first.id() < second.id());
}

#[tokio::test]
async fn a_publication_that_is_not_awaited_is_not_remembered() {
    let recorder = Recorder::new();

    drop(recorder.publish(OrderCancelled));

    assert!(recorder.is_empty());
}

#[tokio::test]
async fn clones_share_one_memory() {
    let recorder = Recorder::default();

    let _ = recorder.clone().publish(OrderCancelled).await;

    assert_eq!(recorder.names(), ["order.cancelled"]);
}

#[tokio::test]
async fn a_cleared_recorder_is_empty_and_goes_on_failing() {
    let recorder = Recorder::new().failing("mailer down");
    let _ = recorder.publish(OrderCancelled).await;

    recorder.clear();

    assert!(recorder.is_empty());
    assert!(recorder.names().is_empty());
    assert!(!recorder.publish(OrderCancelled).await.is_ok());
}

#[tokio::test]
async fn a_failing_recorder_gives_receipts_with_a_failure_and_remembers_the_events() {
    let recorder = Recorder::new();
    let same = recorder.clone();

    let before = same.publish(OrderPlaced { order_id: 1 }).await;
    let recorder = recorder.failing("mailer down");
    let after = same.publish(OrderPlaced { order_id: 2 }).await;

    assert!(before.is_ok());
    let error = after.into_result().unwrap_err().to_string();
    assert_eq!(error, "handler `recorder` failed on `order.placed`: mailer down");
    assert_eq!(recorder.published::<OrderPlaced>().len(), 2);
}

/// A use case is generic over its publisher.
async fn cancel(events: impl Publish<OrderCancelled>) {
    let _ = events.publish(OrderCancelled).await;
}

#[tokio::test]
async fn it_publishes_through_references_pointers_and_trait_objects() {
    let recorder = Recorder::new();
    let dynamic: Arc<dyn DynPublish<OrderCancelled>> = Arc::new(recorder.clone());

    cancel(&recorder).await;
    cancel(Arc::new(recorder.clone())).await;
    cancel(Box::new(recorder.clone())).await;
    cancel(dynamic).await;
    let _ = recorder.publish_now(OrderCancelled);

    assert_eq!(recorder.names(), ["order.cancelled"; 5]);
}

#[tokio::test]
async fn publications_can_be_spawned() {
    let recorder = Recorder::new();

    tokio::spawn(cancel(recorder.clone())).await.unwrap();

    assert_eq!(recorder.published::<OrderCancelled>(), [OrderCancelled]);
}

#[handler]
fn give_up(placed: &OrderPlaced) -> Option<OrderCancelled> {
    (placed.order_id == 0).then_some(OrderCancelled)
}

#[derive(EventBus)]
struct Watched {
    #[on(OrderPlaced)]
    give_up: GiveUp,
    #[on(OrderPlaced, OrderCancelled)]
    seen: Recorder,
}

#[tokio::test]
async fn as_a_field_of_a_bus_it_sees_events_and_what_follows_them() {
    let bus = Watched { give_up: GiveUp, seen: Recorder::new() };

    let receipt = bus.publish(OrderPlaced { order_id: 0 }).await;

    assert!(receipt.is_ok());
    assert_eq!(bus.seen.names(), ["order.placed", "order.cancelled"]);
    let placed = &bus.seen.envelopes::<OrderPlaced>()[0];
    assert_eq!(bus.seen.envelopes::<OrderCancelled>()[0].causation_id(), Some(placed.id()));
}

#[test]
fn as_a_failing_field_of_a_bus_it_is_a_failure_beside_other_handlers() {
    let bus = Watched { give_up: GiveUp, seen: Recorder::new().failing("disk full") };

    let receipt = bus.publish_now(OrderPlaced { order_id: 1 });

    assert_eq!(receipt.failures()[0].to_string(), "handler `recorder` failed on `order.placed`: disk full");
}

#[test]
fn an_event_whose_clone_publishes_does_not_lock_up() {
    #[derive(DomainEvent)]
    struct EchoHeard {
        recorder: RecorderInEvent,
    }
    struct RecorderInEvent(Recorder);
    impl Clone for EchoHeard {
        fn clone(&self) -> Self {
            let _ = self.recorder.0.publish_now(OrderCancelled);
            Self { recorder: RecorderInEvent(self.recorder.0.clone()) }
        }
    }
    let recorder = Recorder::new();
    let _ = recorder.publish_now(EchoHeard { recorder: RecorderInEvent(recorder.clone()) });

    let echoes = recorder.published::<EchoHeard>();

    assert_eq!(echoes.len(), 1);
    assert_eq!(recorder.published::<OrderCancelled>(), [OrderCancelled]);
    recorder.clear();
}
