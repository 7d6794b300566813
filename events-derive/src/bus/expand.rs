//! From the model of a bus to its impls.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Ident, Type, WherePredicate};

use super::knowledge::{Knowledge, Proof};
use super::parse::{Bus, Field, Route};
use crate::naming;
use crate::tokens::located;

/// As many handlers as a tuple has impls for; more stand in groups.
const LARGEST_TUPLE: usize = 16;

pub(crate) fn expand(bus: &Bus<'_>) -> TokenStream {
    let knowledge = Knowledge::of(bus);
    let routes = bus.routes();
    let markers = markers(bus);
    let listed = listed(bus);
    let publications = routes.iter().map(|route| publication(bus, &knowledge, route));
    let itself = itself(bus, &routes);
    let private = private(bus);
    let names = names(bus, &routes);
    let circles = circles(bus, &knowledge, &routes);
    let proofs = proofs(bus, &knowledge);
    quote! {
        const _: () = {
            use #private::Unknown as _;

            #markers
            #listed
            #(#publications)*
            #itself
            #names
            #circles
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

/// The impls of one event. All that they ask of the handlers is asked in one place, the call that runs them, with each handler
/// at its event in `#[on(…)]`: one mistake is one error, and `bus.publish(…)` finds impls that ask for nothing.
fn publication(bus: &Bus<'_>, knowledge: &Knowledge, route: &Route<'_>) -> TokenStream {
    let private = private(bus);
    let ident = &bus.original.ident;
    let (parameters, arguments, _) = bus.original.generics.split_for_impl();
    let bounds = bounds(bus, knowledge, route);
    let event = route.event;
    let sees = route.fields.iter().map(|(field, event)| {
        let ty = field.ty;
        quote!(#private::Known::<#event, #ty, Self>::SEES_ENVELOPE)
    });
    let panics = if bus.panics_propagate { quote!(Propagated) } else { quote!(Isolated) };
    let handlers = handlers(bus, knowledge, &route.fields);
    let [envelope, receipt] = ["envelope", "receipt"].map(|name| Ident::new(name, Span::mixed_site()));
    let dispatch =
        located(quote!(#private::Known::<#event, (), Self>::dispatch::<#private::#panics, _>), event);
    let implemented = located(quote!(#private::Publish<#event>), event);
    let ends = located(quote!(impl #private::Future<Output = ()> + #private::Send), event);
    let now = route.fields.chunks(LARGEST_TUPLE).map(|fields| {
        let types = fields.iter().map(|(field, _)| field.ty);
        quote!(for<'any> (#(#types,)*): #private::RunsNow<#event, #ident #arguments>)
    });
    let declared = declared(bus);
    quote! {
        // Neither is marked as derived: of what they ask for the compiler would advise to write them by hand.
        impl #parameters #implemented for #ident #arguments #bounds {
            const SEES_ENVELOPE: #private::bool = {
                let _: [(); __CIRCLES];
                #private::TRACES_SEE_ENVELOPES #(|| #sees)*
            };

            fn publish_envelope(
                &self,
                #envelope: #private::Envelope<#event>,
            ) -> impl #private::Future<Output = #private::Receipt> + #private::Send {
                #private::Known::<#event, (), Self>::publish(self, #envelope)
            }

            fn publish_with_follow_ups(
                &self,
                #envelope: &#private::Envelope<#event>,
                #receipt: &mut #private::Receipt,
            ) -> #ends {
                let _: [(); __CIRCLES];
                #dispatch(self, #handlers, #envelope, #receipt)
            }
        }

        impl #parameters #private::HandledNow<#ident #arguments> for #event
        where
            #(#declared,)*
            #(#now,)*
        {
            type Bus = #ident #arguments;
        }
    }
}

/// The handlers of an event as a tuple, in groups if there are many.
fn handlers(bus: &Bus<'_>, knowledge: &Knowledge, fields: &[(&Field<'_>, &Type)]) -> TokenStream {
    let private = private(bus);
    let parts = if fields.len() > LARGEST_TUPLE {
        let size = fields.len().div_ceil(LARGEST_TUPLE).max(LARGEST_TUPLE);
        fields.chunks(size).map(|group| handlers(bus, knowledge, group)).collect::<Vec<_>>()
    } else {
        let handler = |&(field, event): &(&Field<'_>, &Type)| {
            let (ident, marker) = (field.ident, field.ident);
            let handler = if knowledge.proof(field.ty) == Proof::InTheBody {
                quote!(#private::Known::<#event, (), Self>::on::<__fields::#marker, _>(&self.#ident))
            } else {
                quote!(#private::trusted(&self.#ident))
            };
            located(handler, event)
        };
        fields.iter().map(handler).collect()
    };
    let way = if bus.concurrent { quote!(AtOnce) } else { quote!(InOrder) };
    quote!(#private::#way((#(#parts,)*)))
}

/// What an impl asks for: what the struct declares, and of the fields nothing, if the bus has no type parameters; see [`Proof`].
fn bounds(bus: &Bus<'_>, knowledge: &Knowledge, route: &Route<'_>) -> TokenStream {
    let private = private(bus);
    let declared = declared(bus);
    if !knowledge.has_types() {
        return quote!(where #(#declared,)*);
    }
    // Of what is no event the compiler says so once, here, and the rest of the impl takes it for granted.
    let published = route.event;
    let is_event = located(quote!(#published: #private::DomainEvent), published);
    let itself = (!knowledge.borrows()).then(|| located(quote!(Self: #private::Sync), &bus.original.ident));
    let itself = itself.into_iter();
    let handles = route.fields.iter().filter(|(field, _)| knowledge.proof(field.ty) != Proof::InTheBody);
    let handles = handles.map(|&(field, event)| {
        let (ty, subscribed) = (field.ty, subscription(bus, knowledge, field, event));
        // For all lifetimes, of which it names none: of a type without parameters it is then not proved here.
        located(quote!(for<'any> #ty: #subscribed), event)
    });
    quote!(where #(#declared,)* #(#itself,)* #is_event, #(#handles,)*)
}

/// What a field has to be for an event. Whether its list of events is complete is proved once, where that can be.
fn subscription(bus: &Bus<'_>, knowledge: &Knowledge, field: &Field<'_>, event: &Type) -> TokenStream {
    let (private, marker) = (private(bus), field.ident);
    if knowledge.proof(field.ty) == Proof::WhereUsed && knowledge.can_list_events(field.ty) {
        quote!(#private::Subscribed<#event, __fields::#marker, Self>)
    } else {
        quote!(#private::Follows<#event, Self>)
    }
}

/// Proves with the bounds that the struct declares what the impls of a bus with parameters only ask for. Whether a field goes
/// from thread to thread is seldom declared: that is asked where the bus is used.
fn proofs(bus: &Bus<'_>, knowledge: &Knowledge) -> TokenStream {
    let private = private(bus);
    let is_generic = |field: &&Field<'_>| knowledge.proof(field.ty) == Proof::Apart;
    let proofs = subscribed(bus).filter(is_generic).flat_map(|field| {
        field.routed().into_iter().map(move |event| {
            let (ty, marker) = (field.ty, field.ident);
            let (ident, (_, arguments, _)) = (&bus.original.ident, bus.original.generics.split_for_impl());
            let private = crate::facade::private(bus.facade.as_ref());
            located(quote!(#private::proved::<#event, __fields::#marker, #ident #arguments, #ty>();), event)
        })
    });
    let proofs = proofs.collect::<TokenStream>();
    if proofs.is_empty() {
        return proofs;
    }
    let (parameters, _, _) = bus.original.generics.split_for_impl();
    let declared = declared(bus);
    let shareable = subscribed(bus).filter(is_generic).map(|field| field.ty);
    let shareable = shareable.filter(|ty| !knowledge.is_concrete(ty));
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

/// That it is a bus, and a handler of all that its fields handle.
fn itself(bus: &Bus<'_>, routes: &[Route<'_>]) -> TokenStream {
    let private = private(bus);
    let ident = &bus.original.ident;
    let (parameters, arguments, bounds) = bus.original.generics.split_for_impl();
    let name = naming::snake_case(&ident.unraw().to_string());
    let list = format_ident!("EventsHandledBy{}", ident.unraw());
    let doc = format!("The events that `{name}` handles.");
    let events = routes.iter().filter(|route| !route.fields.is_empty()).map(|route| route.event);
    quote! {
        #[doc = #doc]
        #[allow(unreachable_pub)] // public for the compiler, and for nobody else
        pub enum #list {}

        impl<__Field> #private::AllListed<__Field> for #list
        where
            #(#events: #private::Listed<__Field>,)*
        {
        }

        #[automatically_derived]
        impl #parameters #private::HandlerInfo for #ident #arguments #bounds {
            const NAME: &'static #private::str = #name;
            type Events = #list;
        }

        #[automatically_derived]
        impl #parameters #private::Routes for #ident #arguments #bounds {}
    }
}

/// Fails to compile, at the event, if another event of the bus has the same name.
fn names(bus: &Bus<'_>, routes: &[Route<'_>]) -> TokenStream {
    let private = private(bus);
    let slots = slots(routes);
    let names = routes.iter().map(|route| {
        let event = route.event;
        located(quote!(.with(#private::Known::<#event, (), ()>::NAME)), event)
    });
    quote! {
        const _: #private::EventNames<#slots> = #private::EventNames::new() #(#names)*;
    }
}

/// Fails to compile, at the bus, if follow-ups do not come to an end. The bodies of the impls depend on it, which keeps the
/// compiler from reporting, in its own words, futures that contain themselves. What a handler with parameters returns is known
/// only where the bus is used: there the compiler's words have to do.
fn circles(bus: &Bus<'_>, knowledge: &Knowledge, routes: &[Route<'_>]) -> TokenStream {
    let private = private(bus);
    let slots = slots(routes);
    let followed = routes.iter().map(|route| {
        let event = route.event;
        let known = route.fields.iter().filter(|(field, _)| knowledge.is_concrete(field.ty));
        let by = known.map(|(field, event)| {
            let ty = field.ty;
            quote!(#private::Known::<#event, #ty, ()>::FOLLOW_UPS)
        });
        quote! {
            #private::Followed { event: #private::Known::<#event, (), ()>::NAME, by: &[#(#by),*] }
        }
    });
    let circles = located(quote!(#private::circles::<#slots>(__FOLLOWED)), &bus.original.ident);
    quote! {
        const __FOLLOWED: &[#private::Followed] = &[#(#followed),*];
        const __CIRCLES: #private::usize = #circles;
    }
}

/// The size of a hash table for the names of the events.
fn slots(routes: &[Route<'_>]) -> usize {
    routes.len() * 2 + 1
}

fn declared<'a>(bus: &'a Bus<'_>) -> impl Iterator<Item = TokenStream> + 'a {
    let clauses = bus.original.generics.where_clause.iter();
    clauses.flat_map(|clause| &clause.predicates).map(WherePredicate::to_token_stream)
}

fn subscribed<'a>(bus: &'a Bus<'a>) -> impl Iterator<Item = &'a Field<'a>> {
    bus.fields.iter().filter(|field| !field.routed().is_empty())
}

fn private(bus: &Bus<'_>) -> TokenStream {
    crate::facade::private(bus.facade.as_ref())
}
