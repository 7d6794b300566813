//! From the model of a handler to its impls.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Generics, ReturnType};

use super::check::is_sound;
use super::parse::{Handler, Item, Method, unit_struct};

pub(crate) fn expand(handler: &Handler<'_>) -> TokenStream {
    let unit = unit(handler);
    if matches!(handler.original, Item::Block(block) if block.trait_.is_some()) {
        return TokenStream::new();
    }
    let sound = handler.methods.iter().filter(|method| is_sound(handler, method)).collect::<Vec<_>>();
    let info = info(handler, &sound);
    let implementations = sound.iter().map(|method| implementation(handler, method));
    quote!(#unit #info #(#implementations)*)
}

/// The type of a handler that is written as a function.
fn unit(handler: &Handler<'_>) -> Option<TokenStream> {
    let Item::Function(function) = handler.original else { return None };
    let private = private(handler);
    let docs = function.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let conditions = conditions(&function.attrs);
    let visibility = &function.vis;
    let ident = unit_struct(&function.sig.ident);
    Some(quote! {
        #(#conditions)*
        #(#docs)*
        #[derive(#private::Clone, #private::Copy, #private::Debug, #private::Default)]
        #visibility struct #ident;
    })
}

fn info(handler: &Handler<'_>, methods: &[&Method<'_>]) -> TokenStream {
    let private = private(handler);
    let conditions = function_conditions(handler);
    let self_type = handler.self_type();
    let name = handler.display_name();
    let (aliases, events): (Vec<_>, Vec<_>) = methods.iter().map(|method| listed(handler, method)).unzip();
    let events = tuple(&events);
    let (parameters, bounds) = generics(handler);
    let info = quote! {
        #(#conditions)*
        #[automatically_derived]
        impl #parameters #private::HandlerInfo for #self_type #bounds {
            const NAME: &'static #private::str = #name;
            type Events = #events;
        }
    };
    let aliases = aliases.into_iter().flatten().collect::<TokenStream>();
    if aliases.is_empty() { info } else { quote!(const _: () = { #aliases #info };) }
}

/// An event as it stands in the list of events. A method that is compiled under a condition lists its event under the
/// same condition: through an alias, as the elements of a tuple can have none.
fn listed(handler: &Handler<'_>, method: &Method<'_>) -> (Option<TokenStream>, TokenStream) {
    let event = method.seen().map(|seen| seen.event.to_token_stream()).unwrap_or_default();
    let conditions = match handler.original {
        Item::Block(_) => conditions(method.attributes).filter_map(|cfg| cfg.meta.require_list().ok()).collect(),
        Item::Function(_) => Vec::new(),
    };
    if conditions.is_empty() {
        return (None, event);
    }
    let conditions = conditions.iter().map(|condition| &condition.tokens);
    let condition = quote!(all(#(#conditions),*));
    let alias = format_ident!("EventOf_{}", method.signature.ident.unraw());
    let aliases = quote! {
        #[cfg(#condition)]
        #[allow(non_camel_case_types)] // it is named after the method
        type #alias = #event;
        #[cfg(not(#condition))]
        #[allow(non_camel_case_types)]
        type #alias = ();
    };
    (Some(aliases), alias.into_token_stream())
}

/// Traits are implemented for tuples of up to sixteen: a longer list is a tuple of tuples.
fn tuple(events: &[TokenStream]) -> TokenStream {
    const LONGEST: usize = 16;
    if events.len() <= LONGEST {
        return quote!((#(#events,)*));
    }
    let chunk = events.len().div_ceil(LONGEST).max(LONGEST);
    tuple(&events.chunks(chunk).map(tuple).collect::<Vec<_>>())
}

fn implementation(handler: &Handler<'_>, method: &Method<'_>) -> Option<TokenStream> {
    let private = private(handler);
    let seen = method.seen()?;
    let conditions = function_conditions(handler).chain(conditions(method.attributes)).collect::<Vec<_>>();
    let self_type = handler.self_type();
    let (parameters, bounds) = generics(handler);
    let event = seen.event;
    let sees_envelope = seen.in_envelope;

    let ident = &method.signature.ident;
    let envelope = format_ident!("envelope", span = Span::mixed_site());
    let argument = if seen.in_envelope { quote!(#envelope) } else { quote!(#private::Envelope::event(#envelope)) };
    let call = match handler.original {
        Item::Block(_) => quote_spanned!(ident.span()=> Self::#ident(self, #argument)),
        Item::Function(_) => quote_spanned!(ident.span()=> #ident(#argument)),
    };
    let call = match method.signature.asyncness {
        Some(_) => quote_spanned!(ident.span()=> #call.await),
        None => call,
    };
    let returned = match &method.signature.output {
        ReturnType::Type(_, ty) => ty.span(),
        ReturnType::Default => ident.span(),
    };
    let outcome = quote_spanned!(returned=> #private::outcome(#call));
    // The trait stands at the event and the function at the method, so that what the compiler has to say of an event
    // that is none, or of a future that is not `Send`, it says there.
    let implemented = quote_spanned!(event.span()=> #private::Handler<#event>);
    let handle = quote_spanned! {ident.span()=>
        async fn handle(&self, #envelope: &#private::Envelope<#event>) -> #private::Result<(), #private::HandlerError> {
            #outcome
        }
    };
    Some(quote! {
        #(#conditions)*
        #[automatically_derived]
        impl #parameters #implemented for #self_type #bounds {
            const SEES_ENVELOPE: #private::bool = #sees_envelope;

            #handle
        }
    })
}

fn generics(handler: &Handler<'_>) -> (TokenStream, TokenStream) {
    let none = Generics::default();
    let generics = match handler.original {
        Item::Block(block) => &block.generics,
        Item::Function(_) => &none,
    };
    let (parameters, _, bounds) = generics.split_for_impl();
    (parameters.to_token_stream(), bounds.to_token_stream())
}

/// The conditions under which the function is compiled; those of a block hold for it before its macro runs.
fn function_conditions<'a>(handler: &Handler<'a>) -> impl Iterator<Item = &'a Attribute> {
    let attributes = match handler.original {
        Item::Function(function) => &function.attrs[..],
        Item::Block(_) => &[],
    };
    conditions(attributes)
}

fn conditions(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
}

fn private(handler: &Handler<'_>) -> TokenStream {
    crate::facade::private(handler.facade.as_ref())
}
