//! A line a step: what is being done, and how long it took.
//!
//! There is no spinner: the same lines go to a terminal and to a log, and a long step says every 15 s that it lives.

use std::{
    io::{Write, stdout},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::Result;

/// The longest silence.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Numbered steps: `  [2/7] wasm-pack 0.15.1 … 41 s`.
#[derive(Debug)]
pub(crate) struct Steps {
    total: usize,
    done: usize,
}

impl Steps {
    /// Steps of which there will be `total`.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, done: 0 }
    }

    /// Does the work under the next number.
    ///
    /// # Errors
    /// Those of the work.
    pub(crate) fn run<T>(&mut self, label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.start(label).around(work)
    }

    /// Prints the next number and `label`; the step's end is for the caller to say.
    pub(crate) fn start(&mut self, label: &str) -> Line {
        self.done += 1;
        Line::start(&format!("  [{}/{}] {label}", self.done, self.total))
    }
}

/// One line that is waiting for its end.
#[derive(Debug)]
pub(crate) struct Line {
    label: String,
    started: Instant,
    stop: Sender<()>,
    heartbeat: JoinHandle<bool>,
}

impl Line {
    /// Prints the beginning.
    pub(crate) fn start(label: &str) -> Self {
        print!("{label} … ");
        flush();
        let started = Instant::now();
        let (stop, stopped) = mpsc::channel::<()>();
        let heartbeat = thread::spawn(move || {
            let mut broken = false;
            while stopped.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
                if !broken {
                    println!();
                }
                broken = true;
                println!("        … {}", duration(started.elapsed()));
            }
            broken
        });
        Self { label: label.to_owned(), started, stop, heartbeat }
    }

    /// Does the work, then prints how long it took, or `failed`.
    ///
    /// # Errors
    /// Those of the work.
    pub(crate) fn around<T>(self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let result = work();
        self.end(if result.is_ok() { "" } else { "failed after " }, "");
        result
    }

    /// Prints the end: the time between `before` and `after`.
    pub(crate) fn end(self, before: &str, after: &str) {
        drop(self.stop);
        // A line that heartbeats have broken is begun again, so that name and time stand together.
        if self.heartbeat.join().unwrap_or(true) {
            print!("{} … ", self.label);
        }
        println!("{before}{}{after}", duration(self.started.elapsed()));
    }
}

fn flush() {
    // Nobody is helped by an error about a progress line.
    let _ = stdout().flush();
}

fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..100 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_precise_as_its_length_deserves() {
        assert_eq!(duration(Duration::from_millis(340)), "0.3 s");
        assert_eq!(duration(Duration::from_millis(41_900)), "41 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 05 s");
    }
}
