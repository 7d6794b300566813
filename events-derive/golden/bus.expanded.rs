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
    impl ::domain_events::__private::Publish<OrderPlaced> for Shop {
        const SEES_ENVELOPE: ::domain_events::__private::bool = {
            let _: [(); __CIRCLES];
            ::domain_events::__private::TRACES_SEE_ENVELOPES
                || ::domain_events::__private::Known::<
                    OrderPlaced,
                    ConfirmationEmail,
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
            ::domain_events::__private::Known::<
                OrderPlaced,
                (),
                Self,
            >::publish(self, envelope)
        }
        fn publish_with_follow_ups(
            &self,
            envelope: &::domain_events::__private::Envelope<OrderPlaced>,
            receipt: &mut ::domain_events::__private::Receipt,
        ) -> impl ::domain_events::__private::Future<
            Output = (),
        > + ::domain_events::__private::Send {
            let _: [(); __CIRCLES];
            ::domain_events::__private::Known::<
                OrderPlaced,
                (),
                Self,
            >::dispatch::<
                ::domain_events::__private::Isolated,
                _,
            >(
                self,
                ::domain_events::__private::InOrder((
                    ::domain_events::__private::Known::<
                        OrderPlaced,
                        (),
                        Self,
                    >::on::<__fields::confirmation, _>(&self.confirmation),
                    ::domain_events::__private::Known::<
                        OrderPlaced,
                        (),
                        Self,
                    >::on::<__fields::inventory, _>(&self.inventory),
                )),
                envelope,
                receipt,
            )
        }
    }
    impl ::domain_events::__private::HandledNow<Shop> for OrderPlaced
    where
        for<'any> (
            ConfirmationEmail,
            ReserveInventory,
        ): ::domain_events::__private::RunsNow<OrderPlaced, Shop>,
    {
        type Bus = Shop;
    }
    impl ::domain_events::__private::Publish<OrderCancelled> for Shop {
        const SEES_ENVELOPE: ::domain_events::__private::bool = {
            let _: [(); __CIRCLES];
            ::domain_events::__private::TRACES_SEE_ENVELOPES
                || ::domain_events::__private::Known::<
                    OrderCancelled,
                    ConfirmationEmail,
                    Self,
                >::SEES_ENVELOPE
        };
        fn publish_envelope(
            &self,
            envelope: ::domain_events::__private::Envelope<OrderCancelled>,
        ) -> impl ::domain_events::__private::Future<
            Output = ::domain_events::__private::Receipt,
        > + ::domain_events::__private::Send {
            ::domain_events::__private::Known::<
                OrderCancelled,
                (),
                Self,
            >::publish(self, envelope)
        }
        fn publish_with_follow_ups(
            &self,
            envelope: &::domain_events::__private::Envelope<OrderCancelled>,
            receipt: &mut ::domain_events::__private::Receipt,
        ) -> impl ::domain_events::__private::Future<
            Output = (),
        > + ::domain_events::__private::Send {
            let _: [(); __CIRCLES];
            ::domain_events::__private::Known::<
                OrderCancelled,
                (),
                Self,
            >::dispatch::<
                ::domain_events::__private::Isolated,
                _,
            >(
                self,
                ::domain_events::__private::InOrder((
                    ::domain_events::__private::Known::<
                        OrderCancelled,
                        (),
                        Self,
                    >::on::<__fields::confirmation, _>(&self.confirmation),
                )),
                envelope,
                receipt,
            )
        }
    }
    impl ::domain_events::__private::HandledNow<Shop> for OrderCancelled
    where
        for<'any> (
            ConfirmationEmail,
        ): ::domain_events::__private::RunsNow<OrderCancelled, Shop>,
    {
        type Bus = Shop;
    }
    ///The events that `shop` handles.
    #[allow(unreachable_pub)]
    pub enum EventsHandledByShop {}
    impl<__Field> ::domain_events::__private::AllListed<__Field> for EventsHandledByShop
    where
        OrderPlaced: ::domain_events::__private::Listed<__Field>,
        OrderCancelled: ::domain_events::__private::Listed<__Field>,
    {}
    #[automatically_derived]
    impl ::domain_events::__private::HandlerInfo for Shop {
        const NAME: &'static ::domain_events::__private::str = "shop";
        type Events = EventsHandledByShop;
    }
    #[automatically_derived]
    impl ::domain_events::__private::Routes for Shop {}
    const _: ::domain_events::__private::EventNames<5usize> = ::domain_events::__private::EventNames::new()
        .with(::domain_events::__private::Known::<OrderPlaced, (), ()>::NAME)
        .with(::domain_events::__private::Known::<OrderCancelled, (), ()>::NAME);
    const __FOLLOWED: &[::domain_events::__private::Followed] = &[
        ::domain_events::__private::Followed {
            event: ::domain_events::__private::Known::<OrderPlaced, (), ()>::NAME,
            by: &[
                ::domain_events::__private::Known::<
                    OrderPlaced,
                    ConfirmationEmail,
                    (),
                >::FOLLOW_UPS,
                ::domain_events::__private::Known::<
                    OrderPlaced,
                    ReserveInventory,
                    (),
                >::FOLLOW_UPS,
            ],
        },
        ::domain_events::__private::Followed {
            event: ::domain_events::__private::Known::<OrderCancelled, (), ()>::NAME,
            by: &[
                ::domain_events::__private::Known::<
                    OrderCancelled,
                    ConfirmationEmail,
                    (),
                >::FOLLOW_UPS,
            ],
        },
    ];
    const __CIRCLES: ::domain_events::__private::usize = ::domain_events::__private::circles::<
        5usize,
    >(__FOLLOWED);
};
