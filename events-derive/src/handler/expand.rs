//! From the model of a handler to its impls.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, GenericArgument, Generics, PathArguments, ReturnType, Type};

use super::Waiting;
use super::inbox::Inbox;
use super::parse::{Handler, Item, Method, Seen, names_a_type, unit_struct};
use crate::tokens::{has_lifetime, located};

pub(crate) fn expand(handler: &Handler<'_>, waiting: Waiting) -> TokenStream {
    let (methods, stubs) = (handler.sound_methods(), handler.stubs());
    let private = private(handler);
    let misplaced = match handler.original {
        Item::Block(block) => block.trait_.is_some(),
        Item::Function(function) => function.sig.receiver().is_some() || !names_a_type(function),
    };
    if misplaced {
        return TokenStream::new();
    }
    let unit = unit(handler);
    let calls = methods.iter().map(|(method, seen)| {
        implementation(handler, method, seen, &returned(handler, method), &call(handler, method, seen))
    });
    let nothing = quote!(#private::Shared::<Self>::at_once(|| #private::Result::Ok(())));
    let silence = stubs
        .iter()
        .map(|(method, seen)| implementation(handler, method, seen, &Returned::nothing(), &nothing));
    let implementations = calls.chain(silence).collect::<TokenStream>();
    let info = info(handler, &methods.into_iter().chain(stubs).collect::<Vec<_>>(), waiting);
    quote!(#unit #info #implementations)
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

/// What the handler says of itself. Its list of events is a type of its own, and not a tuple of theirs, because a public
/// handler may handle private events, and an associated type cannot name those.
fn info(handler: &Handler<'_>, methods: &[(&Method<'_>, Seen<'_>)], waiting: Waiting) -> TokenStream {
    let private = private(handler);
    let conditions = function_conditions(handler);
    let self_type = handler.self_type();
    let name = handler.display_name();
    let list = format_ident!("EventsHandledBy{}", handler.type_name());
    let listed = methods.iter().map(|(method, seen)| Listed::new(handler, method, seen)).collect::<Vec<_>>();
    let aliases = listed.iter().filter_map(|listed| listed.alias(&private));
    let events = listed.iter().map(Listed::event);
    let inbox = Inbox { private: &private, list: &list, listed: &listed, waiting };
    let (attributes, variants, implementations) =
        (inbox.attributes(), inbox.variants(), inbox.implementations());
    let (parameters, bounds) = generics(handler);
    let doc = format!("The events that `{name}` handles.");
    quote! {
        #(#conditions)*
        const _: () = {
            #(#aliases)*

            #[doc = #doc]
            #[allow(unreachable_pub)] // public for the compiler, and for nobody else
            #attributes
            pub enum #list { #variants }

            #[automatically_derived]
            impl<__Field> #private::AllListed<__Field> for #list
            where
                #(#events: #private::Listed<__Field>,)*
            {
            }

            #implementations

            #[automatically_derived]
            impl #parameters #private::HandlerInfo for #self_type #bounds {
                const NAME: &'static #private::str = #name;
                type Events = #list;
            }
        };
    }
}

/// An event as it stands in the list of events. A method that is compiled under a condition lists its event under the
/// same condition: through an alias, as bounds can have none.
pub(super) struct Listed<'a> {
    method: &'a Ident,
    event: &'a Type,
    pub(super) conditions: Vec<&'a Attribute>,
}

impl<'a> Listed<'a> {
    fn new(handler: &Handler<'a>, method: &Method<'a>, seen: &Seen<'a>) -> Self {
        let conditions = match handler.original {
            Item::Block(_) => conditions(method.attributes).collect(),
            Item::Function(_) => Vec::new(), // they hold for all that is made of the function
        };
        Self { method: &method.signature.ident, event: seen.event, conditions }
    }

    pub(super) fn event(&self) -> TokenStream {
        if self.conditions.is_empty() {
            return self.event.to_token_stream();
        }
        format_ident!("EventOf_{}", self.method.unraw()).into_token_stream()
    }

    fn alias(&self, private: &TokenStream) -> Option<TokenStream> {
        let conditions = self.conditions.iter().filter_map(|cfg| cfg.meta.require_list().ok());
        let conditions = conditions.map(|condition| &condition.tokens);
        let condition = quote!(all(#(#conditions),*));
        let (alias, event) = (self.event(), self.event);
        (!self.conditions.is_empty()).then(|| {
            quote! {
                #[cfg(#condition)]
                #[allow(non_camel_case_types)] // it is named after the method
                type #alias = #event;
                #[cfg(not(#condition))]
                #[allow(non_camel_case_types)]
                type #alias = #private::NotCompiled;
            }
        })
    }
}

/// Each part stands at the user's token that it is about, so that the compiler speaks there of an event that is none, of a
/// type that cannot be returned, and of a future that is not `Send`.
fn implementation(
    handler: &Handler<'_>,
    method: &Method<'_>,
    seen: &Seen<'_>,
    returned: &Returned,
    outcome: &TokenStream,
) -> TokenStream {
    let private = private(handler);
    let conditions = function_conditions(handler).chain(conditions(method.attributes)).collect::<Vec<_>>();
    let self_type = handler.self_type();
    let (parameters, bounds) = generics_of_impl(handler, &returned.bounds);
    let (ident, event, sees_envelope) = (&method.signature.ident, seen.event, seen.in_envelope);
    let follow_up = &returned.follow_up;

    let implemented = located(quote!(#private::Handler<#event>), event);
    let handle = located(quote!(fn handle), ident);
    let envelope = envelope();
    let borrowed = located(quote!(&#private::Envelope), ident);
    let result = quote!(#private::Result<Self::FollowUp, #private::HandlerError>);
    let result = located(quote!(impl #private::Future<Output = #result> + #private::Send), ident);
    let now = method.signature.asyncness.is_none().then(|| {
        quote! {
            #(#conditions)*
            #[automatically_derived]
            impl #parameters #private::HandleNow<#event> for #self_type #bounds {}
        }
    });
    quote! {
        #(#conditions)*
        #[automatically_derived]
        impl #parameters #implemented for #self_type #bounds {
            const SEES_ENVELOPE: #private::bool = #sees_envelope;
            const STARTS_WITHOUT_PANIC: #private::bool = true;
            #follow_up

            #handle(&self, #envelope: #borrowed<#event>) -> #result {
                use #private::Unshared as _;
                #outcome
            }
        }
        #now
    }
}

/// What the method returns.
struct Returned {
    /// The associated type that says what is published next.
    follow_up: TokenStream,
    /// A type without parameters is proved where the method stands: of what cannot be returned the compiler says so once, at the
    /// user's token, and the rest of the impl takes it for granted.
    bounds: Vec<TokenStream>,
}

impl Returned {
    fn nothing() -> Self {
        Self {
            follow_up: quote!(
                type FollowUp = ();
            ),
            bounds: Vec::new(),
        }
    }
}

fn returned(handler: &Handler<'_>, method: &Method<'_>) -> Returned {
    let private = private(handler);
    let ReturnType::Type(_, ty) = &method.signature.output else { return Returned::nothing() };
    let bound = |ty: &Type, bound| {
        (!is_known_to_fit(ty) && handler.is_the_same_for_all(ty)).then(|| {
            let bound = format_ident!("{bound}");
            located(quote!(#ty: #private::#bound), ty)
        })
    };
    let (follow_up, bounds) = match &of_result(ty)[..] {
        [] => (located(quote!(<#ty as #private::Outcome>::FollowUp), ty), vec![bound(ty, "Outcome")]),
        [follow_up, errors @ ..] => {
            let errors = errors.iter().map(|error| bound(error, "IntoHandlerError"));
            (follow_up.to_token_stream(), [bound(follow_up, "FollowUp")].into_iter().chain(errors).collect())
        }
    };
    let (begin, end) = (located(quote!(type FollowUp =), ty), located(quote!(;), ty));
    Returned { follow_up: quote!(#begin #follow_up #end), bounds: bounds.into_iter().flatten().collect() }
}

/// The arguments of a `Result<T, E>`, or of a `Result<T>` such as that of `anyhow`.
fn of_result(ty: &Type) -> Vec<&Type> {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == "Result"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        let types = arguments.args.iter().filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        });
        return types.collect();
    }
    Vec::new()
}

/// What needs no proof: each bound costs the compiler something, and most handlers return these.
fn is_known_to_fit(ty: &Type) -> bool {
    match ty {
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        Type::Path(path) => path.path.is_ident("String") || path.path.is_ident("HandlerError"),
        _ => false,
    }
}

/// Calls the user's method and takes what it returns.
fn call(handler: &Handler<'_>, method: &Method<'_>, seen: &Seen<'_>) -> TokenStream {
    let private = private(handler);
    let (ident, envelope) = (&method.signature.ident, envelope());
    let argument =
        if seen.in_envelope { quote!(#envelope) } else { quote!(#private::Envelope::event(#envelope)) };
    let call = match handler.original {
        Item::Block(_) => quote!(Self::#ident(self, #argument)),
        Item::Function(_) => quote!(#ident(#argument)),
    };
    let call = if method.signature.asyncness.is_some() {
        quote!(#private::Shared::<Self>::outcome(#call, #private::Outcome::into_result))
    } else {
        quote!(#private::Shared::<Self>::at_once(move || #private::Outcome::into_result(#call)))
    };
    match &method.signature.output {
        ReturnType::Type(_, ty) => located(call, ty),
        ReturnType::Default => located(call, ident),
    }
}

/// The argument of the generated method, of which the user's code knows nothing.
fn envelope() -> Ident {
    Ident::new("envelope", Span::mixed_site())
}

/// The parameters of the block, its bounds, and that the type goes from thread to thread. Of a type without parameters that is
/// proved here, once, instead of in each future that holds it; of the others where they are used, so that a port need not be
/// `Send + Sync` by declaration. Of a type with a lifetime the bound would keep the futures from being `Send`
/// (rust-lang/rust#100013).
fn generics_of_impl(handler: &Handler<'_>, more: &[TokenStream]) -> (TokenStream, TokenStream) {
    let (parameters, _) = generics(handler);
    let Item::Block(block) = handler.original else { return (parameters, quote!(where #(#more,)*)) };
    let private = private(handler);
    let declared = block.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let borrows = block.generics.lifetimes().next().is_some() || has_lifetime(&block.self_ty);
    let asked = !borrows && !block.generics.params.is_empty();
    let shareable = asked.then(|| located(quote!(Self: #private::Send + #private::Sync), &block.self_ty));
    let shareable = shareable.into_iter();
    (parameters, quote!(where #(#declared,)* #(#shareable,)* #(#more,)*))
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
