//! What moves messages: the contract between workers and brokers.

mod by_key;
mod dead_letter;
mod error;
mod replay;
mod subscription;

use std::future::Future;
use std::time::Duration;

pub use self::by_key::{ByKey, ByKeyDelivery};
pub use self::dead_letter::{DeadLetter, DeadLetterReason};
pub use self::error::{Problem, TransportError};
pub use self::replay::{Replayed, replay};
pub use self::subscription::{Order, SubscribedTo, Subscription};
use crate::message::{Message, Undecodable};

/// Something that moves messages: in memory, or a broker.
///
/// ```
/// use events_worker::{Deliveries, Delivery, InMemory, Message, Source, Subscription, Transport};
/// # use domain_events::Uuid;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = InMemory::new();
/// let message = Message::new(Uuid::from_u128(7), &Source::new("/shop")?, "order.placed");
/// transport.send(&[message]).await?;
///
/// let deliveries = transport.subscribe(&Subscription::new("confirmation_email", ["order.placed"])).await?;
/// let delivery = deliveries.next().await?.expect("the transport is open");
/// assert_eq!(delivery.received().map(Message::event_name).ok(), Some("order.placed"));
/// delivery.ack().await?;
/// # Ok(())
/// # }
/// ```
///
/// Programs seldom call it: [`Forward`](crate::Forward) sends, and a [`Worker`](crate::Worker) subscribes.
///
/// # By hand
///
/// Write it for a broker that this project has no adapter for, and let the suite of the crate `conformance` tell whether it holds
/// the contract below.
///
/// # Contract
///
/// A message goes to each group that is declared for its event's name, and in a group to one consumer at a time. It is delivered
/// until it is settled: at least once, and more often if a consumer goes away with it. What a transport holds is bounded, and so
/// is each wait: a broker that is not there is an error after a while, and a connection that breaks is made anew, with growing
/// delays, without a word from whoever sends or consumes.
///
/// With [`Order::ByKey`], messages of one key come in the order in which they were sent, one sender's at least: the next one
/// comes when the one before is settled for good, so also after its retries. A transport that holds this across all
/// consumers of a group implements [`KeepsOrder`].
///
/// # Errors
///
/// A [`TransportError`]. After one, a message may have been sent all the same: it has its id, by which a second one is known.
///
/// # Cancellation
///
/// A dropped `send` may have sent some of its messages; a dropped `next` has taken none.
///
/// # Bounds
///
/// `Clone + Send + Sync + 'static`, because each part of a program sends and consumes on one connection: a clone is a handle.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a transport",
    label = "not a transport",
    note = "use `InMemory`, or the transport of an adapter as `events-rabbitmq` or `events-kafka`"
)]
pub trait Transport: Clone + Send + Sync + 'static {
    /// What it is called in errors, logs and metrics: `messaging.system` of the OpenTelemetry conventions.
    const NAME: &'static str;

    /// What comes for one subscription.
    type Deliveries: Deliveries;

    /// Sends messages, in order, to all groups that are declared for their events' names. Returns when the transport has them
    /// safe: a broker has confirmed each.
    ///
    /// # Errors
    ///
    /// If one was refused or not confirmed in time. Those before it in the slice have been sent, and perhaps some behind it.
    fn send(&self, messages: &[Message]) -> impl Future<Output = Result<(), TransportError>> + Send;

    /// Sends messages to one group alone, whatever it is declared for: to handle again what it has set aside.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), and if there is no such group.
    fn send_to(
        &self,
        group: &str,
        messages: &[Message],
    ) -> impl Future<Output = Result<(), TransportError>> + Send;

    /// Makes that messages which are sent from now on wait for the groups of these subscriptions: creates their queues, their
    /// bindings and the places of their dead letters, or finds that they are there.
    ///
    /// # Errors
    ///
    /// If one is there with other settings: [`Problem::Differs`].
    fn declare(
        &self,
        subscriptions: &[Subscription],
    ) -> impl Future<Output = Result<(), TransportError>> + Send;

    /// [Declares](Self::declare) a group and takes part in it.
    ///
    /// # Errors
    ///
    /// Those of `declare`, and if the broker does not answer.
    fn subscribe(
        &self,
        subscription: &Subscription,
    ) -> impl Future<Output = Result<Self::Deliveries, TransportError>> + Send;

    /// Closes it, for all clones: what is sent from now on is an error, and deliveries end. What is unsettled comes again to whoever
    /// connects anew.
    fn close(&self) -> impl Future<Output = ()> + Send;
}

