//! Where generated code finds what it calls.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// The hidden door of the facade, the only path that generated code begins with.
pub(crate) fn private(facade: Option<&Path>) -> TokenStream {
    match facade {
        Some(path) => quote!(#path::__private),
        None => quote!(::domain_events::__private),
    }
}
