//! From an `impl` block or a function to the model of a handler.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, ImplItem, ItemFn, ItemImpl, LitStr, Path, PathArguments,
    Signature, Type, TypeReference, parse_quote,
};

use super::check::is_sound;
use crate::errors::{AtMostOne, Errors};
use crate::naming;
use crate::settings;
use crate::tokens::leaves;

/// What `#[handler]` stands on.
pub(crate) enum Item {
    Block(ItemImpl),
    Function(ItemFn),
}

/// A handler as it is written.
pub(crate) struct Handler<'a> {
    pub(crate) original: &'a Item,
    pub(crate) methods: Vec<Method<'a>>,
    pub(crate) name: Option<LitStr>,
    /// Where the facade is: `::domain_events`, or what `crate = …` says.
    pub(crate) facade: Option<Path>,
}

/// A method that handles an event, or the function that does.
pub(crate) struct Method<'a> {
    pub(crate) signature: &'a Signature,
    pub(crate) attributes: &'a [Attribute],
    /// The arguments but for `self`.
    pub(crate) arguments: Vec<&'a Type>,
}

/// What the argument of a method says: `&E` or `&Envelope<E>`.
pub(crate) struct Seen<'a> {
    pub(crate) event: &'a Type,
    pub(crate) in_envelope: bool,
}

const SETTINGS: &[&str] = &["name", "crate"];

impl Parse for Item {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        match input.parse()? {
            syn::Item::Impl(block) => Ok(Self::Block(block)),
            syn::Item::Fn(function) => Ok(Self::Function(function)),
            other => Err(syn::Error::new_spanned(
                other,
                "`#[handler]` stands on an `impl` block or on a function: move it to the `impl` block that has the handler methods",
            )),
        }
    }
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Block(block) => block.to_tokens(tokens),
            Self::Function(function) => function.to_tokens(tokens),
        }
    }
}

impl Item {
    /// Takes our own attributes off the methods, where the compiler would run them as macros of their own, and says which
    /// items of the block are not to be handlers.
    pub(crate) fn take_markers(&mut self, errors: &mut Errors) -> Vec<bool> {
        let Self::Block(block) = self else { return Vec::new() };
        let skipped = block.items.iter_mut().map(|item| match item {
            ImplItem::Fn(method) => {
                let skipped = take_marker(&mut method.attrs, errors);
                if !skipped {
                    // A handler method has to take `&self`, whether it needs it or not.
                    method.attrs.push(parse_quote!(#[allow(clippy::unused_self)]));
                }
                skipped
            }
            _ => true,
        });
        skipped.collect()
    }
}

fn take_marker(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> bool {
    let mut skipped = false;
    attributes.retain(|attribute| {
        let ours = attribute.path().segments.last().is_some_and(|last| last.ident == "handler");
        if ours {
            for setting in settings::of_attribute(attribute, errors) {
                match setting.word().as_str() {
                    "skip" => skipped |= setting.flag(errors).is_some(),
                    _ => setting.unknown("#[handler(…)]", &["skip"], errors),
                }
            }
        }
        !ours
    });
    skipped
}

pub(crate) fn parse<'a>(
    settings: TokenStream,
    item: &'a Item,
    skipped: &[bool],
    errors: &mut Errors,
) -> Handler<'a> {
    let mut name = AtMostOne::none();
    let mut facade = AtMostOne::none();
    for setting in settings::of_tokens(settings, errors) {
        match setting.word().as_str() {
            "name" => {
                if let Some(value) = setting.string(r#"name = "confirmation_email""#, errors) {
                    name.push(value, errors, "a handler has one name: remove the second `name`");
                }
            }
            "crate" => setting.facade(&mut facade, errors),
            "skip" => errors.at(
                setting.key,
                "`skip` says something of a method: move `#[handler(skip)]` to the method that is no handler",
            ),
            _ => setting.unknown("#[handler(…)]", SETTINGS, errors),
        }
    }
    let methods = match item {
        Item::Function(function) => vec![Method::new(&function.sig, &function.attrs)],
        Item::Block(block) => {
            let items = block.items.iter().zip(skipped).filter(|(_, skipped)| !**skipped);
            let methods = items.filter_map(|(item, _)| match item {
                ImplItem::Fn(method) => Some(Method::new(&method.sig, &method.attrs)),
                _ => None,
            });
            methods.collect()
        }
    };
    Handler { original: item, methods, name: name.get().cloned(), facade: facade.get().cloned() }
}

impl<'a> Method<'a> {
    fn new(signature: &'a Signature, attributes: &'a [Attribute]) -> Self {
        let arguments = signature.inputs.iter().filter_map(|argument| match argument {
            FnArg::Typed(typed) => Some(&*typed.ty),
            FnArg::Receiver(_) => None,
        });
        Self { signature, attributes, arguments: arguments.collect() }
    }

    /// The event that this method handles, if its arguments say so.
    pub(crate) fn seen(&self) -> Option<Seen<'a>> {
        match self.arguments[..] {
            [Type::Reference(TypeReference { mutability: None, elem, .. })] => Some(Seen::new(elem)),
            _ => None,
        }
    }

