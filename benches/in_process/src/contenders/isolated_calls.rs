//! Direct calls, each so that a panic in it does not stop the next: what our buses promise, by hand and without async.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Add, OrderPlaced, for_each_size};
use crate::sampler::{Contender, Handlers};

macro_rules! shops {
    ($($size:ident { $($handler:ident)+ })+) => {
        $(
            struct $size { $($handler: Add),+ }

            impl $size {
                fn publish(&self, placed: &OrderPlaced) -> Vec<&'static str> {
                    let mut panicked = Vec::new();
                    $(if catch_unwind(AssertUnwindSafe(|| self.$handler.add(placed))).is_err() {
                        panicked.push(stringify!($handler));
                    })+
                    panicked
                }
            }
        )+

        /// Direct calls in a `catch_unwind` each.
        #[must_use]
        pub fn contender(handlers: Handlers) -> Contender {
            const NAME: &str = "direct calls in `catch_unwind`, by hand";
            match handlers {
                $(Handlers::$size => {
                    let shop = $size { $($handler: Add),+ };
                    Contender::new(NAME, handlers, move |times| {
                        (1..=times).for_each(|n| assert!(shop.publish(&OrderPlaced::nth(n)).is_empty()));
                    })
                })+
            }
        }
    };
}

for_each_size!(shops!);
