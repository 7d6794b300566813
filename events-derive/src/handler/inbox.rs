//! The list of a handler's events as something that can wait, and come as a message: an enum with a variant for each event.
//!
//! It runs on any handler of its events, not only on the one it is made for: so a wrapper can wait too, and none of the user's
//! type parameters, bounds and lifetimes stand in it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::Waiting;
use super::expand::Listed;

pub(super) struct Inbox<'a> {
    pub(super) private: &'a TokenStream,
    pub(super) list: &'a Ident,
    pub(super) listed: &'a [Listed<'a>],
    pub(super) waiting: Waiting,
}

impl Inbox<'_> {
    pub(super) fn attributes(&self) -> Option<TokenStream> {
        self.is_written().then(|| {
            quote! {
                #[allow(private_interfaces)] // the events may be private
            }
        })
    }

    pub(super) fn variants(&self) -> TokenStream {
        let private = self.private;
        let variants = self.by_variant().map(|(variant, listed)| {
            let (event, conditions) = (listed.event(), &listed.conditions);
            quote!(#(#conditions)* #variant(#private::Envelope<#event>),)
        });
        variants.collect()
    }

    pub(super) fn implementations(&self) -> TokenStream {
        let accepting = self.by_variant().map(|(variant, listed)| self.accepting(&variant, listed));
        let accepting = accepting.collect::<TokenStream>();
        let private = self.private;
        let import = self.is_written().then(|| {
            quote! {
                #[allow(unused_imports)] // of events that can all be copied
                use #private::NoCopies as _;
            }
        });
        let (running, dispatching) = self.is_written().then(|| (self.running(), self.dispatching())).unzip();
        quote!(#import #accepting #running #dispatching)
    }

    fn accepting(&self, variant: &Ident, listed: &Listed<'_>) -> TokenStream {
        let (private, list) = (self.private, self.list);
        let (event, conditions) = (listed.event(), &listed.conditions);
        let envelope = Ident::new("envelope", Span::mixed_site());
        quote! {
            #(#conditions)*
            #[automatically_derived]
            impl #private::Accepts<#event> for #list {
                fn accept(#envelope: #private::Envelope<#event>) -> Self {
                    Self::#variant(#envelope)
                }

                fn accept_copy(#envelope: &#private::Envelope<#event>) -> Self {
                    Self::#variant(#private::Copies::<#event>::of(#envelope))
                }
            }
        }
    }

    /// The bounds have a parameter, so that the compiler takes them for granted here: of an event that is none, and of a handler
    /// that cannot be, it has spoken elsewhere.
    fn running(&self) -> TokenStream {
        let (private, list) = (self.private, self.list);
        let names = ["envelope", "handler", "publisher"];
        let [envelope, handler, publisher] = names.map(|name| Ident::new(name, Span::mixed_site()));
        let bounds = self.listed.iter().map(|listed| {
            let (event, runs) = (listed.event(), runs(listed));
            quote!(#event: #private::#runs<__Handler, __Publisher>)
        });
        let arms = self.by_variant().map(|(variant, listed)| {
            let (conditions, runs) = (&listed.conditions, runs(listed));
            quote! {
                #(#conditions)*
                Self::#variant(ref #envelope) => #private::#runs::run_by(#envelope, #handler, #publisher).await,
            }
        });
        quote! {
            #[automatically_derived]
            impl<__Handler, __Publisher> #private::Inbox<__Handler, __Publisher> for #list
            where
                __Handler: #private::Sync,
                __Publisher: #private::Sync,
                #(#bounds,)*
            {
                #[allow(unused_variables)] // if no method is compiled
                async fn run(
                    &self,
                    #handler: &__Handler,
                    #publisher: &__Publisher,
                ) -> #private::Result<#private::Receipt, #private::HandlerError> {
                    match *self { #(#arms)* }
                }
            }
        }
    }

    /// As with [`running`](Self::running), the bounds have a parameter.
    fn dispatching(&self) -> TokenStream {
        let (private, list) = (self.private, self.list);
        let names = ["reader", "name", "message", "handler", "publisher", "envelope"];
        let [reader, name, message, handler, publisher, envelope] =
            names.map(|name| Ident::new(name, Span::mixed_site()));
        let bounds = self.listed.iter().map(|listed| {
            let (event, reads, runs) = (listed.event(), reads(listed), runs(listed));
            quote! {
                __Reader: #private::#reads<#event>,
                #event: #private::#runs<__Handler, __Publisher>
            }
        });
        let reads_of = |listed: &Listed<'_>| {
            let (event, reads) = (listed.event(), reads(listed));
            quote!(<__Reader as #private::#reads<#event>>)
        };
        let names = self.by_variant().map(|(_, listed)| {
            let (conditions, reads) = (&listed.conditions, reads_of(listed));
            quote!(#(#conditions)* #reads::NAME,)
        });
        let names = names.collect::<TokenStream>();
        let arms = self.by_variant().map(|(_, listed)| {
            let (conditions, reads, runs) = (&listed.conditions, reads_of(listed), runs(listed));
            quote! {
                #(#conditions)*
                if #name == #reads::NAME {
                    return match #reads::read(#reader, #message) {
                        #private::Result::Ok(#envelope) => #private::Dispatched::Ran(
                            #private::#runs::run_by(&#envelope, #handler, #publisher).await,
                        ),
                        #private::Result::Err(error) => #private::Dispatched::NotRead(error),
                    };
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl<__Reader, __Handler, __Publisher> #private::Dispatch<__Reader, __Handler, __Publisher> for #list
            where
                __Reader: #private::Reader<Message: #private::Sync, Error: #private::Send> + #private::Sync,
                __Handler: #private::Sync,
                __Publisher: #private::Sync,
                #(#bounds,)*
            {
                const NAMES: &'static [&'static #private::str] = &[#names];

                #[allow(unused_variables)] // if no method is compiled
                async fn dispatch(
                    #reader: &__Reader,
                    #name: &#private::str,
                    #message: &__Reader::Message,
                    #handler: &__Handler,
                    #publisher: &__Publisher,
                ) -> #private::Dispatched<__Reader::Error> {
                    #(#arms)*
                    #private::Dispatched::Unknown
                }
            }
        }
    }

    /// A handler without handler methods has been reported, and gets none.
    fn is_written(&self) -> bool {
        self.waiting == Waiting::Supported && !self.listed.is_empty()
    }

    fn by_variant(&self) -> impl Iterator<Item = (Ident, &Listed<'_>)> {
        let listed = if self.is_written() { self.listed } else { &[] };
        listed.iter().enumerate().map(|(i, listed)| (format_ident!("E{i}"), listed))
    }
}

/// What runs the handler on an event.
fn runs(listed: &Listed<'_>) -> Ident {
    if listed.conditions.is_empty() { format_ident!("RunBy") } else { format_ident!("RunByIfCompiled") }
}

/// What reads the event.
fn reads(listed: &Listed<'_>) -> Ident {
    if listed.conditions.is_empty() { format_ident!("Reads") } else { format_ident!("ReadsIfCompiled") }
}
