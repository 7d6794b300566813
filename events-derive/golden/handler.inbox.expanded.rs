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
    #[allow(private_interfaces)]
    pub enum EventsHandledByConfirmationEmail {
        E0(::domain_events::__private::Envelope<OrderPlaced>),
        E1(::domain_events::__private::Envelope<UserDeleted>),
    }
    #[automatically_derived]
    impl<__Field> ::domain_events::__private::AllListed<__Field>
    for EventsHandledByConfirmationEmail
    where
        OrderPlaced: ::domain_events::__private::Listed<__Field>,
        UserDeleted: ::domain_events::__private::Listed<__Field>,
    {}
    #[allow(unused_imports)]
    use ::domain_events::__private::NoCopies as _;
    #[automatically_derived]
    impl ::domain_events::__private::Accepts<OrderPlaced>
    for EventsHandledByConfirmationEmail {
        fn accept(envelope: ::domain_events::__private::Envelope<OrderPlaced>) -> Self {
            Self::E0(envelope)
        }
        fn accept_copy(
            envelope: &::domain_events::__private::Envelope<OrderPlaced>,
        ) -> Self {
            Self::E0(::domain_events::__private::Copies::<OrderPlaced>::of(envelope))
        }
    }
    #[automatically_derived]
    impl ::domain_events::__private::Accepts<UserDeleted>
    for EventsHandledByConfirmationEmail {
        fn accept(envelope: ::domain_events::__private::Envelope<UserDeleted>) -> Self {
            Self::E1(envelope)
        }
        fn accept_copy(
            envelope: &::domain_events::__private::Envelope<UserDeleted>,
        ) -> Self {
            Self::E1(::domain_events::__private::Copies::<UserDeleted>::of(envelope))
        }
    }
    #[automatically_derived]
    impl<
        __Handler,
        __Publisher,
    > ::domain_events::__private::Inbox<__Handler, __Publisher>
    for EventsHandledByConfirmationEmail
    where
        __Handler: ::domain_events::__private::Sync,
        __Publisher: ::domain_events::__private::Sync,
        OrderPlaced: ::domain_events::__private::RunBy<__Handler, __Publisher>,
        UserDeleted: ::domain_events::__private::RunBy<__Handler, __Publisher>,
    {
        #[allow(unused_variables)]
        async fn run(
            &self,
            handler: &__Handler,
            publisher: &__Publisher,
        ) -> ::domain_events::__private::Result<
            ::domain_events::__private::Receipt,
            ::domain_events::__private::HandlerError,
        > {
            match *self {
                Self::E0(ref envelope) => {
                    ::domain_events::__private::RunBy::run_by(
                            envelope,
                            handler,
                            publisher,
                        )
                        .await
                }
                Self::E1(ref envelope) => {
                    ::domain_events::__private::RunBy::run_by(
                            envelope,
                            handler,
                            publisher,
                        )
                        .await
                }
            }
        }
    }
    #[automatically_derived]
    impl<
        __Reader,
        __Handler,
        __Publisher,
    > ::domain_events::__private::Dispatch<__Reader, __Handler, __Publisher>
    for EventsHandledByConfirmationEmail
    where
        __Reader: ::domain_events::__private::Reader<
                Message: ::domain_events::__private::Sync,
                Error: ::domain_events::__private::Send,
            > + ::domain_events::__private::Sync,
        __Handler: ::domain_events::__private::Sync,
        __Publisher: ::domain_events::__private::Sync,
        __Reader: ::domain_events::__private::Reads<OrderPlaced>,
        OrderPlaced: ::domain_events::__private::RunBy<__Handler, __Publisher>,
        __Reader: ::domain_events::__private::Reads<UserDeleted>,
        UserDeleted: ::domain_events::__private::RunBy<__Handler, __Publisher>,
    {
        const NAMES: &'static [&'static ::domain_events::__private::str] = &[
            <__Reader as ::domain_events::__private::Reads<OrderPlaced>>::NAME,
            <__Reader as ::domain_events::__private::Reads<UserDeleted>>::NAME,
        ];
        #[allow(unused_variables)]
        async fn dispatch(
            reader: &__Reader,
            name: &::domain_events::__private::str,
            message: &__Reader::Message,
            handler: &__Handler,
            publisher: &__Publisher,
        ) -> ::domain_events::__private::Dispatched<__Reader::Error> {
            if name == <__Reader as ::domain_events::__private::Reads<OrderPlaced>>::NAME
            {
                return match <__Reader as ::domain_events::__private::Reads<
                    OrderPlaced,
                >>::read(reader, message) {
                    ::domain_events::__private::Result::Ok(envelope) => {
                        ::domain_events::__private::Dispatched::Ran(
                            ::domain_events::__private::RunBy::run_by(
                                    &envelope,
                                    handler,
                                    publisher,
                                )
                                .await,
                        )
                    }
                    ::domain_events::__private::Result::Err(error) => {
                        ::domain_events::__private::Dispatched::NotRead(error)
                    }
                };
            }
            if name == <__Reader as ::domain_events::__private::Reads<UserDeleted>>::NAME
            {
                return match <__Reader as ::domain_events::__private::Reads<
                    UserDeleted,
                >>::read(reader, message) {
                    ::domain_events::__private::Result::Ok(envelope) => {
                        ::domain_events::__private::Dispatched::Ran(
                            ::domain_events::__private::RunBy::run_by(
                                    &envelope,
                                    handler,
                                    publisher,
                                )
                                .await,
                        )
                    }
                    ::domain_events::__private::Result::Err(error) => {
                        ::domain_events::__private::Dispatched::NotRead(error)
                    }
                };
            }
            ::domain_events::__private::Dispatched::Unknown
        }
    }
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
