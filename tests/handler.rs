//! What `#[handler]` makes of a block or a function.
#![allow(clippy::unused_async)] // handlers of all shapes are tried, also async ones that await nothing

use std::sync::Mutex;

use domain_events::prelude::*;

#[derive(Debug, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(Debug, DomainEvent)]
struct OrderCancelled {
    order_id: u64,
}

#[derive(Default)]
struct Journal(Mutex<Vec<String>>);

impl Journal {
    fn write(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

async fn handle<E: DomainEvent, H: Handler<E>>(handler: &H, event: E) -> Result<H::FollowUp, HandlerError> {
    handler.handle(&event.occurred()).await
}

#[tokio::test]
async fn methods_are_async_or_plain_and_see_the_event_or_its_envelope() {
    struct Audit(Journal);
    #[handler]
    impl Audit {
        async fn note(&self, placed: &OrderPlaced) {
            tokio::task::yield_now().await;
            self.0.write(format!("placed {}", placed.order_id));
        }

        fn strike(&self, cancelled: &Envelope<OrderCancelled>) {
            self.0.write(format!("cancelled {} v{}", cancelled.order_id, cancelled.id().get_version_num()));
        }
    }
    let audit = Audit(Journal::default());

    handle(&audit, OrderPlaced { order_id: 1 }).await.unwrap();
    handle(&audit, OrderCancelled { order_id: 2 }).await.unwrap();

    assert_eq!(audit.0.lines(), ["placed 1", "cancelled 2 v7"]);
}

#[test]
fn methods_stay_as_they_are_written() {
    struct Doubler;
    #[handler]
    impl Doubler {
        fn double(&self, placed: &OrderPlaced) -> Result<(), String> {
            if placed.order_id == 0 { Err("nothing to double".to_owned()) } else { Ok(()) }
        }
    }

    assert_eq!(Doubler.double(&OrderPlaced { order_id: 0 }), Err("nothing to double".to_owned()));
}

#[test]
fn a_name_is_that_of_the_type_or_of_the_function_unless_it_is_set() {
    struct ConfirmationEmail;
    #[handler]
    impl ConfirmationEmail {
        fn send(&self, _: &OrderPlaced) {}
    }
    struct Renamed;
    #[handler(name = "inventory")]
    impl Renamed {
        fn reserve(&self, _: &OrderPlaced) {}
    }
    #[handler]
    fn track_sale(_: &OrderPlaced) {}

    assert_eq!(ConfirmationEmail::NAME, "confirmation_email");
    assert_eq!(Renamed::NAME, "inventory");
    assert_eq!(TrackSale::NAME, "track_sale");
}

#[tokio::test]
async fn types_with_type_and_const_parameters_are_handlers() {
    trait Sink: Send + Sync {
        fn put(&self, text: String) -> impl Future<Output = Result<(), std::io::Error>> + Send;
    }
    impl Sink for Journal {
        async fn put(&self, text: String) -> Result<(), std::io::Error> {
            self.write(text);
            Ok(())
        }
    }
    struct Copies<S, const N: usize> {
        sink: S,
    }
    #[handler]
    impl<S, const N: usize> Copies<S, N>
    where
        S: Sink,
    {
        async fn copy(&self, placed: &OrderPlaced) -> Result<(), std::io::Error> {
            for _ in 0..N {
                self.sink.put(placed.order_id.to_string()).await?;
            }
            Ok(())
        }
    }
    let copies = Copies::<_, 2> { sink: Journal::default() };

    handle(&copies, OrderPlaced { order_id: 3 }).await.unwrap();

    assert_eq!(copies.sink.lines(), ["3", "3"]);
}

#[tokio::test]
async fn errors_of_all_kinds_arrive_as_they_are() {
    #[derive(Debug, thiserror::Error)]
    #[error("out of stock")]
    struct OutOfStock;
    struct Failing;
    #[handler]
    impl Failing {
        async fn by_type(&self, _: &OrderPlaced) -> Result<(), OutOfStock> {
            Err(OutOfStock)
        }

        fn by_question_mark(&self, cancelled: &OrderCancelled) -> Result<(), HandlerError> {
            "x".parse::<u8>()?;
            Err(format!("unreachable {}", cancelled.order_id))?
        }
    }
    #[handler]
    fn by_anyhow(_: &OrderPlaced) -> anyhow::Result<()> {
        anyhow::bail!("with context")
    }

    let by_type = handle(&Failing, OrderPlaced { order_id: 1 }).await.unwrap_err();
    let by_question_mark = handle(&Failing, OrderCancelled { order_id: 1 }).await.unwrap_err();
    let by_anyhow = handle(&ByAnyhow, OrderPlaced { order_id: 1 }).await.unwrap_err();

    assert!(by_type.as_error().is::<OutOfStock>());
    assert!(by_question_mark.as_error().is::<std::num::ParseIntError>());
    assert_eq!(by_anyhow.to_string(), "with context");
    assert!(!by_type.is_permanent() && !by_type.is_panic() && by_type.retry_delay().is_none());
}

#[tokio::test]
async fn a_method_that_is_skipped_or_not_compiled_is_no_handler() {
    struct Partial;
    #[handler]
    impl Partial {
        fn note(&self, _: &OrderPlaced) {}

        #[cfg(any())]
        fn strike(&self, _: &DoesNotExist) {}

        #[handler(skip)]
        fn helper(left: u8, right: u8) -> u8 {
            left + right
        }
    }
    #[derive(EventBus)]
    struct Bus {
        #[on(OrderPlaced)]
        partial: Partial,
    }

    assert_eq!(Partial::helper(1, 2), 3);
    assert!(Bus { partial: Partial }.publish(OrderPlaced { order_id: 1 }).await.is_ok());
}

#[tokio::test]
async fn a_handler_of_any_event_is_written_by_hand() {
    struct Logged<H>(H, Journal);
    impl<H: HandlerInfo> HandlerInfo for Logged<H> {
        const NAME: &'static str = H::NAME;
        type Events = H::Events;
    }
    impl<E: DomainEvent, H: Handler<E>> Handler<E> for Logged<H> {
        const SEES_ENVELOPE: bool = H::SEES_ENVELOPE;
        type FollowUp = H::FollowUp;

        async fn handle(&self, envelope: &Envelope<E>) -> Result<H::FollowUp, HandlerError> {
            self.1.write(format!("{} gets {}", H::NAME, E::NAME));
            self.0.handle(envelope).await
        }
    }
    #[handler]
    fn track_sale(_: &OrderPlaced) {}
    #[derive(EventBus)]
    struct Bus {
        #[on(OrderPlaced)]
        sales: Logged<TrackSale>,
    }
    let bus = Bus { sales: Logged(TrackSale, Journal::default()) };

    assert!(bus.publish(OrderPlaced { order_id: 1 }).await.is_ok());

    assert_eq!(bus.sales.1.lines(), ["track_sale gets order.placed"]);
}

/// Public, while the events that it handles are not.
pub struct PublicHandler;

#[handler]
impl PublicHandler {
    fn note(&self, _: &OrderPlaced) {}

    fn strike(&self, _: &Envelope<OrderCancelled>) {}
}

#[tokio::test]
async fn a_public_handler_may_handle_private_events() {
    assert!(handle(&PublicHandler, OrderPlaced { order_id: 1 }).await.is_ok());
    assert!(handle(&PublicHandler, OrderCancelled { order_id: 1 }).await.is_ok());
}

#[tokio::test]
async fn a_list_of_events_may_be_a_tuple() {
    struct Tally;
    impl HandlerInfo for Tally {
        const NAME: &'static str = "tally";
        type Events = (OrderPlaced, OrderCancelled);
    }
    impl<E: DomainEvent> Handler<E> for Tally {
        type FollowUp = ();

        async fn handle(&self, _: &Envelope<E>) -> Result<(), HandlerError> {
            Ok(())
        }
    }
    #[derive(EventBus)]
    struct Bus {
        #[on(OrderPlaced, OrderCancelled)]
        tally: Tally,
    }

    assert!(Bus { tally: Tally }.publish(OrderCancelled { order_id: 1 }).await.is_ok());
}
