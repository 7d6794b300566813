use domain_events::prelude::*;
use std::sync::Arc;

/// An order was placed.
#[derive(Debug, Clone, PartialEq, DomainEvent)]
pub struct OrderPlaced {
    /// The order.
    #[event(key)]
    pub order_id: String,
    pub lines: Vec<Option<Arc<str>>>,
    pub r#type: (u8, &'static str),
}
#[derive(Debug, DomainEvent)]
pub struct OrderCancelled {
    id: u64,
}
#[derive(Debug, DomainEvent)]
pub struct UserRegistered;

pub trait Mailer: Send + Sync {
    fn send(&self, to: &str) -> impl Future<Output = Result<(), MailError>> + Send;
}
#[derive(Debug, thiserror::Error)]
#[error("mail")]
pub struct MailError;
pub struct Smtp;
impl Mailer for Smtp {
    async fn send(&self, _to: &str) -> Result<(), MailError> {
        tokio::task::yield_now().await;
        Err(MailError)
    }
}

pub struct ConfirmationEmail<M> {
    mailer: M,
}
#[handler]
impl<M: Mailer> ConfirmationEmail<M> {
    async fn send(&self, placed: &OrderPlaced) -> Result<(), MailError> {
        self.mailer.send(&placed.order_id).await
    }
    fn forget(&self, cancelled: &Envelope<OrderCancelled>) {
        println!("{} {}", cancelled.id(), cancelled.id);
    }
    #[handler(skip)]
    pub fn new(mailer: M) -> Self {
        Self { mailer }
    }
}
/// doc
#[handler]
pub async fn track_sale(placed: &OrderPlaced) -> anyhow::Result<()> {
    anyhow::ensure!(placed.order_id.is_empty());
    Ok(())
}

pub struct Counter<const N: usize>;
#[handler(name = "the_counter")]
impl<const N: usize> Counter<N> {
    fn count(&self, _: &OrderPlaced) -> Result<(), String> {
        panic!("boom {N}")
    }
    fn user(&self, _: &UserRegistered) -> Result<(), HandlerError> {
        "x".parse::<u8>()?;
        Ok(())
    }
}

#[derive(EventBus)]
pub struct Shop<M> {
    #[on(OrderPlaced, OrderCancelled)]
    confirmation: ConfirmationEmail<M>,
    #[on(OrderPlaced)]
    track: TrackSale,
    #[on(OrderPlaced, UserRegistered)]
    counter: Counter<3>,
    #[event_bus(skip)]
    pub extra: u32,
}

struct PlaceOrder<P> {
    events: P,
}
impl<P: Publish<OrderPlaced>> PlaceOrder<P> {
    async fn run(&self) -> Receipt {
        self.events.publish(OrderPlaced { order_id: "o".into(), lines: vec![], r#type: (1, "") }).await
    }
}

#[tokio::test]
async fn it_runs() {
    let shop = Arc::new(Shop {
        confirmation: ConfirmationEmail::new(Smtp),
        track: TrackSale,
        counter: Counter,
        extra: 1,
    });
    let other = shop.clone();
    let receipt = tokio::spawn(async move {
        other.publish(OrderPlaced { order_id: "o-1".into(), lines: vec![], r#type: (1, "") }).await
    })
    .await
    .unwrap();
    for f in receipt.failures() {
        println!("{f}");
    }
    assert_eq!(receipt.failures().len(), 3);
    let _ = shop.publish(UserRegistered).await;
    let _ = (*shop).publish(OrderCancelled { id: 1 }).await;
    let _ = PlaceOrder { events: shop.clone() }.run().await;
    let _ = PlaceOrder { events: &*shop }.run().await;
    println!("{:#?}", OrderPlaced::DESCRIPTOR);
    println!("{:?}", receipt.into_result().unwrap_err().to_string());
}
