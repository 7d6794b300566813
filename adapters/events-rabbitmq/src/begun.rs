//! Futures that stand in line.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// One that has been polled, and what is left of it.
pub(crate) enum Begun<F: Future> {
    Ended(F::Output),
    Goes(Pin<Box<F>>),
}

/// Polls once. What the client writes when it is first polled stands in line before what is begun next, so that many can be
/// under way at the same time, in order.
pub(crate) async fn begin<F: Future>(future: F) -> Begun<F> {
    let mut future = Box::pin(future);
    match poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await {
        Poll::Ready(output) => Begun::Ended(output),
        Poll::Pending => Begun::Goes(future),
    }
}

impl<F: Future> Begun<F> {
    pub(crate) async fn finish(self) -> F::Output {
        match self {
            Self::Ended(output) => output,
            Self::Goes(future) => future.await,
        }
    }
}
