#[automatically_derived]
impl ::domain_events::__private::DomainEvent for OrderPlaced {
    const NAME: &'static ::domain_events::__private::str = "order.placed";
    const VERSION: ::domain_events::__private::u32 = 2u32;
    const DESCRIPTOR: ::domain_events::__private::EventDescriptor = ::domain_events::__private::EventDescriptor::new(
        "order.placed",
        2u32,
        &[
            ::domain_events::__private::FieldDescriptor::new(
                    "order_id",
                    "OrderId",
                    "Which order.",
                )
                .key(),
            ::domain_events::__private::FieldDescriptor::new(
                "placed_at",
                "SystemTime",
                "",
            ),
            ::domain_events::__private::FieldDescriptor::new(
                "lines",
                "Vec<Option<Arc<str>>>",
                "",
            ),
        ],
        "A customer has ordered.",
    );
    fn key(
        &self,
    ) -> ::domain_events::__private::Option<::domain_events::__private::String> {
        ::domain_events::__private::Option::Some(
            ::domain_events::__private::EventKey::to_key(&self.order_id),
        )
    }
    fn own_time(
        &self,
    ) -> ::domain_events::__private::Option<::domain_events::__private::SystemTime> {
        ::domain_events::__private::Option::Some(
            ::domain_events::__private::EventTime::to_time(&self.placed_at),
        )
    }
}
const _: &::domain_events::__private::MaybeUninit<OrderId> = &::domain_events::__private::MaybeUninit::uninit();
const _: &::domain_events::__private::MaybeUninit<SystemTime> = &::domain_events::__private::MaybeUninit::uninit();
const _: &::domain_events::__private::MaybeUninit<Vec<Option<Arc<str>>>> = &::domain_events::__private::MaybeUninit::uninit();
