//! Buses in buses, handlers at the same time, panics that go through, events without handlers, and publishing without a runtime.
//! One file, long as it is: its cases share the handler that waits.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use domain_events::prelude::*;

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderArchived;

#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    fn write(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Says when it starts, waits as often as it is told, and says when it ends.
struct Waiting {
    name: &'static str,
    times: usize,
    journal: Journal,
}

#[handler]
impl Waiting {
    async fn wait(&self, placed: &OrderPlaced) -> Result<(), String> {
        self.journal.write(format!("{} starts", self.name));
        for _ in 0..self.times {
            tokio::task::yield_now().await;
        }
        self.journal.write(format!("{} ends", self.name));
        assert_ne!(placed.order_id, 13, "thirteen");
        if placed.order_id == 0 { Err(self.name.to_owned()) } else { Ok(()) }
    }
}

mod concurrent {
    use super::*;

    #[derive(EventBus)]
    #[event_bus(concurrent)]
    struct Shop {
        #[on(OrderPlaced)]
        slow: Waiting,
        #[on(OrderPlaced)]
        fast: Waiting,
    }

    fn shop() -> (Shop, Journal) {
        let journal = Journal::default();
        let waiting = |name, times| Waiting { name, times, journal: journal.clone() };
        (Shop { slow: waiting("slow", 3), fast: waiting("fast", 1) }, journal)
    }

    #[tokio::test]
    async fn handlers_run_at_the_same_time() {
        let (shop, journal) = shop();

        assert!(shop.publish(OrderPlaced { order_id: 1 }).await.is_ok());

        assert_eq!(journal.lines(), ["slow starts", "fast starts", "fast ends", "slow ends"]);
    }

    #[tokio::test]
    async fn failures_stand_in_the_order_of_the_fields() {
        let (shop, _) = shop();

        let receipt = shop.publish(OrderPlaced { order_id: 0 }).await;

        let errors = receipt.failures().iter().map(|failure| failure.error().to_string());
        assert_eq!(errors.collect::<Vec<_>>(), ["slow", "fast"]);
    }

    #[tokio::test]
    async fn a_panic_stops_no_sibling() {
        let (shop, journal) = shop();

        let receipt = shop.publish(OrderPlaced { order_id: 13 }).await;

        assert_eq!(receipt.failures().iter().filter(|it| it.error().is_panic()).count(), 2);
        assert_eq!(journal.lines().len(), 4);
    }

    #[test]
    fn dropping_the_future_stops_all_handlers_where_they_stand() {
        let (shop, journal) = shop();
        let mut context = Context::from_waker(Waker::noop());

        {
            let mut publishing = std::pin::pin!(shop.publish(OrderPlaced { order_id: 1 }));
            assert!(publishing.as_mut().poll(&mut context).is_pending());
            assert!(publishing.as_mut().poll(&mut context).is_pending());
        }

        assert_eq!(journal.lines(), ["slow starts", "fast starts", "fast ends"]);
        let again = std::pin::pin!(shop.publish(OrderPlaced { order_id: 1 }));
        assert!(matches!(futures_until_ready(again), receipt if receipt.is_ok()));
    }

    fn futures_until_ready(mut publishing: std::pin::Pin<&mut impl Future<Output = Receipt>>) -> Receipt {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..100 {
            if let Poll::Ready(receipt) = publishing.as_mut().poll(&mut context) {
                return receipt;
            }
        }
        panic!("it never ends");
    }

