//! From the model of a bus to its impls.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Type, WherePredicate};

use super::knowledge::Knowledge;
use super::parse::{Bus, Field, Route, written};
use crate::facade::located;

pub(crate) fn expand(bus: &Bus<'_>) -> TokenStream {
    let knowledge = Knowledge::of(bus);
    let routes = bus.routes();
    let markers = markers(bus);
    let listed = listed(bus);
    let publications = routes.iter().map(|route| publication(bus, &knowledge, route));
    let (ident, generics) = (&bus.original.ident, &bus.original.generics);
    let (parameters, arguments, bounds) = generics.split_for_impl();
    let private = private(bus);
    let names = names(bus, &routes);
    let proofs = proofs(bus, &knowledge);
    quote! {
        const _: () = {
            #markers
            #listed
            #(#publications)*
            #[automatically_derived]
            impl #parameters #private::Routes for #ident #arguments #bounds {}
            #names
            #proofs
        };
    }
}

/// A type for each field, named after it, so that the compiler's messages name the field.
fn markers(bus: &Bus<'_>) -> TokenStream {
    let fields = subscribed(bus).map(|field| field.ident);
    quote! {
        // In a module, where they hide no type of the user's; named after fields, which are in lower case.
        #[allow(non_camel_case_types)]
        mod __fields {
            #(pub(super) enum #fields {})*
        }
    }
}

fn listed(bus: &Bus<'_>) -> TokenStream {
    let private = private(bus);
    let listed = subscribed(bus).flat_map(|field| {
        let (marker, private) = (field.ident, private.clone());
        field.routed().into_iter().map(move |event| {
            quote! {
                #[automatically_derived]
                impl #private::Listed<__fields::#marker> for #event {}
            }
        })
    });
    listed.collect()
}

fn publication(bus: &Bus<'_>, knowledge: &Knowledge<'_>, route: &Route<'_>) -> TokenStream {
    let private = private(bus);
    let ident = &bus.original.ident;
    let (parameters, arguments, _) = bus.original.generics.split_for_impl();
    let bounds = bounds(bus, knowledge, route);
    let event = route.event;
    let fields = route.fields.iter().map(|field| field.ident);
    let types = route.fields.iter().map(|field| field.ty);
    let envelope = format_ident!("envelope", span = proc_macro2::Span::mixed_site());
    let receipt = format_ident!("receipt", span = proc_macro2::Span::mixed_site());
    quote! {
        #[automatically_derived]
        impl #parameters #private::Publish<#event> for #ident #arguments #bounds {
            const SEES_ENVELOPE: #private::bool =
                #private::TRACES_SEE_ENVELOPES #(|| <#types as #private::Handler<#event>>::SEES_ENVELOPE)*;

            async fn publish_envelope(&self, #envelope: #private::Envelope<#event>) -> #private::Receipt {
                let mut #receipt = #private::Receipt::new();
                #(#private::deliver::<#event, _>(&self.#fields, &#envelope, &mut #receipt).await;)*
                #receipt
            }
        }
    }
}

/// What the impl for a route asks of the fields. Of types without parameters the compiler proves it here, at the event in
/// `#[on(…)]`; of the others where the bus is used.
fn bounds(bus: &Bus<'_>, knowledge: &Knowledge<'_>, route: &Route<'_>) -> TokenStream {
    let private = private(bus);
    let declared = bus.original.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let itself = located(quote!(Self: #private::Sync), &bus.original.ident);
    // Of what is no event the compiler says so once, here, and the rest of the impl takes it for granted.
    let published = route.event;
    let is_event = located(quote!(#published: #private::DomainEvent), published);
    let handles = route.fields.iter().map(|field| {
        let (ty, marker, event) = (field.ty, field.ident, mention(field, route.event));
        // Once for a field is enough where it is proved at once: one mistake is one error.
        let complete = if knowledge.is_declared(ty) {
            false // `proofs` does
        } else if knowledge.mentions_parameters(ty) {
            knowledge.can_list_events(ty)
        } else {
            field.begins_with(event)
        };
        let bound = if complete {
            quote!(#ty: #private::Subscribed<#event, __fields::#marker>)
        } else {
            quote!(#ty: #private::Handler<#event>)
        };
        located(bound, event)
    });
    let declared = declared.map(WherePredicate::to_token_stream);
    let bounds = declared.chain([itself, is_event]).chain(handles);
    quote!(where #(#bounds,)*)
}

/// The event as this field writes it, for the place of the message.
fn mention<'a>(field: &'a Field<'_>, event: &'a Type) -> &'a Type {
    field.events().iter().find(|mention| written(mention) == written(event)).unwrap_or(event)
}

/// Fails to compile, at the event, if another event of the bus has the same name.
fn names(bus: &Bus<'_>, routes: &[Route<'_>]) -> TokenStream {
    let private = private(bus);
    let slots = routes.len() * 2 + 1;
    let names = routes.iter().map(|route| {
        let event = route.event;
        located(quote!(.with(<#event as #private::DomainEvent>::NAME)), event)
    });
    quote! {
        const _: #private::EventNames<#slots> = #private::EventNames::new() #(#names)*;
    }
}

/// Proves with the bounds that the struct declares what the impls of the routes only ask for.
fn proofs(bus: &Bus<'_>, knowledge: &Knowledge<'_>) -> TokenStream {
    let private = private(bus);
    let proofs = subscribed(bus).filter(|field| knowledge.is_declared(field.ty)).flat_map(|field| {
        let (ty, marker, private) = (field.ty, field.ident, private.clone());
        let complete = knowledge.can_list_events(ty);
        field.routed().into_iter().map(move |event| {
            let proof = if complete && field.begins_with(event) {
                quote!(let () = <#ty as #private::Subscribed<#event, __fields::#marker>>::PROVED;)
            } else {
                quote!(let _: #private::bool = <#ty as #private::Handler<#event>>::SEES_ENVELOPE;)
            };
            located(proof, event)
        })
    });
    let proofs = proofs.collect::<TokenStream>();
    if proofs.is_empty() {
        return proofs;
    }
    let (parameters, _, bounds) = bus.original.generics.split_for_impl();
    quote! {
        #[allow(dead_code)] // it is there to be compiled, not to be called
        fn __proofs #parameters () #bounds {
            #proofs
        }
    }
}

fn subscribed<'a>(bus: &'a Bus<'a>) -> impl Iterator<Item = &'a Field<'a>> {
    bus.fields.iter().filter(|field| !field.routed().is_empty())
}

fn private(bus: &Bus<'_>) -> TokenStream {
    crate::facade::private(bus.facade.as_ref())
}
