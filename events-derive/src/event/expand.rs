//! From the model of an event to its impl.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::Decoding;
use super::decode::decode;
use super::parse::{Event, Field, doc};
use super::written::written;
use crate::naming;
use crate::tokens::located;

pub(crate) fn expand(event: &Event<'_>, decoding: Decoding) -> TokenStream {
    let implementation = implementation(event);
    let proofs = event.fields.iter().map(|field| frozen(event, field));
    let upcast = upcast(event);
    let decode = (decoding == Decoding::Supported).then(|| decode(event));
    quote! {
        #implementation
        #(#proofs)*
        #upcast
        #decode
    }
}

/// That an event is made from an older version of itself, proved at the name of that version.
fn upcast(event: &Event<'_>) -> Option<TokenStream> {
    let previous = event.upcast_from.as_ref()?;
    let (private, ident) = (private(event), &event.original.ident);
    let versions = [ident.to_token_stream(), previous.to_token_stream()].map(
        |event| quote!((#private::Known::<#event, (), ()>::NAME, #private::Known::<#event, (), ()>::VERSION)),
    );
    let proof = located(quote!(const _: () = #private::upcast(#(#versions),*);), previous);
    let implemented = located(quote!(#private::Upcast<#previous>), previous);
    Some(quote! {
        const _: () = {
            use #private::Unknown as _;
            #proof
        };
        #[automatically_derived]
        impl #implemented for #ident {}
    })
}

/// The impl alone, which stands also beside the mistakes that were found.
pub(crate) fn implementation(event: &Event<'_>) -> TokenStream {
    let private = private(event);
    let ident = &event.original.ident;
    let name = match &event.name {
        Some(literal) => literal.to_token_stream(),
        None => naming::event_name(&event.ident()).to_token_stream(),
    };
    let version = event.version.as_ref().and_then(|literal| literal.base10_parse::<u32>().ok()).unwrap_or(1);
    let doc = doc(&event.original.attrs);
    let fields = event.fields.iter().map(|field| descriptor(event, field));
    let key = event.key().map(|field| {
        let key = read(event, field, &quote!(EventKey::to_key));
        quote!(fn key(&self) -> #private::Option<#private::String> { #private::Option::Some(#key) })
    });
    let own_time = event.occurred_at().map(|field| {
        let time = read(event, field, &quote!(EventTime::to_time));
        quote!(fn own_time(&self) -> #private::Option<#private::SystemTime> { #private::Option::Some(#time) })
    });
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
    let ty = written(field.original.ty.to_token_stream());
    let key = field.key.as_ref().map(|_| quote!(.key()));
    quote!(#private::FieldDescriptor::new(#name, #ty, #doc) #key)
}

/// Reads a field through one of our traits, so that a field whose type lacks it is an error at the type.
fn read(event: &Event<'_>, field: &Field<'_>, method: &TokenStream) -> TokenStream {
    let private = private(event);
    let member = &field.member;
    located(quote!(#private::#method(&self.#member)), &field.original.ty)
}

/// A constant that the compiler accepts only if nothing in the field, at any depth held inline, can change behind a
/// shared reference (E0492 otherwise).
fn frozen(event: &Event<'_>, field: &Field<'_>) -> TokenStream {
    let private = private(event);
    let ty = without_self(field.original.ty.to_token_stream(), &event.original.ident);
    located(
        quote!(const _: &#private::MaybeUninit<#ty> = &#private::MaybeUninit::uninit();),
        &field.original.ty,
    )
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
            let mut named = proc_macro2::Group::new(group.delimiter(), without_self(group.stream(), ident));
            named.set_span(group.span());
            TokenTree::Group(named)
        }
        other => other,
    });
    named.collect()
}

pub(super) fn private(event: &Event<'_>) -> TokenStream {
    crate::facade::private(event.facade.as_ref())
}
