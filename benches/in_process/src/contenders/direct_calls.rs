//! What a person writes who needs no bus: one call after the other. What they cost is what the handlers cost.

use super::{Add, OrderPlaced, for_each_size};
use crate::sampler::{Contender, Handlers};

macro_rules! shops {
    ($($size:ident { $($handler:ident)+ })+) => {
        $(
            struct $size { $($handler: Add),+ }

            impl $size {
                fn publish(&self, placed: &OrderPlaced) {
                    $(self.$handler.add(placed);)+
                }
            }
        )+

        /// Direct calls.
        #[must_use]
        pub fn contender(handlers: Handlers) -> Contender {
            const NAME: &str = "direct calls, by hand";
            match handlers {
                $(Handlers::$size => {
                    let shop = $size { $($handler: Add),+ };
                    Contender::new(NAME, handlers, move |times| {
                        (1..=times).for_each(|n| shop.publish(&OrderPlaced::nth(n)));
                    })
                })+
            }
        }
    };
}

for_each_size!(shops!);
