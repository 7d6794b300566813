//! What waits when it is dropped.

use std::ops::Deref;
use std::thread;

/// A client, which waits for its threads when it is dropped: that is done on a thread of its own, and on no runtime's.
pub(crate) struct OffRuntime<T: Send + 'static>(Option<T>);

impl<T: Send + 'static> OffRuntime<T> {
    pub(crate) fn new(client: T) -> Self {
        Self(Some(client))
    }
}

impl<T: Send + 'static> Deref for OffRuntime<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl<T: Send + 'static> Drop for OffRuntime<T> {
    fn drop(&mut self) {
        let client = self.0.take();
        // without a thread it is dropped here, which is late and not wrong
        let _ = thread::Builder::new().name("kafka-drop".to_owned()).spawn(move || drop(client));
    }
}
