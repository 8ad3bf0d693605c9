//! Work on as many threads as the machine has.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The result of `work` for each of `inputs`, in their order. A thread takes `chunk` inputs at a time: enough of them
/// that taking costs nothing, few enough that the threads end together.
pub fn map<T: Sync, R: Send>(inputs: &[T], chunk: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(inputs.len().div_ceil(chunk)).max(1);
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(chunk, Ordering::Relaxed);
            let Some(rest) = inputs.get(start..).filter(|rest| !rest.is_empty()) else { return done };
            done.push((start, rest.iter().take(chunk).map(&work).collect::<Vec<_>>()));
        }
    };
    let mut chunks = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut chunks = run();
        for other in others {
            match other.join() {
                Ok(more) => chunks.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        chunks
    });
    chunks.sort_unstable_by_key(|(start, _)| *start);
    chunks.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_stand_in_the_order_of_the_inputs() {
        let inputs: Vec<usize> = (0..1000).collect();
        assert_eq!(super::map(&inputs, 7, |input| input * 2), inputs.iter().map(|i| i * 2).collect::<Vec<_>>());
        assert!(super::map(&[0_u8; 0], 7, |input| *input).is_empty());
    }
}
