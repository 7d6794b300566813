//! Where generated code finds what it calls.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// The hidden door of the facade, the only path that generated code begins with.
pub(crate) fn private(facade: Option<&Path>) -> TokenStream {
    facade.map_or_else(|| quote!(::domain_events::__private), |path| quote!(#path::__private))
}
