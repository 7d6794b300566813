//! What `#[derive(EventBus)]` makes of a struct. One file, long as it is: its cases share one shop and one journal.
#![allow(clippy::unused_async)] // handlers of all shapes are tried, also async ones that await nothing

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use domain_events::prelude::*;

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderCancelled;

/// What handlers did, in the order in which they did it.
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

struct First(Journal);
#[handler]
impl First {
    async fn note(&self, placed: &OrderPlaced) -> Result<(), String> {
        tokio::task::yield_now().await;
        self.0.write(format!("first {}", placed.order_id));
        if placed.order_id == 0 { Err("no order".to_owned()) } else { Ok(()) }
    }

    fn strike(&self, _: &OrderCancelled) {
        self.0.write("first cancelled");
    }
}

struct Second(Journal);
#[handler]
impl Second {
    fn note(&self, placed: &OrderPlaced) {
        assert_ne!(placed.order_id, 13, "thirteen");
        self.0.write(format!("second {}", placed.order_id));
    }
}

struct Third(Journal);
#[handler]
impl Third {
    async fn note(&self, placed: &Envelope<OrderPlaced>) -> Result<(), HandlerError> {
        self.0.write(format!("third {}", placed.order_id));
        if placed.order_id == 0 { Err(HandlerError::permanent("gone")) } else { Ok(()) }
    }
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced, OrderCancelled)]
    first: First,
    #[on(OrderPlaced)]
    second: Second,
    #[on(OrderPlaced)]
    third: Third,
    #[event_bus(skip)]
    journal: Journal,
}

fn shop() -> Shop {
    let journal = Journal::default();
    Shop {
        first: First(journal.clone()),
        second: Second(journal.clone()),
        third: Third(journal.clone()),
        journal,
    }
}

#[tokio::test]
async fn handlers_run_in_the_order_of_the_fields() {
    let shop = shop();

    let receipt = shop.publish(OrderPlaced { order_id: 1 }).await;

    assert!(receipt.is_ok());
    assert_eq!(shop.journal.lines(), ["first 1", "second 1", "third 1"]);
}

#[tokio::test]
async fn a_handler_gets_only_the_events_it_is_subscribed_to() {
    let shop = shop();

    let receipt = shop.publish(OrderCancelled).await;

    assert!(receipt.is_ok());
    assert_eq!(shop.journal.lines(), ["first cancelled"]);
}

#[tokio::test]
async fn a_failing_handler_does_not_stop_its_siblings() {
    let shop = shop();

    let receipt = shop.publish(OrderPlaced { order_id: 0 }).await;

    assert_eq!(shop.journal.lines(), ["first 0", "second 0", "third 0"]);
    let failures = receipt.failures().iter().map(|it| (it.handler(), it.event(), it.error().to_string()));
    assert_eq!(
        failures.collect::<Vec<_>>(),
        [("first", "order.placed", "no order".to_owned()), ("third", "order.placed", "gone".to_owned())]
    );
    assert!(receipt.failures()[1].error().is_permanent());
}

#[tokio::test]
async fn a_panicking_handler_is_a_failure_and_does_not_stop_its_siblings() {
    let shop = shop();

    let receipt = shop.publish(OrderPlaced { order_id: 13 }).await;

    assert_eq!(shop.journal.lines(), ["first 13", "third 13"]);
    let [failure] = receipt.failures() else { panic!("one failure, not {receipt:?}") };
    assert_eq!(failure.handler(), "second");
    assert!(failure.error().is_panic());
    assert!(failure.error().to_string().contains("thirteen"), "{failure}");
}

#[tokio::test]
async fn failures_become_an_error_only_on_request() {
    let shop = shop();

    let fine = shop.publish(OrderPlaced { order_id: 1 }).await.into_result();
    let failed = shop.publish(OrderPlaced { order_id: 0 }).await.into_result().unwrap_err();

    assert!(fine.is_ok());
    assert_eq!(failed.failures().len(), 2);
    let text =
        "handler `first` failed on `order.placed`: no order; handler `third` failed on `order.placed`: gone";
    assert_eq!(failed.to_string(), text);
}

