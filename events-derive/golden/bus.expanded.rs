const _: () = {
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
    #[automatically_derived]
    impl<M> ::domain_events::__private::Publish<OrderPlaced> for Shop<M>
    where
        Self: ::domain_events::__private::Sync,
        OrderPlaced: ::domain_events::__private::DomainEvent,
        ConfirmationEmail<
            M,
        >: ::domain_events::__private::Subscribed<OrderPlaced, __fields::confirmation>,
        ReserveInventory: ::domain_events::__private::Subscribed<
            OrderPlaced,
            __fields::inventory,
        >,
    {
        const SEES_ENVELOPE: ::domain_events::__private::bool = ::domain_events::__private::TRACES_SEE_ENVELOPES
            || <ConfirmationEmail<
                M,
            > as ::domain_events::__private::Handler<OrderPlaced>>::SEES_ENVELOPE
            || <ReserveInventory as ::domain_events::__private::Handler<
                OrderPlaced,
            >>::SEES_ENVELOPE;
        async fn publish_envelope(
            &self,
            envelope: ::domain_events::__private::Envelope<OrderPlaced>,
        ) -> ::domain_events::__private::Receipt {
            let mut receipt = ::domain_events::__private::Receipt::new();
            ::domain_events::__private::deliver::<
                OrderPlaced,
                _,
            >(&self.confirmation, &envelope, &mut receipt)
                .await;
            ::domain_events::__private::deliver::<
                OrderPlaced,
                _,
            >(&self.inventory, &envelope, &mut receipt)
                .await;
            receipt
        }
    }
    #[automatically_derived]
    impl<M> ::domain_events::__private::Publish<OrderCancelled> for Shop<M>
    where
        Self: ::domain_events::__private::Sync,
        OrderCancelled: ::domain_events::__private::DomainEvent,
        ConfirmationEmail<
            M,
        >: ::domain_events::__private::Subscribed<
            OrderCancelled,
            __fields::confirmation,
        >,
    {
        const SEES_ENVELOPE: ::domain_events::__private::bool = ::domain_events::__private::TRACES_SEE_ENVELOPES
            || <ConfirmationEmail<
                M,
            > as ::domain_events::__private::Handler<OrderCancelled>>::SEES_ENVELOPE;
        async fn publish_envelope(
            &self,
            envelope: ::domain_events::__private::Envelope<OrderCancelled>,
        ) -> ::domain_events::__private::Receipt {
            let mut receipt = ::domain_events::__private::Receipt::new();
            ::domain_events::__private::deliver::<
                OrderCancelled,
                _,
            >(&self.confirmation, &envelope, &mut receipt)
                .await;
            receipt
        }
    }
    #[automatically_derived]
    impl<M> ::domain_events::__private::Routes for Shop<M> {}
    const _: ::domain_events::__private::EventNames<5usize> = ::domain_events::__private::EventNames::new()
        .with(<OrderPlaced as ::domain_events::__private::DomainEvent>::NAME)
        .with(<OrderCancelled as ::domain_events::__private::DomainEvent>::NAME);
};
