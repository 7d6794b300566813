//! From the model of a bus to its impls.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::WherePredicate;

use super::knowledge::{Knowledge, Proof};
use super::parse::{Bus, Field, Route};
use crate::tokens::located;

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

fn publication(bus: &Bus<'_>, knowledge: &Knowledge, route: &Route<'_>) -> TokenStream {
    let private = private(bus);
    let ident = &bus.original.ident;
    let (parameters, arguments, _) = bus.original.generics.split_for_impl();
    let bounds = bounds(bus, knowledge, route);
    let event = route.event;
    let fields = route.fields.iter().map(|(field, _)| field.ident);
    let sees = route.fields.iter().map(|(field, event)| {
        let ty = field.ty;
        located(quote!(<#ty as #private::Handler<#event>>::SEES_ENVELOPE), event)
    });
    let deliver =
        route.fields.iter().map(|(_, event)| located(quote!(#private::deliver::<#event, _>), event));
    let envelope = format_ident!("envelope", span = proc_macro2::Span::mixed_site());
    let receipt = format_ident!("receipt", span = proc_macro2::Span::mixed_site());
    quote! {
        #[automatically_derived]
        impl #parameters #private::Publish<#event> for #ident #arguments #bounds {
            const SEES_ENVELOPE: #private::bool =
                #private::TRACES_SEE_ENVELOPES #(|| #sees)*;

            async fn publish_envelope(&self, #envelope: #private::Envelope<#event>) -> #private::Receipt {
                let mut #receipt = #private::Receipt::new();
                #(#deliver(&self.#fields, &#envelope, &mut #receipt).await;)*
                #receipt
            }
        }
    }
}

/// What the impl for a route asks of the fields, at the events in `#[on(…)]`; see [`Proof`].
fn bounds(bus: &Bus<'_>, knowledge: &Knowledge, route: &Route<'_>) -> TokenStream {
    let private = private(bus);
    let declared = bus.original.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let itself = (!knowledge.borrows()).then(|| located(quote!(Self: #private::Sync), &bus.original.ident));
    // Of what is no event the compiler says so once, here, and the rest of the impl takes it for granted.
    let published = route.event;
    let is_event = located(quote!(#published: #private::DomainEvent), published);
    let handles = route.fields.iter().filter_map(|&(field, event)| {
        let (ty, marker) = (field.ty, field.ident);
        let complete = match knowledge.proof(ty) {
            // Once for a field is enough where it is proved at once: one mistake is one error.
            Proof::InTheImpl => field.begins_with(event),
            Proof::WhereUsed => knowledge.can_list_events(ty),
            Proof::Apart => false,
            Proof::ApartAlone => return None,
        };
        let bound = if complete {
            quote!(#ty: #private::Subscribed<#event, __fields::#marker>)
        } else {
            quote!(#ty: #private::Handler<#event>)
        };
        Some(located(bound, event))
    });
    let declared = declared.map(WherePredicate::to_token_stream);
    let bounds = declared.chain(itself).chain([is_event]).chain(handles);
    quote!(where #(#bounds,)*)
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
fn proofs(bus: &Bus<'_>, knowledge: &Knowledge) -> TokenStream {
    let private = private(bus);
    let apart = |field: &&Field<'_>| matches!(knowledge.proof(field.ty), Proof::Apart | Proof::ApartAlone);
    let proofs = subscribed(bus).filter(apart).flat_map(|field| {
        let (ty, marker, private) = (field.ty, field.ident, private.clone());
        let complete = knowledge.can_list_events(ty);
        let alone = knowledge.proof(ty) == Proof::ApartAlone;
        field.routed().into_iter().filter_map(move |event| {
            let proof = if complete && field.begins_with(event) {
                quote!(let () = <#ty as #private::Subscribed<#event, __fields::#marker>>::PROVED;)
            } else if alone {
                return None; // the calls in the impls have no bound to rely on, and prove it themselves
            } else {
                quote!(let _: #private::bool = <#ty as #private::Handler<#event>>::SEES_ENVELOPE;)
            };
            Some(located(proof, event))
        })
    });
    let proofs = proofs.collect::<TokenStream>();
    if proofs.is_empty() {
        return proofs;
    }
    let (parameters, _, _) = bus.original.generics.split_for_impl();
    let declared = bus.original.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    // Whether it goes from thread to thread is asked where the bus is used, as of a bus that declares nothing.
    let shareable =
        subscribed(bus).filter(|field| knowledge.proof(field.ty) == Proof::Apart).map(|field| field.ty);
    quote! {
        #[allow(dead_code)] // it is there to be compiled, not to be called
        fn __proofs #parameters ()
        where
            #(#declared,)*
            #(#shareable: #private::Send + #private::Sync,)*
        {
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