#[tokio::test]
async fn an_occurrence_is_published_with_its_own_id_and_time() {
    struct Seen(Mutex<Vec<Envelope<OrderPlaced>>>);
    #[handler]
    impl Seen {
        fn see(&self, placed: &Envelope<OrderPlaced>) {
            self.0.lock().unwrap().push(placed.clone());
        }
    }
    #[derive(EventBus)]
    struct Bus {
        #[on(OrderPlaced)]
        seen: Seen,
    }
    let bus = Bus { seen: Seen(Mutex::default()) };
    let occurrence = OrderPlaced { order_id: 1 }.occurred();

    let receipt = bus.publish_envelope(occurrence.clone()).await;

    assert!(receipt.is_ok());
    assert_eq!(*bus.seen.0.lock().unwrap(), [occurrence]);
}

#[test]
fn an_id_is_made_only_for_events_of_which_a_handler_sees_the_envelope() {
    let seen =
        [<Shop as Publish<OrderPlaced>>::SEES_ENVELOPE, <Shop as Publish<OrderCancelled>>::SEES_ENVELOPE];

    assert_eq!(seen, [true, cfg!(feature = "tracing")]);
}

#[tokio::test]
async fn a_use_case_knows_only_the_port() {
    struct PlaceOrder<P> {
        events: P,
    }
    impl<P: Publish<OrderPlaced>> PlaceOrder<P> {
        async fn run(&self, order_id: u64) -> usize {
            self.events.publish(OrderPlaced { order_id }).await.failures().len()
        }
    }
    struct Recorder(Mutex<Vec<OrderPlaced>>);
    impl Publish<OrderPlaced> for Recorder {
        async fn publish_envelope(&self, envelope: Envelope<OrderPlaced>) -> Receipt {
            self.0.lock().unwrap().push(envelope.into_event());
            Receipt::new()
        }
    }
    let (shop, recorder) = (Arc::new(shop()), Recorder(Mutex::default()));

    assert_eq!(PlaceOrder { events: Arc::clone(&shop) }.run(0).await, 2);
    assert_eq!(PlaceOrder { events: &*shop }.run(1).await, 0);
    assert_eq!(PlaceOrder { events: Box::new(&recorder) }.run(2).await, 0);

    assert_eq!(shop.journal.lines().len(), 6);
    assert_eq!(*recorder.0.lock().unwrap(), [OrderPlaced { order_id: 2 }]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_publish_on_one_bus_at_the_same_time() {
    #[derive(Default)]
    struct Count(AtomicUsize);
    #[handler]
    impl Count {
        async fn add(&self, _: &OrderPlaced) {
            tokio::task::yield_now().await;
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    #[derive(Default, EventBus)]
    struct Bus {
        #[on(OrderPlaced)]
        count: Count,
    }
    let bus = Arc::new(Bus::default());

    let tasks = (0..64).map(|order_id| {
        let bus = Arc::clone(&bus);
        tokio::spawn(async move { bus.publish(OrderPlaced { order_id }).await.is_ok() })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert!(task.await.unwrap());
    }

    assert_eq!(bus.count.0.load(Ordering::Relaxed), 64);
}

#[tokio::test]
async fn a_bus_is_generic_where_its_handlers_are_with_or_without_bounds() {
    trait Mailer: Send + Sync {
        fn send(&self, text: String) -> impl Future<Output = ()> + Send;
    }
    impl Mailer for Journal {
        async fn send(&self, text: String) {
            self.write(text);
        }
    }
    struct Email<M>(M);
    #[handler]
    impl<M: Mailer> Email<M> {
        async fn send(&self, placed: &OrderPlaced) {
            self.0.send(format!("mail {}", placed.order_id)).await;
        }
    }
    #[derive(EventBus)]
    struct Bare<M> {
        #[on(OrderPlaced)]
        email: Email<M>,
    }
    #[derive(EventBus)]
    struct Bounded<M: Mailer, H>
    where
        H: Handler<OrderPlaced>,
    {
        #[on(OrderPlaced)]
        email: Email<M>,
        #[on(OrderPlaced)]
        other: H,
    }
    async fn generic<M: Mailer>(bus: &Bare<M>) -> Receipt {
        bus.publish(OrderPlaced { order_id: 2 }).await
    }
    async fn more_generic<M: Mailer, H: Handler<OrderPlaced, FollowUp = ()>>(bus: &Bounded<M, H>) -> Receipt {
        bus.publish(OrderPlaced { order_id: 3 }).await
    }
    let journal = Journal::default();
    let bare = Bare { email: Email(journal.clone()) };
    let bounded = Bounded { email: Email(journal.clone()), other: Second(journal.clone()) };

    let seen = [
        <Bare<Journal> as Publish<OrderPlaced>>::SEES_ENVELOPE,
        <Bounded<Journal, Second> as Publish<OrderPlaced>>::SEES_ENVELOPE,
        <Bounded<Journal, Third> as Publish<OrderPlaced>>::SEES_ENVELOPE,
    ];
    assert_eq!(seen, [cfg!(feature = "tracing"), cfg!(feature = "tracing"), true]);
    assert!(bare.publish(OrderPlaced { order_id: 1 }).await.is_ok());
    assert!(generic(&bare).await.is_ok());
    assert!(more_generic(&bounded).await.is_ok());

    assert_eq!(journal.lines(), ["mail 1", "mail 2", "mail 3", "second 3"]);
}

#[tokio::test]
async fn a_port_need_not_be_declared_to_go_from_thread_to_thread() {
    trait Printer {
        fn print(&self, text: String);
    }
    impl Printer for Journal {
        fn print(&self, text: String) {
            self.write(text);
        }
    }
    struct Label<P>(P);
    #[handler]
    impl<P: Printer> Label<P> {
        async fn print(&self, placed: &OrderPlaced) {
            tokio::task::yield_now().await;
            self.0.print(format!("label {}", placed.order_id));
        }
    }
    #[derive(EventBus)]
    struct Bus<P> {
        #[on(OrderPlaced)]
        label: Label<P>,
    }
    #[derive(EventBus)]
    struct Declared<P: Printer> {
        #[on(OrderPlaced)]
        label: Label<P>,
    }
    let journal = Journal::default();
    let bus = Bus { label: Label(journal.clone()) };

    let published = tokio::spawn(async move { bus.publish(OrderPlaced { order_id: 1 }).await.is_ok() });

    assert!(published.await.unwrap());
    let declared = Declared { label: Label(journal.clone()) };
    assert!(declared.publish(OrderPlaced { order_id: 2 }).await.is_ok());
    assert_eq!(journal.lines(), ["label 1", "label 2"]);
}

#[test]
fn dropping_the_future_stops_at_the_handler_that_runs() {
    #[handler]
    async fn wait(_: &OrderPlaced) -> OrderCancelled {
        tokio::task::yield_now().await;
        OrderCancelled
    }
    #[derive(EventBus)]
    struct Bus {
        #[on(OrderPlaced)]
        before: Second,
        #[on(OrderPlaced)]
        waiting: Wait,
        #[on(OrderPlaced, OrderCancelled)]
        after: First,
    }
    let journal = Journal::default();
    let bus = Bus { before: Second(journal.clone()), waiting: Wait, after: First(journal.clone()) };
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());

    {
        let mut publishing = std::pin::pin!(bus.publish(OrderPlaced { order_id: 1 }));
        assert!(publishing.as_mut().poll(&mut context).is_pending());
    }

    assert_eq!(journal.lines(), ["second 1"], "what ran, ran; the rest, and what would follow, did not");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(runtime.block_on(bus.publish(OrderPlaced { order_id: 2 })).is_ok());
    assert_eq!(journal.lines(), ["second 1", "second 2", "first 2", "first cancelled"]);
}

#[test]
fn nothing_runs_before_the_future_is_polled() {
    let shop = shop();

    drop(shop.publish(OrderPlaced { order_id: 1 }));

    assert!(shop.journal.lines().is_empty());
}

#[test]
fn publishing_allocates_nothing() {
    struct Quiet;
    #[handler]
    impl Quiet {
        fn note(&self, placed: &OrderPlaced) {
            std::hint::black_box(placed.order_id);
        }

        async fn strike(&self, cancelled: &Envelope<OrderCancelled>) -> Result<(), HandlerError> {
            std::hint::black_box(cancelled.id());
            Ok(())
        }
    }
    #[derive(EventBus)]
    struct Bus {
        #[on(OrderPlaced, OrderCancelled)]
        one: Quiet,
        #[on(OrderPlaced, OrderCancelled)]
        two: Quiet,
    }
    let bus = Bus { one: Quiet, two: Quiet };
    let publish = || {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(std::pin::pin!(bus.publish(OrderPlaced { order_id: 1 })).poll(&mut context).is_ready());
        assert!(std::pin::pin!(bus.publish(OrderCancelled)).poll(&mut context).is_ready());
    };
    publish(); // the first id of a thread seeds its counter

    let allocations = allocation_counter::measure(publish);

    assert_eq!(allocations.count_total, 0);
}

/// Public, while its handlers, and what they handle, are not.
#[derive(EventBus)]
pub struct PublicBus {
    #[on(OrderPlaced)]
    second: Second,
}

#[tokio::test]
async fn a_public_bus_may_have_private_handlers_of_private_events() {
    let bus = PublicBus { second: Second(Journal::default()) };

    assert!(bus.publish(OrderPlaced { order_id: 1 }).await.is_ok());
    assert!(bus.publish_now(OrderPlaced { order_id: 2 }).is_ok());

    assert_eq!(bus.second.0.lines(), ["second 1", "second 2"]);
}

#[tokio::test]
async fn a_bus_may_borrow_and_may_have_const_parameters() {
    struct Lines<'a>(&'a Mutex<Vec<u64>>);
    #[handler]
    impl Lines<'_> {
        async fn note(&self, placed: &OrderPlaced) {
            self.0.lock().unwrap().push(placed.order_id);
        }

        fn strike(&self, _: &OrderCancelled) {
            self.0.lock().unwrap().clear();
        }
    }
    struct Times<'a, const N: u64>(&'a Mutex<Vec<u64>>);
    #[handler]
    impl<const N: u64> Times<'_, N> {
        fn multiply(&self, placed: &OrderPlaced) {
            self.0.lock().unwrap().push(N * placed.order_id);
        }
    }
    #[derive(EventBus)]
    struct Static {
        #[on(OrderPlaced, OrderCancelled)]
        lines: Lines<'static>,
    }
    #[derive(EventBus)]
    struct Bus<'a, const N: u64> {
        #[on(OrderPlaced, OrderCancelled)]
        lines: Lines<'a>,
        #[on(OrderPlaced)]
        times: Times<'a, N>,
    }
    /// What the struct declares of its lifetimes holds for the impls too.
    #[derive(EventBus)]
    struct Ordered<'short, 'long>
    where
        'long: 'short,
    {
        #[on(OrderPlaced, OrderCancelled)]
        short: Lines<'short>,
        #[on(OrderPlaced, OrderCancelled)]
        long: Lines<'long>,
    }
    let lines = Mutex::default();
    let ordered = Ordered { short: Lines(&lines), long: Lines(&lines) };
    assert!(ordered.publish(OrderPlaced { order_id: 1 }).await.is_ok());
    assert_eq!(*lines.lock().unwrap(), [1, 1]);
    lines.lock().unwrap().clear();
    let bus = Bus::<'_, 3> { lines: Lines(&lines), times: Times(&lines) };

    assert!(bus.publish(OrderPlaced { order_id: 2 }).await.is_ok());
    assert_eq!(*lines.lock().unwrap(), [2, 6]);

    assert!(bus.publish(OrderCancelled).await.is_ok());
    assert!(lines.lock().unwrap().is_empty());

    let bus = Static { lines: Lines(Box::leak(Box::default())) };
    assert!(
        tokio::spawn(async move { bus.publish(OrderPlaced { order_id: 2 }).await.is_ok() }).await.unwrap()
    );
}
