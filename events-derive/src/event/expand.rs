//! From the model of an event to its impl.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::parse::{Event, Field, doc};
use crate::naming;

pub(crate) fn expand(event: &Event<'_>) -> TokenStream {
    let implementation = implementation(event);
    let proofs = event.fields.iter().map(|field| frozen(event, field));
    quote! {
        #implementation
        #(#proofs)*
    }
}

/// The impl alone, which stands also beside the mistakes that were found.
pub(crate) fn implementation(event: &Event<'_>) -> TokenStream {
    let private = private(event);
    let ident = &event.original.ident;
    let name = match &event.name {
        Some(literal) => literal.to_token_stream(),
        None => naming::event_name(&event.ident()).to_token_stream(),
    };
    let version = event.version.as_ref().map_or_else(|| quote!(1), ToTokens::to_token_stream);
    let doc = doc(&event.original.attrs);
    let fields = event.fields.iter().map(|field| descriptor(event, field));
    let key = event.key().map(|field| reader(event, field, &quote!(key), &quote!(String)));
    let own_time = event.occurred_at().map(|field| reader(event, field, &quote!(own_time), &quote!(SystemTime)));
    quote! {
        #[automatically_derived]
        impl #private::DomainEvent for #ident {
            const NAME: &'static #private::str = #name;
            const VERSION: #private::u32 = #version;
            const DESCRIPTOR: #private::EventDescriptor =
                #private::EventDescriptor::new(#name, #version, &[#(#fields),*], #doc);
            #key
            #own_time
        }
    }
}

fn descriptor(event: &Event<'_>, field: &Field<'_>) -> TokenStream {
    let private = private(event);
    let name = field.name();
    let doc = doc(&field.original.attrs);
    let ty = &field.original.ty;
    let key = field.key.as_ref().map(|_| quote!(.key()));
    quote!(#private::FieldDescriptor::new(#name, #private::stringify!(#ty), #doc) #key)
}

/// The method of the trait that reads this field, so written that a field of a wrong type is an error at its type.
fn reader(event: &Event<'_>, field: &Field<'_>, method: &TokenStream, returned: &TokenStream) -> TokenStream {
    let private = private(event);
    let member = &field.member;
    let body = quote_spanned!(field.original.ty.span()=> #private::#method(&self.#member));
    quote! {
        fn #method(&self) -> #private::Option<#private::#returned> {
            #body
        }
    }
}

/// A constant that the compiler accepts only if nothing in the field, at any depth held inline, can change behind a
/// shared reference (E0492 otherwise).
fn frozen(event: &Event<'_>, field: &Field<'_>) -> TokenStream {
    let private = private(event);
    let ty = without_self(field.original.ty.to_token_stream(), &event.original.ident);
    quote_spanned! {field.original.ty.span()=>
        const _: &#private::MaybeUninit<#ty> = &#private::MaybeUninit::uninit();
    }
}

/// Outside of an impl, `Self` has no meaning: the struct's name stands for it.
fn without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    let named = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut named = ident.clone();
            named.set_span(word.span());
            TokenTree::Ident(named)
        }
        TokenTree::Group(group) => {
            let mut named =
                proc_macro2::Group::new(group.delimiter(), without_self(group.stream(), ident));
            named.set_span(group.span());
            TokenTree::Group(named)
        }
        other => other,
    });
    named.collect()
}

fn private(event: &Event<'_>) -> TokenStream {
    crate::facade::private(event.facade.as_ref())
}
