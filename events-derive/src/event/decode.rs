//! How an event is decoded from a body of its own version or of one that it is made from (feature `inbox`).

use proc_macro2::TokenStream;
use quote::quote;

use super::expand::private;
use super::parse::Event;

/// For each decoder that reads the event and, with its own impl, the version before it. The bounds name the decoder or, as that
/// is nothing to look up, a lifetime: they are proved where somebody decodes, and an event without serde is an event too.
pub(super) fn decode(event: &Event<'_>) -> TokenStream {
    let (private, ident) = (private(event), &event.original.ident);
    let (call, bounds) = match &event.upcast_from {
        None => (quote!(decode), TokenStream::new()),
        Some(previous) => (
            quote!(decode_or_upcast::<#ident, #previous, __Decoder>),
            quote! {
                #previous: #private::DecodeVersion<__Decoder>,
                for<'any> #ident: #private::UpcastFrom<#previous>,
            },
        ),
    };
    quote! {
        #[automatically_derived]
        impl<__Decoder> #private::DecodeVersion<__Decoder> for #ident
        where
            __Decoder: #private::Decode<#ident>,
            #bounds
        {
            fn decode_version(
                decoder: &__Decoder,
                version: #private::u32,
                body: &[#private::u8],
            ) -> #private::Result<Self, #private::NotDecoded<<__Decoder as #private::Decoder>::Error>> {
                #private::#call(decoder, version, body)
            }
        }
    }
}