    /// The event that a method with mistakes is meant to handle, if it looks like one.
    pub(crate) fn meant(&self) -> Option<Seen<'a>> {
        let seen = match self.arguments.first()? {
            Type::Reference(TypeReference { elem, .. }) => Seen::new(elem),
            owned => Seen::new(owned),
        };
        let Type::Path(path) = seen.event else { return None };
        let name = path.path.segments.last()?.ident.to_string();
        let of_std = matches!(&*name, "Arc" | "Box" | "Option" | "Rc" | "Result" | "String" | "Vec");
        (name.starts_with(char::is_uppercase) && !of_std).then_some(seen)
    }
}

impl<'a> Seen<'a> {
    fn new(ty: &'a Type) -> Self {
        match in_envelope(ty) {
            Some(event) => Self { event, in_envelope: true },
            None => Self { event: ty, in_envelope: false },
        }
    }
}

/// The `E` of `Envelope<E>`.
pub(crate) fn in_envelope(ty: &Type) -> Option<&Type> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return in_envelope(&group.elem), // a `$ty:ty` of a `macro_rules!`
        _ => return None,
    };
    let last = path.path.segments.last().filter(|last| last.ident == "Envelope")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(event)) if arguments.args.len() == 1 => Some(event),
        _ => None,
    }
}

impl<'a> Handler<'a> {
    /// The methods that can be called as handlers, one for each event; what is wrong with the others has been reported.
    pub(crate) fn sound_methods(&self) -> Vec<(&Method<'a>, Seen<'a>)> {
        let sound = self.methods.iter().filter(|method| is_sound(self, method));
        let seen = sound.filter_map(|method| Some((method, method.seen()?)));
        once_for_an_event(seen, HashSet::new())
    }

    /// The methods with mistakes that show which event they are meant to handle: a stub for each keeps the buses quiet.
    pub(crate) fn stubs(&self) -> Vec<(&Method<'a>, Seen<'a>)> {
        let sound = self.sound_methods();
        let handled = sound.iter().map(|(_, seen)| seen.event.to_token_stream().to_string()).collect();
        let mistaken = self.methods.iter().filter(|method| !is_sound(self, method));
        let mistaken = mistaken.filter(|method| match self.original {
            Item::Block(_) => method.signature.receiver().is_some(),
            Item::Function(_) => true,
        });
        once_for_an_event(mistaken.filter_map(|method| Some((method, method.meant()?))), handled)
    }

    /// Whether a type in a signature can stand in a bound, and is the same whatever the parameters of the block are.
    pub(crate) fn is_the_same_for_all(&self, ty: &Type) -> bool {
        let parameters = match self.original {
            Item::Block(block) => block.generics.params.iter().collect(),
            Item::Function(_) => Vec::new(),
        };
        let parameters = parameters.into_iter().map(|parameter| match parameter {
            GenericParam::Type(it) => it.ident.to_string(),
            GenericParam::Const(it) => it.ident.to_string(),
            GenericParam::Lifetime(it) => it.lifetime.ident.to_string(),
        });
        let parameters = parameters.collect::<HashSet<_>>();
        !leaves(ty.to_token_stream()).iter().any(|token| match token {
            TokenTree::Ident(it) => it == "impl" || it == "Self" || parameters.contains(&it.to_string()),
            TokenTree::Punct(it) => it.as_char() == '&' || it.as_char() == '\'',
            _ => false,
        })
    }

    /// The type that handles; of a function, the unit struct that is named after it.
    pub(crate) fn self_type(&self) -> TokenStream {
        match self.original {
            Item::Block(block) => block.self_ty.to_token_stream(),
            Item::Function(function) => unit_struct(&function.sig.ident).into_token_stream(),
        }
    }

    /// The handler's name: what the user says, or the name of the type in snake case.
    pub(crate) fn display_name(&self) -> String {
        match (&self.name, self.original) {
            (Some(name), _) => name.value(),
            (None, Item::Function(function)) => function.sig.ident.unraw().to_string(),
            (None, Item::Block(_)) => naming::snake_case(&self.type_name()),
        }
    }

    /// The last word of the type's path; the macro stands on nothing that has none.
    pub(crate) fn type_name(&self) -> String {
        match self.original {
            Item::Function(function) => unit_struct(&function.sig.ident).to_string(),
            Item::Block(block) => match &*block.self_ty {
                Type::Path(path) => path.path.segments.last().map(|last| last.ident.unraw().to_string()),
                _ => None,
            }
            .unwrap_or_default(),
        }
    }
}

fn once_for_an_event<'h, 'a: 'h>(
    methods: impl Iterator<Item = (&'h Method<'a>, Seen<'a>)>,
    mut handled: HashSet<String>,
) -> Vec<(&'h Method<'a>, Seen<'a>)> {
    methods.filter(|(_, seen)| handled.insert(seen.event.to_token_stream().to_string())).collect()
}

/// Whether a type can be named after the function.
pub(crate) fn names_a_type(function: &ItemFn) -> bool {
    unit_struct(&function.sig.ident) != function.sig.ident
}

/// `TrackSale` for `track_sale`. A function whose name gives no identifier keeps its own, which `check` reports.
pub(crate) fn unit_struct(function: &Ident) -> Ident {
    let name = naming::pascal_case(&function.unraw().to_string());
    match syn::parse_str::<Ident>(&name) {
        Ok(_) => Ident::new(&name, function.span()),
        Err(_) => function.clone(),
    }
}
