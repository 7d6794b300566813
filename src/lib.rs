//! facade
#[doc(hidden)]
pub use events_core::__private;
pub use events_core::*;
#[cfg(feature = "derive")]
pub use events_derive::{DomainEvent, EventBus, handler};
/// What programs import.
pub mod prelude {
    pub use events_core::{DomainEvent, Envelope, Handler, HandlerError, HandlerInfo, Publish, Receipt};
    #[cfg(feature = "derive")]
    pub use events_derive::{DomainEvent, EventBus, handler};
}
