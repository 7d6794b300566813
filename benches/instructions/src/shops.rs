//! One event and four handlers, and the ways to bring it to them.

use std::error::Error;
use std::fmt::Write;
use std::hint::black_box;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use domain_events::prelude::*;

/// A way to publish.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    ByHand,
    Propagated,
    Isolated,
    Enveloped,
}

impl Way {
    pub(crate) const ALL: [Self; 4] = [Self::ByHand, Self::Propagated, Self::Isolated, Self::Enveloped];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Propagated => "propagated",
            Self::Isolated => "isolated",
            Self::Enveloped => "enveloped",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::ByHand => "direct calls, by hand",
            Self::Propagated => "bus, panics propagated",
            Self::Isolated => "bus, panics isolated",
            Self::Enveloped => "bus, panics isolated, with id and time",
        }
    }

    pub(crate) fn publish(self, times: u32) {
        match self {
            Self::ByHand => {
                let shop =
                    ByHand { one: Mail::new(), two: Mail::new(), three: Mail::new(), four: Mail::new() };
                repeat(times, async |placed| shop.publish(placed).await.is_empty());
            }
            Self::Propagated => {
                let shop =
                    Propagated { one: Mail::new(), two: Mail::new(), three: Mail::new(), four: Mail::new() };
                repeat(times, async |placed| shop.publish(placed).await.is_ok());
            }
            Self::Isolated => {
                let shop =
                    Isolated { one: Mail::new(), two: Mail::new(), three: Mail::new(), four: Mail::new() };
                repeat(times, async |placed| shop.publish(placed).await.is_ok());
            }
            Self::Enveloped => {
                let shop = Enveloped {
                    one: EnvelopedMail(Mail::new()),
                    two: EnvelopedMail(Mail::new()),
                    three: EnvelopedMail(Mail::new()),
                    four: EnvelopedMail(Mail::new()),
                };
                repeat(times, async |placed| shop.publish(placed).await.is_ok());
            }
        }
    }
}

fn repeat(times: u32, publish: impl AsyncFn(OrderPlaced) -> bool) {
    let mut context = Context::from_waker(Waker::noop());
    for order_id in 0..times {
        let placed = black_box(OrderPlaced { order_id, total_cents: 4_200 });
        let Poll::Ready(fine) = pin!(publish(placed)).poll(&mut context) else {
            unreachable!("nothing waits")
        };
        assert!(black_box(fine), "every handler succeeds");
    }
}

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: u32,
    total_cents: u32,
}

/// A handler that does a little: it writes a line of text.
struct Mail(Mutex<String>);

impl Mail {
    fn new() -> Self {
        Self(Mutex::new(String::with_capacity(100)))
    }

    #[inline(never)] // in all ways alike
    fn write(&self, placed: &OrderPlaced) -> Result<(), std::fmt::Error> {
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        text.clear();
        write!(text, "order {} over {} cents is confirmed", placed.order_id, placed.total_cents)
    }
}

#[handler]
impl Mail {
    #[inline]
    fn confirm(&self, placed: &OrderPlaced) -> Result<(), std::fmt::Error> {
        self.write(placed)
    }
}

struct EnvelopedMail(Mail);

#[handler]
impl EnvelopedMail {
    #[inline]
    fn confirm(&self, placed: &Envelope<OrderPlaced>) -> Result<(), std::fmt::Error> {
        self.0.write(placed)
    }
}

struct ByHand {
    one: Mail,
    two: Mail,
    three: Mail,
    four: Mail,
}

impl ByHand {
    /// What a person writes: the calls, and a note of who failed and why. Handlers fail with errors of all kinds, hence the box.
    #[expect(clippy::unused_async, reason = "who publishes awaits it, as with a bus")]
    async fn publish(&self, placed: OrderPlaced) -> Vec<(&'static str, Box<dyn Error + Send + Sync>)> {
        let mut failures = Vec::new();
        if let Err(error) = self.one.confirm(&placed) {
            failures.push(("one", error.into()));
        }
        if let Err(error) = self.two.confirm(&placed) {
            failures.push(("two", error.into()));
        }
        if let Err(error) = self.three.confirm(&placed) {
            failures.push(("three", error.into()));
        }
        if let Err(error) = self.four.confirm(&placed) {
            failures.push(("four", error.into()));
        }
        failures
    }
}

macro_rules! bus {
    ($bus:ident, $mail:ty $(, #[$setting:meta])?) => {
        #[derive(EventBus)]
        $(#[$setting])?
        struct $bus {
            #[on(OrderPlaced)]
            one: $mail,
            #[on(OrderPlaced)]
            two: $mail,
            #[on(OrderPlaced)]
            three: $mail,
            #[on(OrderPlaced)]
            four: $mail,
        }
    };
}

bus!(Propagated, Mail, #[event_bus(panics = "propagate")]);
bus!(Isolated, Mail);
bus!(Enveloped, EnvelopedMail);
