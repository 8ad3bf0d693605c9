//! Running handlers: a panic becomes an error reply, and a future can be polled where there is no runtime.

use crate::command::{Outcome, Running};
use crate::error::error;
use qapi_runtime::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

/// Turns a panic into an error.
pub fn guarded<T>(name: &str, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // The handler's own state may be inconsistent afterwards. That is the handler's concern, as with a poisoned lock.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
        Err(error(format!("The command {name} failed unexpectedly: {}", message.unwrap_or("no reason was given"))))
    })
}

pub fn guarded_future(name: String, mut running: Running) -> Running {
    Box::pin(std::future::poll_fn(move |context| {
        let polled = guarded(&name, || Ok(running.as_mut().poll(context)));
        polled.unwrap_or_else(|refusal| Poll::Ready(Err(refusal)))
    }))
}

/// Polls a future on this thread until it is done.
pub fn block_on(mut running: Running) -> Outcome {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    loop {
        match running.as_mut().poll(&mut context) {
            Poll::Ready(outcome) => return outcome,
            Poll::Pending => std::thread::park(),
        }
    }
}
