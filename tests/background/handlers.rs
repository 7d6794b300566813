//! What can stand in background.

use super::*;

#[tokio::test]
async fn two_buses_share_one() {
    #[derive(EventBus)]
    struct Shop {
        #[on(OrderPlaced)]
        email: Arc<Background<Gated>>,
    }
    #[derive(EventBus)]
    struct Market {
        #[on(OrderPlaced)]
        email: Arc<Background<Gated>>,
    }
    let email = Arc::new(Background::spawn(Gated::closed(), 10));
    let (shop, market) = (Shop { email: Arc::clone(&email) }, Market { email });

    assert!(shop.publish(placed(1)).await.is_ok());
    assert!(market.publish(placed(2)).await.is_ok());
    shop.email.handler().gate.add_permits(2);
    soon(shop.email.shutdown()).await;

    assert_eq!(market.email.handler().handled(), [1, 2]);
    let receipt = market.publish(placed(3)).await;
    assert_eq!(receipt.failures()[0].handler(), "gated");
}

#[tokio::test]
async fn a_generic_handler_stands_on_a_generic_bus() {
    trait Mailer: Send + Sync {
        fn send(&self, text: String) -> impl Future<Output = Result<(), std::io::Error>> + Send;
    }
    struct ConfirmationEmail<M> {
        mailer: M,
    }
    #[handler]
    impl<M: Mailer> ConfirmationEmail<M> {
        async fn send(&self, placed: &OrderPlaced) -> Result<(), std::io::Error> {
            self.mailer.send(placed.order_id.to_string()).await
        }
    }
    #[derive(Default)]
    struct Outbox(Mutex<Vec<String>>);
    impl Mailer for Outbox {
        async fn send(&self, text: String) -> Result<(), std::io::Error> {
            self.0.lock().unwrap().push(text);
            Ok(())
        }
    }
    #[derive(EventBus)]
    struct Shop<M: Mailer> {
        #[on(OrderPlaced)]
        email: Background<ConfirmationEmail<M>>,
    }
    let shop = Shop { email: Background::spawn(ConfirmationEmail { mailer: Outbox::default() }, 100) };

    assert!(shop.publish(placed(7)).await.is_ok());
    soon(shop.email.shutdown()).await;

    assert_eq!(*shop.email.handler().mailer.0.lock().unwrap(), ["7"]);
}

#[tokio::test]
async fn a_function_is_a_handler_in_background() {
    #[derive(Debug, Clone, DomainEvent)]
    struct TillCounted(Arc<Semaphore>);
    #[handler]
    fn count(counted: &TillCounted) {
        counted.0.add_permits(1);
    }
    let counted = Arc::new(Semaphore::new(0));
    let background = Background::spawn(Count, 1);

    queue(&background, TillCounted(Arc::clone(&counted))).await.unwrap();
    soon(background.shutdown()).await;

    assert_eq!(counted.available_permits(), 1);
}

#[tokio::test]
async fn a_wrapper_and_a_shared_handler_are_handlers_in_background() {
    struct Twice<H>(H);
    impl<H: HandlerInfo> HandlerInfo for Twice<H> {
        const NAME: &'static str = "twice";
        type Events = H::Events;
    }
    impl<E: DomainEvent, H: Handler<E>> Handler<E> for Twice<H> {
        type FollowUp = H::FollowUp;

        async fn handle(&self, envelope: &Envelope<E>) -> Result<H::FollowUp, HandlerError> {
            self.0.handle(envelope).await?;
            self.0.handle(envelope).await
        }
    }
    let gated = Arc::new(Gated::closed());
    gated.gate.add_permits(2);
    let background = Background::spawn(Twice(Arc::clone(&gated)), 1);

    queue(&background, placed(1)).await.unwrap();
    soon(background.shutdown()).await;

    assert_eq!(gated.handled(), [1, 1]);
}

#[tokio::test]
async fn a_method_that_is_not_compiled_has_no_place_in_the_queue() {
    #[derive(Default)]
    struct Partial(AtomicUsize);
    #[handler]
    impl Partial {
        #[cfg(any())]
        fn strike(&self, _: &DoesNotExist) {}

        #[cfg(any())]
        fn strike_again(&self, _: &DoesNotExistEither) {}

        #[cfg(test)]
        fn note(&self, _: &OrderPlaced) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    struct Gone;
    #[handler]
    impl Gone {
        #[cfg(any())]
        fn strike(&self, _: &DoesNotExist) {}
    }
    let background = Background::spawn(Partial::default(), 1);

    queue(&background, placed(1)).await.unwrap();
    soon(background.shutdown()).await;

    assert_eq!(background.handler().0.load(Ordering::Relaxed), 1);
    soon(Background::spawn(Gone, 1).shutdown()).await;
}

/// A handler that borrows is not for the background, and compiles all the same.
struct Borrowing<'a>(&'a Mutex<Vec<u64>>);

#[handler]
impl Borrowing<'_> {
    async fn note(&self, placed: &OrderPlaced) {
        self.0.lock().unwrap().push(placed.order_id);
    }
}

#[tokio::test]
async fn a_handler_that_borrows_for_good_is_a_handler_in_background() {
    static JOURNAL: Mutex<Vec<u64>> = Mutex::new(Vec::new());
    let background = Background::spawn(Borrowing(&JOURNAL), 1);

    queue(&background, placed(1)).await.unwrap();
    soon(background.shutdown()).await;

    assert_eq!(*JOURNAL.lock().unwrap(), [1]);
}

#[tokio::test]
async fn a_public_handler_may_handle_private_events() {
    let background = Background::spawn(PublicHandler, 1);

    queue(&background, placed(1)).await.unwrap();
    queue(&background, OrderCancelled { order_id: 1 }).await.unwrap();
    soon(background.shutdown()).await;
}

#[tokio::test]
async fn what_follows_is_published_by_whom_the_builder_names() {
    #[derive(Debug, Clone, DomainEvent)]
    struct OrderFlagged;
    #[handler]
    fn detect_fraud(placed: &OrderPlaced) -> Option<OrderFlagged> {
        (placed.order_id == 1).then_some(OrderFlagged)
    }
    #[derive(Default)]
    struct Calls(Mutex<Vec<(Uuid, Option<Uuid>)>>);
    #[handler]
    impl Calls {
        fn call(&self, flagged: &Envelope<OrderFlagged>) -> Result<(), &'static str> {
            self.0.lock().unwrap().push((flagged.correlation_id(), flagged.causation_id()));
            Err("nobody answers")
        }
    }
    #[derive(EventBus)]
    struct Desk {
        #[on(OrderFlagged)]
        calls: Calls,
    }
    let told = Arc::new(Mutex::new(Vec::new()));
    let hook = Arc::clone(&told);
    let desk = Arc::new(Desk { calls: Calls::default() });
    let background = Background::builder(DetectFraud)
        .follow_ups(Arc::clone(&desk))
        .on_failure(move |failure| {
            let what = (failure.handler(), failure.event(), failure.id(), failure.attempts());
            hook.lock().unwrap().push((what, failure.error().to_string()));
        })
        .spawn();

    let id = queue(&background, placed(1)).await.unwrap();
    soon(background.shutdown()).await;

    assert_eq!(*desk.calls.0.lock().unwrap(), [(id, Some(id))], "once: the handler did not fail");
    let what = ("calls", "order.flagged", id, 1);
    assert_eq!(*told.lock().unwrap(), [(what, "nobody answers".to_owned())]);
}
