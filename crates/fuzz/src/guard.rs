//! One input, watched: whether it panics, and what it costs.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};

use crate::target::{Features, Target};

/// Counts the memory of this process.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What the last panic said, and where.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Whether an input is being fed.
static IS_FEEDING: AtomicBool = AtomicBool::new(false);

/// From now on a panic over an input is noted, and not printed: shortening one repeats it many times.
pub fn note_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !IS_FEEDING.load(Ordering::SeqCst) {
            before(info);
        } else if let Ok(mut last) = PANIC.lock() {
            *last = info.to_string().replace('\n', " ");
        }
    }));
}

/// What an input came to, and what it cost.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it came to.
    pub features: Features,
    /// Of the processor.
    pub time: Duration,
    /// Bytes of memory at once.
    pub memory: usize,
}

/// Feeds an input, and looks whether all that is promised of any holds for it.
///
/// # Errors
/// What does not hold, in a sentence.
pub fn feed_watched(target: &dyn Target, input: &[u8]) -> Result<Outcome, String> {
    let (began, held) = (processor_time(), MEMORY.current_usage());
    MEMORY.reset_peak_usage();
    IS_FEEDING.store(true, Ordering::SeqCst);
    let fed = panic::catch_unwind(AssertUnwindSafe(|| target.feed(input)));
    IS_FEEDING.store(false, Ordering::SeqCst);
    let memory = MEMORY.peak_usage().saturating_sub(held);
    let time = processor_time().saturating_sub(began);
    let panicked = || PANIC.lock().map(|last| last.clone()).unwrap_or_default();
    let features = fed.unwrap_or_else(|_| Err(panicked()))?;
    let bounds = target.bounds();
    let (most_time, most_memory) = (bounds.time_for(input.len()), bounds.memory_for(input.len()));
    if time > most_time {
        return Err(format!("it takes {time:?} of the processor, and may take {most_time:?}"));
    }
    if memory > most_memory {
        return Err(format!("it takes {memory} bytes of memory, and may take {most_memory}"));
    }
    Ok(Outcome { features, time, memory })
}

/// What this process has had of the processor.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.unwrap_or_default(), nanos.unwrap_or_default())
}
