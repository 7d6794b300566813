#[automatically_derived]
impl ::domain_events::__private::DomainEvent for OrderPlaced {
    const NAME: &'static ::domain_events::__private::str = "order.placed";
    const VERSION: ::domain_events::__private::u32 = 2u32;
    const DESCRIPTOR: ::domain_events::__private::EventDescriptor = ::domain_events::__private::EventDescriptor::new(
        "order.placed",
        2u32,
        &[::domain_events::__private::FieldDescriptor::new("total_cents", "i64", "")],
        "",
    );
}
const _: &::domain_events::__private::MaybeUninit<i64> = &::domain_events::__private::MaybeUninit::uninit();
const _: () = {
    use ::domain_events::__private::Unknown as _;
    const _: () = ::domain_events::__private::upcast(
        (
            ::domain_events::__private::Known::<OrderPlaced, (), ()>::NAME,
            ::domain_events::__private::Known::<OrderPlaced, (), ()>::VERSION,
        ),
        (
            ::domain_events::__private::Known::<OrderPlacedV1, (), ()>::NAME,
            ::domain_events::__private::Known::<OrderPlacedV1, (), ()>::VERSION,
        ),
    );
};
#[automatically_derived]
impl ::domain_events::__private::Upcast<OrderPlacedV1> for OrderPlaced {}
#[automatically_derived]
impl<__Decoder> ::domain_events::__private::DecodeVersion<__Decoder> for OrderPlaced
where
    __Decoder: ::domain_events::__private::Decode<OrderPlaced>,
    OrderPlacedV1: ::domain_events::__private::DecodeVersion<__Decoder>,
    for<'any> OrderPlaced: ::domain_events::__private::UpcastFrom<OrderPlacedV1>,
{
    fn decode_version(
        decoder: &__Decoder,
        version: ::domain_events::__private::u32,
        body: &[::domain_events::__private::u8],
    ) -> ::domain_events::__private::Result<
        Self,
        ::domain_events::__private::NotDecoded<
            <__Decoder as ::domain_events::__private::Decoder>::Error,
        >,
    > {
        ::domain_events::__private::decode_or_upcast::<
            OrderPlaced,
            OrderPlacedV1,
            __Decoder,
        >(decoder, version, body)
    }
}