    /// More handlers than one tuple holds.
    #[tokio::test]
    async fn forty_handlers_run_in_both_ways() {
        macro_rules! large {
            ($bus:ident $(#[$setting:meta])? : $($field:ident)*) => {
                #[derive(EventBus)]
                $(#[$setting])?
                struct $bus { $(#[on(OrderPlaced)] $field: Waiting),* }
                impl $bus {
                    fn new(journal: &Journal) -> Self {
                        Self { $($field: Waiting { name: stringify!($field), times: 1, journal: journal.clone() }),* }
                    }
                }
            };
        }
        large!(InOrder: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah ai aj ak al am an);
        large!(AtOnce #[event_bus(concurrent)]: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah ai aj ak al am an);
        let (in_order, at_once) = (Journal::default(), Journal::default());

        assert!(InOrder::new(&in_order).publish(OrderPlaced { order_id: 1 }).await.is_ok());
        let large = AtOnce::new(&at_once); // forty futures side by side are too large for a stack
        assert!(Box::pin(large.publish(OrderPlaced { order_id: 1 })).await.is_ok());
        let failed = Box::pin(large.publish(OrderPlaced { order_id: 0 })).await;

        assert_eq!(in_order.lines()[..4], ["a starts", "a ends", "b starts", "b ends"]);
        assert_eq!(in_order.lines().len(), 80);
        assert!(at_once.lines()[..40].iter().all(|line| line.ends_with("starts")));
        assert_eq!(failed.failures().len(), 40);
    }
}

mod panics {
    use super::*;

    #[derive(EventBus)]
    #[event_bus(panics = "propagate")]
    struct Shop {
        #[on(OrderPlaced)]
        first: Waiting,
        #[on(OrderPlaced)]
        second: Waiting,
    }

    #[derive(EventBus)]
    struct Isolating {
        #[on(OrderPlaced)]
        shop: Shop,
    }

    fn shop(journal: &Journal) -> Shop {
        let waiting = |name| Waiting { name, times: 0, journal: journal.clone() };
        Shop { first: waiting("first"), second: waiting("second") }
    }

    #[test]
    fn a_panic_goes_through_to_whoever_published() {
        let journal = Journal::default();
        let shop = shop(&journal);
        let mut context = Context::from_waker(Waker::noop());

        let panicked = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let _ = std::pin::pin!(shop.publish(OrderPlaced { order_id: 13 })).poll(&mut context);
        }));

        assert!(panicked.is_err());
        assert_eq!(journal.lines(), ["first starts", "first ends"]);
    }

    #[tokio::test]
    async fn a_bus_around_it_isolates_it() {
        let journal = Journal::default();

        let receipt = Isolating { shop: shop(&journal) }.publish(OrderPlaced { order_id: 13 }).await;

        let [failure] = receipt.failures() else { panic!("one failure, not {receipt:?}") };
        assert_eq!(failure.handler(), "shop");
        assert!(failure.error().is_panic());
    }

    #[tokio::test]
    async fn errors_are_on_the_receipt_as_ever() {
        let receipt = shop(&Journal::default()).publish(OrderPlaced { order_id: 0 }).await;

        assert_eq!(receipt.failures().len(), 2);
    }
}

mod unhandled {
    use super::*;

    #[derive(EventBus)]
    #[event_bus(unhandled(OrderArchived))]
    struct Shop {
        #[on(OrderPlaced)]
        only: Waiting,
    }

    #[tokio::test]
    async fn an_event_may_be_said_to_have_no_handler() {
        let journal = Journal::default();
        let shop = Shop { only: Waiting { name: "only", times: 0, journal: journal.clone() } };

        assert!(shop.publish(OrderArchived).await.is_ok());
        assert!(shop.publish_now(OrderArchived).is_ok());

        assert!(journal.lines().is_empty());
    }
}

mod nested {
    use super::*;

    #[derive(EventBus)]
    struct Module {
        #[on(OrderPlaced)]
        first: Waiting,
        #[on(OrderPlaced)]
        second: Waiting,
    }

    #[derive(EventBus)]
    struct Program {
        #[on(OrderPlaced)]
        before: Waiting,
        #[on(OrderPlaced)]
        module: Arc<Module>,
        #[on(OrderPlaced)]
        after: Waiting,
    }

    fn program(journal: &Journal) -> Program {
        let waiting = |name| Waiting { name, times: 1, journal: journal.clone() };
        let module = Module { first: waiting("first"), second: waiting("second") };
        Program { before: waiting("before"), module: Arc::new(module), after: waiting("after") }
    }

    #[tokio::test]
    async fn a_bus_is_a_handler_of_what_it_routes() {
        let journal = Journal::default();

        assert!(program(&journal).publish(OrderPlaced { order_id: 1 }).await.is_ok());

        let ends = journal.lines().into_iter().filter(|line| line.ends_with("ends"));
        assert_eq!(ends.collect::<Vec<_>>(), ["before ends", "first ends", "second ends", "after ends"]);
    }

    #[tokio::test]
    async fn each_failure_names_the_handler_and_not_the_bus() {
        let receipt = program(&Journal::default()).publish(OrderPlaced { order_id: 0 }).await;

        let errors = receipt.failures().iter().map(|it| it.error().to_string()).collect::<Vec<_>>();
        assert_eq!(errors, ["before", "first", "second", "after"]);
        assert!(receipt.failures().iter().all(|failure| failure.handler() == "waiting"));
    }

    #[tokio::test]
    async fn a_bus_called_as_a_handler_fails_if_any_handler_does() {
        let journal = Journal::default();
        let program = program(&journal);

        let error = program.handle(&OrderPlaced { order_id: 0 }.occurred()).await.unwrap_err();

        assert!(error.to_string().contains("first") && error.to_string().contains("after"), "{error}");
        assert!(!error.is_permanent());
        assert!(program.handle(&OrderPlaced { order_id: 1 }.occurred()).await.is_ok());
        assert_eq!(Program::NAME, "program");
    }
}

mod allocations {
    use super::*;

    struct Quiet;
    #[handler]
    impl Quiet {
        fn note(&self, placed: &OrderPlaced) -> Option<OrderArchived> {
            (placed.order_id > 0).then_some(OrderArchived)
        }

        async fn archive(&self, archived: &OrderArchived) -> Result<(), String> {
            std::hint::black_box(archived);
            std::future::ready(Ok(())).await
        }
    }

    #[derive(EventBus)]
    struct InOrder {
        #[on(OrderPlaced, OrderArchived)]
        one: Quiet,
        #[on(OrderPlaced, OrderArchived)]
        two: Quiet,
    }

    #[derive(EventBus)]
    #[event_bus(concurrent, panics = "propagate")]
    struct AtOnce {
        #[on(OrderPlaced, OrderArchived)]
        one: Quiet,
        #[on(OrderPlaced, OrderArchived)]
        nested: InOrder,
    }

    #[test]
    fn concurrent_and_nested_buses_and_follow_ups_allocate_nothing() {
        let bus = AtOnce { one: Quiet, nested: InOrder { one: Quiet, two: Quiet } };
        let publish = || {
            let mut context = Context::from_waker(Waker::noop());
            let publishing = std::pin::pin!(bus.publish(OrderPlaced { order_id: 1 }));
            assert!(matches!(publishing.poll(&mut context), Poll::Ready(receipt) if receipt.is_ok()));
        };
        publish(); // the first id of a thread seeds its counter

        assert_eq!(allocation_counter::measure(publish).count_total, 0);
    }
}

mod now {
    use super::*;

    struct Plain(Journal);
    #[handler]
    impl Plain {
        fn archive(&self, placed: &OrderPlaced) -> Result<OrderArchived, String> {
            self.0.write("placed");
            if placed.order_id == 0 { Err("no order".into()) } else { Ok(OrderArchived) }
        }

        fn archived(&self, _: &OrderArchived) {
            self.0.write("archived");
        }
    }

    #[derive(EventBus)]
    struct Shop {
        #[on(OrderPlaced, OrderArchived)]
        plain: Arc<Plain>,
    }

    #[derive(EventBus)]
    struct Program {
        #[on(OrderPlaced, OrderArchived)]
        shop: Shop,
    }

    #[derive(EventBus)]
    struct Generic<H> {
        #[on(OrderPlaced)]
        handler: H,
    }

    #[derive(EventBus)]
    struct Bounded<H: Handler<OrderArchived, FollowUp = ()>> {
        #[on(OrderArchived)]
        handler: H,
    }

    #[handler]
    fn count(_: &OrderPlaced) {}

    #[test]
    fn buses_with_parameters_publish_without_a_runtime_if_their_handlers_are_plain() {
        let journal = Journal::default();

        assert!(Generic { handler: Count }.publish_now(OrderPlaced { order_id: 1 }).is_ok());
        assert!(Bounded { handler: Plain(journal.clone()) }.publish_now(OrderArchived).is_ok());

        assert_eq!(journal.lines(), ["archived"]);
    }

    #[test]
    fn an_event_with_plain_handlers_is_published_without_a_runtime() {
        let journal = Journal::default();
        let program = Program { shop: Shop { plain: Arc::new(Plain(journal.clone())) } };

        assert!(program.shop.publish_now(OrderPlaced { order_id: 1 }).is_ok());
        assert_eq!(program.publish_now(OrderPlaced { order_id: 0 }).failures().len(), 1);

        assert_eq!(journal.lines(), ["placed", "archived", "placed"]);
    }
}

mod dynamic {
    use super::*;

    struct PlaceOrder {
        events: Arc<dyn DynPublish<OrderPlaced>>,
    }

    #[tokio::test]
    async fn a_use_case_may_hold_a_port_without_a_type_parameter() {
        #[derive(EventBus)]
        struct Shop {
            #[on(OrderPlaced)]
            only: Waiting,
        }
        let journal = Journal::default();
        let only = Waiting { name: "only", times: 1, journal: journal.clone() };
        let use_case = PlaceOrder { events: Arc::new(Shop { only }) };

        let published = tokio::spawn(async move {
            let first = use_case.events.publish(OrderPlaced { order_id: 0 }).await;
            let occurrence = OrderPlaced { order_id: 1 }.occurred();
            (first.failures().len(), use_case.events.publish_envelope(occurrence).await.is_ok())
        });

        assert_eq!(published.await.unwrap(), (1, true));
        assert_eq!(journal.lines().len(), 4);
    }
}
