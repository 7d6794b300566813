impl<M: Mailer> ConfirmationEmail<M> {
    #[allow(clippy::unused_self)]
    async fn send(&self, placed: &OrderPlaced) -> Result<(), MailError> {
        self.mailer.send(placed).await
    }
    #[allow(clippy::unused_self)]
    fn forget(&self, deleted: &Envelope<UserDeleted>) {}
    pub fn new(mailer: M) -> Self {
        Self { mailer }
    }
}
const _: () = {
    ///The events that `confirmation_email` handles.
    #[allow(unreachable_pub)]
    pub enum EventsHandledByConfirmationEmail {}
    #[automatically_derived]
    impl<__Field> ::domain_events::__private::AllListed<__Field>
    for EventsHandledByConfirmationEmail
    where
        OrderPlaced: ::domain_events::__private::Listed<__Field>,
        UserDeleted: ::domain_events::__private::Listed<__Field>,
    {}
    #[automatically_derived]
    impl<M: Mailer> ::domain_events::__private::HandlerInfo for ConfirmationEmail<M> {
        const NAME: &'static ::domain_events::__private::str = "confirmation_email";
        type Events = EventsHandledByConfirmationEmail;
    }
};
#[automatically_derived]
impl<M: Mailer> ::domain_events::__private::Handler<OrderPlaced> for ConfirmationEmail<M>
where
    Self: ::domain_events::__private::Send + ::domain_events::__private::Sync,
    MailError: ::domain_events::__private::IntoHandlerError,
{
    const SEES_ENVELOPE: ::domain_events::__private::bool = false;
    const STARTS_WITHOUT_PANIC: ::domain_events::__private::bool = true;
    type FollowUp = ();
    fn handle(
        &self,
        envelope: &::domain_events::__private::Envelope<OrderPlaced>,
    ) -> impl ::domain_events::__private::Future<
        Output = ::domain_events::__private::Result<
            Self::FollowUp,
            ::domain_events::__private::HandlerError,
        >,
    > + ::domain_events::__private::Send {
        use ::domain_events::__private::Unshared as _;
        ::domain_events::__private::Shared::<
            Self,
        >::outcome(
            Self::send(self, ::domain_events::__private::Envelope::event(envelope)),
            ::domain_events::__private::Outcome::into_result,
        )
    }
}
#[automatically_derived]
impl<M: Mailer> ::domain_events::__private::Handler<UserDeleted> for ConfirmationEmail<M>
where
    Self: ::domain_events::__private::Send + ::domain_events::__private::Sync,
{
    const SEES_ENVELOPE: ::domain_events::__private::bool = true;
    const STARTS_WITHOUT_PANIC: ::domain_events::__private::bool = true;
    type FollowUp = ();
    fn handle(
        &self,
        envelope: &::domain_events::__private::Envelope<UserDeleted>,
    ) -> impl ::domain_events::__private::Future<
        Output = ::domain_events::__private::Result<
            Self::FollowUp,
            ::domain_events::__private::HandlerError,
        >,
    > + ::domain_events::__private::Send {
        use ::domain_events::__private::Unshared as _;
        ::domain_events::__private::Shared::<
            Self,
        >::at_once(move || ::domain_events::__private::Outcome::into_result(
            Self::forget(self, envelope),
        ))
    }
}
#[automatically_derived]
impl<M: Mailer> ::domain_events::__private::HandleNow<UserDeleted>
for ConfirmationEmail<M>
where
    Self: ::domain_events::__private::Send + ::domain_events::__private::Sync,
{}
