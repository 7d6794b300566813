//! A bus as a field of another: it handles the events that it routes.

use crate::now::{HandleNow, PublishNow};
use crate::routes::Routes;
use crate::{DomainEvent, Envelope, Handler, HandlerError, HandlersFailed, Publish, Receipt};

#[diagnostic::do_not_recommend]
impl<E: DomainEvent, B: Routes + Publish<E> + Send> Handler<E> for B {
    const SEES_ENVELOPE: bool = <B as Publish<E>>::SEES_ENVELOPE;
    const STARTS_WITHOUT_PANIC: bool = true;
    type FollowUp = ();

    /// Fails if any of its handlers does, with all their errors in one.
    async fn handle(&self, envelope: &Envelope<E>) -> Result<(), HandlerError> {
        let mut receipt = Receipt::new();
        self.publish_with_follow_ups(envelope, &mut receipt).await;
        receipt.into_result().map_err(HandlersFailed::into_handler_error)
    }

    async fn handle_as_field(
        &self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> Result<(), HandlerError> {
        self.publish_with_follow_ups(envelope, receipt).await;
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent, B: Routes + Publish<E> + PublishNow<E> + Send> HandleNow<E> for B {}
