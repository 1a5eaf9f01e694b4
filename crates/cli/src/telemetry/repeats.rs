//! One line a cause a minute: what is said over and over is counted instead.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// How long a cause that was told is only counted.
pub(super) const SILENCE: Duration = Duration::from_mins(1);

/// Causes that are remembered. Those beyond are always told.
const MOST: usize = 1_000;

/// What of an event makes it another cause: not how long something took, or for how many.
const TELLING: [&str; 6] = ["message", "error", "note", "reason", "status", "survey.id"];

/// Lets through warnings and errors that are new, and counts the others. The clones share what they know.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats(Arc<Mutex<HashMap<u64, Known>>>);

#[derive(Debug)]
struct Known {
    until: Instant,
    n_hidden: u64,
    words: String,
}

impl Repeats {
    /// What was hidden of the causes whose silence is over by now, as lines; it is forgotten with that.
    fn due(&self, now: Instant) -> Vec<(u64, String)> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        known.retain(|_, one| {
            let is_over = one.until <= now;
            if is_over && one.n_hidden > 0 {
                due.push((one.n_hidden, std::mem::take(&mut one.words)));
            }
            !is_over
        });
        due
    }

    /// Tells how often what was hidden was said, for as long as the program runs.
    pub(super) async fn tell(self) {
        let mut rounds = tokio::time::interval(SILENCE / 4);
        loop {
            rounds.tick().await;
            for (n_more, words) in self.due(Instant::now()) {
                tracing::warn!(n_more, words, "the same again");
            }
        }
    }

    fn is_new(&self, cause: u64, words: &str, now: Instant) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = known.get_mut(&cause).filter(|one| now < one.until) {
            one.n_hidden += 1;
            return false;
        }
        if known.len() < MOST || known.contains_key(&cause) {
            let words = words.to_owned();
            let n_hidden = 0;
            known.insert(cause, Known { until: now + SILENCE, n_hidden, words });
        }
        true
    }
}

impl<S: Subscriber> Layer<S> for Repeats {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let metadata = event.metadata();
        if *metadata.level() > Level::WARN {
            return true;
        }
        let mut telling = Telling::default();
        event.record(&mut telling);
        if telling.words == "the same again" {
            return true;
        }
        let mut hasher = DefaultHasher::new();
        (metadata.callsite(), &telling.words).hash(&mut hasher);
        self.is_new(hasher.finish(), &telling.words, Instant::now())
    }
}

/// What an event says, as far as it makes a cause.
#[derive(Default)]
struct Telling {
    words: String,
}

impl Visit for Telling {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        use fmt::Write as _;
        if TELLING.contains(&field.name()) {
            let between = if self.words.is_empty() { "" } else { ": " };
            // Writing to a string cannot fail.
            let _ = write!(self.words, "{between}{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::{Repeats, SILENCE};

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_cause_is_told_once_in_a_minute_with_how_often_it_was_there() {
        let (log, repeats) = (Log::default(), Repeats::default());
        let writer = log.clone();
        let lines =
            tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
        let subscriber = tracing_subscriber::registry().with(repeats.clone()).with(lines);
        tracing::subscriber::with_default(subscriber, || {
            for n_writes in 0..8_000 {
                tracing::error!(error = "disk full", n_writes, "the database cannot be written");
            }
            tracing::error!(error = "locked", n_writes = 1, "the database cannot be written");
            tracing::info!("again");
            tracing::info!("again");
        });
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let count = |words: &str| text.matches(words).count();
        assert_eq!((count("disk full"), count("locked"), count("again")), (1, 1, 2), "{text}");
        assert!(repeats.due(Instant::now()).is_empty());
        let hidden = repeats.due(Instant::now() + SILENCE);
        assert_eq!(hidden.len(), 1);
        assert_eq!(hidden[0].0, 7_999);
        assert!(hidden[0].1.contains("disk full"), "{hidden:?}");
    }
}