/// A transport that keeps messages of one key in order across all consumers of a group, retries included.
///
/// # By hand
///
/// Implement it for a transport that holds the contract of [`Order::ByKey`] whatever fails; the suite `conformance` tests it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not keep the messages of a key in order",
    label = "order by key is asked for, and `{Self}` has none",
    note = "leave `in_order()` out if the handler can bear events of one key in any order, or choose a transport that implements `KeepsOrder`, as `InMemory`"
)]
pub trait KeepsOrder: Transport {}

/// The messages that come for one subscription. Any number of tasks may ask for the next.
///
/// # Contract
///
/// At most [`prefetch`](Subscription::prefetch) of them are held at once, unsettled ones included. When it is dropped, those that
/// nobody has taken are given back.
pub trait Deliveries: Send + Sync + 'static {
    /// One that comes.
    type Delivery: Delivery;

    /// The next message. `None` when these deliveries, or the transport, are closed. To drop the future loses nothing.
    ///
    /// # Errors
    ///
    /// If no more will come: the transport has given up, or was told by its broker that it may not. What passes by itself, as a
    /// connection that breaks, is no error here.
    fn next(&self) -> impl Future<Output = Result<Option<Self::Delivery>, TransportError>> + Send;

    /// Takes no more: each [`next`](Self::next), also one that waits, answers `None`, and messages that nobody has taken are given
    /// back. Those that were taken can still be settled.
    fn close(&self);

    /// How many messages wait for the group, as far as the broker says; `None` if it does not.
    fn lag(&self) -> impl Future<Output = Option<u64>> + Send;
}

/// A message that has come, to be settled: acknowledged, retried, set aside or released.
///
/// # Contract
///
/// While it is held, it is not delivered to anyone else, however long that takes, as long as the connection is up: a transport
/// whose broker has a deadline extends it by itself. One that is dropped unsettled comes again, as after a crash, and its attempt
/// counts.
///
/// Headers whose values are not UTF-8 do not show in the [`Message`], and are not lost: they are in what is retried and set aside.
///
/// # Errors
///
/// When settling fails, the message comes again: at once if its connection broke, else after a while, so that nothing spins.
pub trait Delivery: Send + Sync + 'static {
    /// The message.
    ///
    /// # Errors
    ///
    /// What came, if it is no message: its headers, its bytes, and what is wrong with them.
    fn received(&self) -> Result<&Message, &Undecodable>;

    /// Which attempt this is; the first is 1. It grows with each retry, and if the one before was never settled.
    fn attempt(&self) -> u32;

    /// Whether it is not ours any more: its connection broke, or its partition went to somebody else. It comes again, so that a
    /// worker lets it be. `false` of a transport that cannot tell.
    fn is_stale(&self) -> bool {
        false
    }

    /// It is done, and does not come again.
    fn ack(self) -> impl Future<Output = Result<(), TransportError>> + Send;

    /// It comes again, not before so long. With [`Order::ByKey`] it holds back those of its key.
    fn retry(self, after: Duration) -> impl Future<Output = Result<(), TransportError>> + Send;

    /// It goes to the dead letters of its group, with all that it came with and the [headers](DeadLetter::headers) that say why.
    fn dead_letter(self, why: &DeadLetter) -> impl Future<Output = Result<(), TransportError>> + Send;

    /// It was not looked at: it comes again at once, to whoever is there, and the attempt does not count where the broker can tell.
    fn release(self) -> impl Future<Output = Result<(), TransportError>> + Send;
}
