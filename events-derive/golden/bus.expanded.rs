const _: () = {
    use ::domain_events::__private::Unknown as _;
    #[allow(non_camel_case_types)]
    mod __fields {
        pub(super) enum confirmation {}
        pub(super) enum inventory {}
    }
    #[automatically_derived]
    impl ::domain_events::__private::Listed<__fields::confirmation> for OrderPlaced {}
    #[automatically_derived]
    impl ::domain_events::__private::Listed<__fields::confirmation> for OrderCancelled {}
    #[automatically_derived]
    impl ::domain_events::__private::Listed<__fields::inventory> for OrderPlaced {}
    impl<M> ::domain_events::__private::Publish<OrderPlaced> for Shop<M>
    where
        Self: ::domain_events::__private::Sync,
        OrderPlaced: ::domain_events::__private::DomainEvent,
        for<'any> ConfirmationEmail<
            M,
        >: ::domain_events::__private::Subscribed<
            OrderPlaced,
            __fields::confirmation,
            Self,
        >,
        for<'any> ReserveInventory: ::domain_events::__private::Subscribed<
            OrderPlaced,
            __fields::inventory,
            Self,
        >,
    {
        const SEES_ENVELOPE: ::domain_events::__private::bool = {
            let _: [(); __CIRCLES];
            ::domain_events::__private::TRACES_SEE_ENVELOPES
                || ::domain_events::__private::Known::<
                    OrderPlaced,
                    ConfirmationEmail<M>,
                    Self,
                >::SEES_ENVELOPE
                || ::domain_events::__private::Known::<
                    OrderPlaced,
                    ReserveInventory,
                    Self,
                >::SEES_ENVELOPE
        };
        fn publish_envelope(
            &self,
            envelope: ::domain_events::__private::Envelope<OrderPlaced>,
        ) -> impl ::domain_events::__private::Future<
            Output = ::domain_events::__private::Receipt,
        > + ::domain_events::__private::Send {
            ::domain_events::__private::publish::<OrderPlaced, Self>(self, envelope)
        }
        fn publish_with_follow_ups(
            &self,
            envelope: &::domain_events::__private::Envelope<OrderPlaced>,
            receipt: &mut ::domain_events::__private::Receipt,
        ) -> impl ::domain_events::__private::Future<
            Output = (),
        > + ::domain_events::__private::Send {
            let _: [(); __CIRCLES];
            ::domain_events::__private::dispatch::<
                ::domain_events::__private::Isolated,
                OrderPlaced,
                Self,
                _,
            >(
                self,
                (
                    ::domain_events::__private::trusted(&self.confirmation),
                    ::domain_events::__private::trusted(&self.inventory),
                ),
                envelope,
                receipt,
            )
        }
    }
    impl<M> ::domain_events::__private::PublishNow<OrderPlaced> for Shop<M>
    where
        OrderPlaced: ::domain_events::__private::DomainEvent,
        for<'any> Self: ::domain_events::__private::Publish<OrderPlaced>,
        for<'any> ConfirmationEmail<
            M,
        >: ::domain_events::__private::RunsNow<OrderPlaced, Self>,
        for<'any> ReserveInventory: ::domain_events::__private::RunsNow<
            OrderPlaced,
            Self,
        >,
    {}
    impl<M> ::domain_events::__private::Publish<OrderCancelled> for Shop<M>
    where
        Self: ::domain_events::__private::Sync,
        OrderCancelled: ::domain_events::__private::DomainEvent,
        for<'any> ConfirmationEmail<
            M,
        >: ::domain_events::__private::Subscribed<
            OrderCancelled,
            __fields::confirmation,
            Self,
        >,
    {
        const SEES_ENVELOPE: ::domain_events::__private::bool = {
            let _: [(); __CIRCLES];
            ::domain_events::__private::TRACES_SEE_ENVELOPES
                || ::domain_events::__private::Known::<
                    OrderCancelled,
                    ConfirmationEmail<M>,
                    Self,
                >::SEES_ENVELOPE
        };
        fn publish_envelope(
            &self,
            envelope: ::domain_events::__private::Envelope<OrderCancelled>,
        ) -> impl ::domain_events::__private::Future<
            Output = ::domain_events::__private::Receipt,
        > + ::domain_events::__private::Send {
            ::domain_events::__private::publish::<OrderCancelled, Self>(self, envelope)
        }
        fn publish_with_follow_ups(
            &self,
            envelope: &::domain_events::__private::Envelope<OrderCancelled>,
            receipt: &mut ::domain_events::__private::Receipt,
        ) -> impl ::domain_events::__private::Future<
            Output = (),
        > + ::domain_events::__private::Send {
            let _: [(); __CIRCLES];
            ::domain_events::__private::dispatch::<
                ::domain_events::__private::Isolated,
                OrderCancelled,
                Self,
                _,
            >(
                self,
                (::domain_events::__private::trusted(&self.confirmation),),
                envelope,
                receipt,
            )
        }
    }
    impl<M> ::domain_events::__private::PublishNow<OrderCancelled> for Shop<M>
    where
        OrderCancelled: ::domain_events::__private::DomainEvent,
        for<'any> Self: ::domain_events::__private::Publish<OrderCancelled>,
        for<'any> ConfirmationEmail<
            M,
        >: ::domain_events::__private::RunsNow<OrderCancelled, Self>,
    {}
    ///The events that `shop` handles.
    #[allow(unreachable_pub)]
    pub enum EventsHandledByShop {}
    impl<__Field> ::domain_events::__private::AllListed<__Field> for EventsHandledByShop
    where
        OrderPlaced: ::domain_events::__private::Listed<__Field>,
        OrderCancelled: ::domain_events::__private::Listed<__Field>,
    {}
    #[automatically_derived]
    impl<M> ::domain_events::__private::HandlerInfo for Shop<M> {
        const NAME: &'static ::domain_events::__private::str = "shop";
        type Events = EventsHandledByShop;
    }
    #[automatically_derived]
    impl<M> ::domain_events::__private::Routes for Shop<M> {}
    const _: ::domain_events::__private::EventNames<5usize> = ::domain_events::__private::EventNames::new()
        .with(::domain_events::__private::Known::<OrderPlaced, (), ()>::NAME)
        .with(::domain_events::__private::Known::<OrderCancelled, (), ()>::NAME);
    const __FOLLOWED: &[::domain_events::__private::Followed] = &[
        ::domain_events::__private::Followed {
            event: ::domain_events::__private::Known::<OrderPlaced, (), ()>::NAME,
            by: &[
                ::domain_events::__private::Known::<
                    OrderPlaced,
                    ReserveInventory,
                    (),
                >::FOLLOW_UPS,
            ],
        },
        ::domain_events::__private::Followed {
            event: ::domain_events::__private::Known::<OrderCancelled, (), ()>::NAME,
            by: &[],
        },
    ];
    const __CIRCLES: ::domain_events::__private::usize = ::domain_events::__private::circles::<
        5usize,
    >(__FOLLOWED);
};
