//! The rules of a handler, one function each.

use quote::ToTokens;
use syn::{FnArg, GenericParam, Receiver, ReceiverKind, ReturnType, Safety, Signature, Type};

use super::parse::{Handler, Item, Method, in_envelope, names_a_type};
use crate::errors::Errors;

pub(crate) fn check(handler: &Handler<'_>, errors: &mut Errors) {
    own_block(handler, errors);
    some_method(handler, errors);
    named(handler, errors);
    function_name_gives_a_type(handler, errors);
    for method in &handler.methods {
        shared_receiver(handler, method, errors);
        one_event(handler, method, errors);
        no_parameters(method, errors);
        safe(method, errors);
        names_what_it_returns(method, errors);
    }
    one_method_for_an_event(handler, errors);
}

/// Whether the compiler can call this method as a handler; the others have been reported.
pub(crate) fn is_sound(handler: &Handler<'_>, method: &Method<'_>) -> bool {
    let receiver_fits = match handler.original {
        Item::Block(block) => block.trait_.is_none() && takes_shared_self(method.signature),
        Item::Function(function) => method.signature.receiver().is_none() && names_a_type(function),
    };
    receiver_fits
        && method.seen().is_some_and(|seen| can_be_event(seen.event))
        && own_parameters(method.signature).next().is_none()
        && matches!(method.signature.safety, Safety::Default)
        && opaque_return(method.signature).is_none()
}

fn own_block(handler: &Handler<'_>, errors: &mut Errors) {
    if let Item::Block(block) = handler.original
        && let Some((path, _)) = &block.trait_
    {
        let ty = block.self_ty.to_token_stream();
        errors.at(
            path,
            format!("handler methods are the type's own, not a trait's: move them to `#[handler] impl {ty} {{ … }}`"),
        );
    }
}

fn some_method(handler: &Handler<'_>, errors: &mut Errors) {
    if let Item::Block(block) = handler.original
        && handler.methods.is_empty()
    {
        errors.at(
            &block.self_ty,
            "a handler has at least one handler method: write `async fn …(&self, event: &OrderPlaced)` in this block, or remove `#[handler]`",
        );
    }
}

fn named(handler: &Handler<'_>, errors: &mut Errors) {
    if let Some(name) = &handler.name
        && name.value().trim().is_empty()
    {
        errors.at(name, "the name of a handler is not empty: receipts, logs and queues show it");
    }
}

fn function_name_gives_a_type(handler: &Handler<'_>, errors: &mut Errors) {
    if let Item::Function(function) = handler.original
        && !names_a_type(function)
    {
        let name = &function.sig.ident;
        errors.at(
            name,
            format!("`#[handler]` names a struct after the function, `TrackSale` for `track_sale`, and cannot after `{name}`: rename it"),
        );
    }
}

fn shared_receiver(handler: &Handler<'_>, method: &Method<'_>, errors: &mut Errors) {
    let signature = method.signature;
    let name = &signature.ident;
    match (handler.original, signature.receiver()) {
        (Item::Function(_), Some(receiver)) => {
            errors.at(receiver, "`#[handler]` stands on the `impl` block, not on its methods: move it there");
        }
        (Item::Block(_), None) => errors.at(
            name,
            format!(
                "a handler method takes `&self` and the event: write `fn {name}(&self, event: &OrderPlaced)`; if `{name}` is no handler, mark it `#[handler(skip)]` or move it to another `impl` block"
            ),
        ),
        (Item::Block(_), Some(receiver)) if !takes_shared_self(signature) => errors.at(
            receiver,
            format!(
                "a handler method takes `&self`, as several events may be handled at once: write `&self` (for state that changes, use an atomic or a `Mutex`); if `{name}` is no handler, mark it `#[handler(skip)]`"
            ),
        ),
        _ => {}
    }
}

