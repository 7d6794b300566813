//! What reads messages for handlers.

use std::sync::Arc;

use events_core::Envelope;
use events_core::inbox::{Reader, Reads};

use crate::codec::{Codec, Decodable};
use crate::message::{Message, MessageError};

/// A codec as what reads messages for handlers. Public for the compiler, and for nobody else.
#[derive(Debug)]
pub struct Envelopes<C>(pub(super) Arc<C>);

impl<C: Codec> Reader for Envelopes<C> {
    type Message = Message;
    type Error = MessageError;
}

impl<E: Decodable<C>, C: Codec> Reads<E> for Envelopes<C> {
    const NAME: &'static str = E::NAME;

    fn read(&self, message: &Message) -> Result<Envelope<E>, MessageError> {
        message.envelope_of(&*self.0)
    }
}
