//! The shop of the example `shop` as two programs: one takes orders and publishes, the other sends e-mails and counts sales. What is
//! between them is chosen on the command line.
//!
//! ```text
//! publisher --transport rabbitmq                                              worker --transport rabbitmq
//!
//! PlaceOrder ── OrderPlaced ──┬─> ReserveInventory
//!                             ├─> Warehouse
//!                             └─> Forward ────────── RabbitMQ, or Kafka ──┬─> ConfirmationEmail   retried, then set aside
//! FlagOrder ─── OrderFlagged ───> Warehouse                               └─> TrackSale
//! ```
//!
//! The events, the use cases and the handlers are those of `examples/shop`, from the same files; [`publisher`] and [`worker`] are
//! compositions of them. Neither names a transport: each is generic over it, and [`choice`] is the one place that does.
//!
//! ```text
//! exports=$(scripts/brokers up) && eval "$exports"
//! cargo run -p two-programs --bin worker -- --transport rabbitmq             until ctrl-c
//! cargo run -p two-programs --bin publisher -- --transport rabbitmq          the 200 orders that ship with it
//! ```
//!
//! With `--transport memory` there is no other program: the worker runs within the publisher.

#[expect(dead_code, reason = "there is more on the command line here than a file")]
#[path = "../../shop/console.rs"]
mod console;
#[path = "../../shop/domain.rs"]
mod domain;
#[path = "../../shop/flag_order.rs"]
mod flag_order;
#[expect(dead_code, reason = "what handlers did is told by the worker's counts: no program has all of them")]
#[path = "../../shop/handlers.rs"]
mod handlers;
#[path = "../../shop/mailer.rs"]
mod mailer;
#[path = "../../shop/orders.rs"]
mod orders;
#[path = "../../shop/place_order.rs"]
mod place_order;
#[path = "../../shop/summary.rs"]
mod summary;
#[path = "../../shop/take_orders.rs"]
mod take_orders;

pub mod choice;
pub mod publisher;
pub mod worker;