fn one_event(handler: &Handler<'_>, method: &Method<'_>, errors: &mut Errors) {
    let name = &method.signature.ident;
    match method.arguments[..] {
        [] if has_shape_of_handler(handler, method) => {
            let receiver = if matches!(handler.original, Item::Block(_)) { "&self, " } else { "" };
            errors.at(
                name,
                format!(
                    "a handler takes the event that it handles: write `fn {name}({receiver}event: &OrderPlaced)`; a method that is no handler is marked `#[handler(skip)]`"
                ),
            );
        }
        [] => {}
        [ty] => borrowed(ty, errors),
        [_, ref others @ ..] => {
            if has_shape_of_handler(handler, method) {
                for other in others {
                    errors.at(
                        other,
                        "a handler takes one event: write a method for each event, and keep other values in fields of the handler",
                    );
                }
            }
        }
    }
}

/// A method without the receiver of a handler has been reported for that, and once is enough.
fn has_shape_of_handler(handler: &Handler<'_>, method: &Method<'_>) -> bool {
    matches!(handler.original, Item::Function(_)) || method.signature.receiver().is_some()
}

fn borrowed(ty: &Type, errors: &mut Errors) {
    let Type::Reference(reference) = ty else {
        let (what, written) = match in_envelope(ty) {
            Some(event) => ("envelope", format!("Envelope<{}>", event.to_token_stream())),
            None => ("event", ty.to_token_stream().to_string()),
        };
        errors.at(
            ty,
            format!("a handler borrows its {what}, as other handlers get the same one: write `&{written}`"),
        );
        return;
    };
    if let Some(mutability) = reference.mutability {
        let elem = reference.elem.to_token_stream();
        errors.at(mutability, format!("an event is never changed: write `&{elem}` without `mut`"));
    }
    if !can_be_event(&reference.elem) {
        errors.at(
            &reference.elem,
            "a handler names the event that it handles: write its type, as in `&OrderPlaced`",
        );
    }
}

/// Whether a type can be an event as far as its tokens show: the compiler has more to say of what has no size.
fn can_be_event(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => !path.path.is_ident("str"),
        Type::Macro(_) | Type::Paren(_) | Type::Group(_) => true,
        _ => false,
    }
}

fn no_parameters(method: &Method<'_>, errors: &mut Errors) {
    for parameter in own_parameters(method.signature) {
        let name = &method.signature.ident;
        let remedy = match parameter {
            GenericParam::Lifetime(_) => "leave the lifetime out",
            GenericParam::Type(_) | GenericParam::Const(_) => "move it to the handler type",
        };
        errors.at(
            parameter,
            format!("a bus calls `{name}` for one event, so it has no parameters of its own: {remedy}"),
        );
    }
}

fn safe(method: &Method<'_>, errors: &mut Errors) {
    if let Safety::Unsafe(token) = &method.signature.safety {
        errors.at(token, "a bus calls handlers in safe code: remove `unsafe`");
    }
}

fn names_what_it_returns(method: &Method<'_>, errors: &mut Errors) {
    if let Some(opaque) = opaque_return(method.signature) {
        errors.at(
            opaque,
            "a handler method returns nothing, an event that follows, or a `Result` of these, and names the type; if it returns a future, make it an `async fn`",
        );
    }
}

/// `impl Future`, which the bus could neither await nor publish.
fn opaque_return(signature: &Signature) -> Option<&Type> {
    match &signature.output {
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_)) => Some(ty),
        _ => None,
    }
}

fn one_method_for_an_event(handler: &Handler<'_>, errors: &mut Errors) {
    let mut events = std::collections::HashMap::new();
    for method in handler.methods.iter().filter(|method| is_sound(handler, method)) {
        let Some(seen) = method.seen() else { continue };
        let event = seen.event.to_token_stream().to_string();
        if let Some(first) = events.insert(event.clone(), &method.signature.ident) {
            errors.at(
                seen.event,
                format!(
                    "`{first}` handles `{event}` already: a handler handles an event once, so do both in one method, or make two handlers"
                ),
            );
        }
    }
}

fn own_parameters(signature: &Signature) -> impl Iterator<Item = &GenericParam> {
    signature.generics.params.iter()
}

fn takes_shared_self(signature: &Signature) -> bool {
    matches!(
        signature.inputs.first(),
        Some(FnArg::Receiver(Receiver { kind: ReceiverKind::Reference(_, _, None), .. }))
    )
}
