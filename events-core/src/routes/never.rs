//! Two routes of each bus that nothing takes.

use super::Routes;
use crate::{Envelope, Publish, Publishable, Receipt};

/// An event that cannot be. Each bus publishes it and [`NeverRouted`], so that no bus has a single route: of a single route
/// the compiler would take the event as the type that the argument must have, and report a wrong event as "mismatched types"
/// instead of naming the missing route.
#[derive(Debug)]
pub enum NeverPublished {}

/// The second event that cannot be; one alone would be taken for the single route of a bus whose other routes do not hold.
#[derive(Debug)]
pub enum NeverRouted {}

macro_rules! route_to_nowhere {
    ($($event:ident)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Publishable for $event {
            fn into_envelope(self, _: bool) -> Envelope<Self> {
                match self {}
            }
        }

        #[diagnostic::do_not_recommend]
        impl<B: Routes + Sync> Publish<$event> for B {
            async fn publish_envelope(&self, never: Envelope<$event>) -> Receipt {
                match never.into_event() {}
            }
        }
    )+};
}

route_to_nowhere!(NeverPublished NeverRouted);
