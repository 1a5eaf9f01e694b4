//! What is sent when: one submission under way at a time, in order, until the relay confirms it.

use super::{Effect, Notice, Phase, Session, State, Submission, SubmittedAnswer};
use crate::text::Message;

/// The first wait before another try, in milliseconds; it doubles with each failure.
const FIRST_WAIT: u32 = 1_000;
/// The longest wait, in milliseconds: long enough to be calm, short enough that the answer is
/// there soon after the connection is.
const LONGEST_WAIT: u32 = 30_000;

/// Answers on their way to the relay.
#[derive(Clone, Debug, Default)]
pub(super) struct Sending {
    /// Places of changed answers that are in no submission, and when they were given.
    unsent: Vec<(usize, String)>,
    under_way: Option<UnderWay>,
    last_number: u32,
    n_failures: u32,
    /// The state that the relay knows.
    told: Option<State>,
    /// How often each answer changed.
    revisions: Vec<(usize, i32)>,
    /// Places whose answers have been sent: the relay may hold something for them.
    sent: Vec<usize>,
    /// The relay takes no more.
    is_over: bool,
}

#[derive(Clone, Debug)]
struct UnderWay {
    number: u32,
    answers: Vec<(usize, String)>,
    state: State,
}

impl Sending {
    /// Notes a changed answer; says how often it has changed, from 1.
    pub(super) fn changed(&mut self, place: usize, at: &str) -> i32 {
        self.unsent.retain(|(unsent, _)| *unsent != place);
        self.unsent.push((place, at.into()));
        if let Some((_, revision)) = self.revisions.iter_mut().find(|(of, _)| *of == place) {
            *revision += 1;
            return *revision;
        }
        self.revisions.push((place, 1));
        1
    }

    /// An answer that is not on the path any more need not be sent, nor sent again: the relay
    /// takes it away by itself when it learns of the answer that closed the branch.
    pub(super) fn forget(&mut self, place: usize) {
        self.unsent.retain(|(unsent, _)| *unsent != place);
        if let Some(under_way) = &mut self.under_way {
            under_way.answers.retain(|(sent, _)| *sent != place);
        }
    }

    /// The relay may hold an answer to this question that the session does not have any more: it
    /// was pruned, and its branch opened again before the relay learned that it had closed.
    pub(super) fn is_stale(&self, place: usize) -> bool {
        self.sent.contains(&place) && !self.unsent.iter().any(|(unsent, _)| *unsent == place)
    }

    /// What was under way goes back in front of what is unsent, unless it has changed since.
    fn take_back(&mut self) {
        if let Some(under_way) = self.under_way.take() {
            let newer = std::mem::take(&mut self.unsent);
            let is_newer = |place: usize| newer.iter().any(|(of, _)| *of == place);
            self.unsent =
                under_way.answers.into_iter().filter(|(place, _)| !is_newer(*place)).collect();
            self.unsent.extend(newer);
        }
    }
}

impl Session {
    /// How far the response has come.
    #[must_use]
    pub fn state(&self) -> State {
        match self.phase {
            _ if self.completed => State::Completed,
            Phase::Closed => State::Dismissed,
            _ => State::InProgress,
        }
    }

    /// Whether anything has not been confirmed by the relay.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        !self.sending.is_over && (self.sending.under_way.is_some() || self.has_news())
    }

    fn has_news(&self) -> bool {
        let state = self.state();
        !self.sending.unsent.is_empty()
            || (state != State::InProgress && self.sending.told != Some(state))
    }

    /// Sends what is unsent, unless a submission is under way.
    pub(super) fn flush(&mut self, effects: &mut Vec<Effect>) {
        if self.sending.under_way.is_none() && !self.sending.is_over && self.has_news() {
            effects.push(Effect::Send(self.submission(false)));
        }
    }

    /// Sends all that is not confirmed, as there may be no later. What is under way goes again:
    /// the relay stores an answer once, however often it comes.
    pub(super) fn flush_all(&mut self, effects: &mut Vec<Effect>) {
        if self.has_unsent() {
            self.sending.take_back();
            effects.push(Effect::Send(self.submission(true)));
        }
    }

    fn submission(&mut self, leaving: bool) -> Submission {
        let state = self.state();
        let answers = std::mem::take(&mut self.sending.unsent);
        self.sending.sent.extend(answers.iter().map(|(place, _)| *place));
        self.sending.last_number += 1;
        let number = self.sending.last_number;
        let submitted = answers.iter().filter_map(|(place, at)| {
            let question = self.survey.questions.get(*place)?.id.clone();
            let value = self.answers.get(*place)?.clone();
            Some(SubmittedAnswer { question, value, at: at.clone() })
        });
        let submission = Submission { number, answers: submitted.collect(), state, leaving };
        self.sending.under_way = Some(UnderWay { number, answers, state });
        submission
    }

    fn is_under_way(&self, number: u32) -> bool {
        self.sending.under_way.as_ref().is_some_and(|under_way| under_way.number == number)
    }

    pub(super) fn sent(&mut self, number: u32, effects: &mut Vec<Effect>) {
        if !self.is_under_way(number) {
            return;
        }
        if let Some(under_way) = self.sending.under_way.take() {
            self.sending.told = Some(under_way.state);
            let answers = u32::try_from(under_way.answers.len()).unwrap_or(u32::MAX);
            effects.push(Effect::Notify(Notice::Stored { answers }));
        }
        let was_waiting = std::mem::take(&mut self.sending.n_failures) > 0;
        self.flush(effects);
        if self.completed && !self.has_unsent() {
            effects.push(self.status(Message::Saved));
        } else if was_waiting {
            effects.push(Effect::Status(String::new()));
        }
    }

    pub(super) fn send_failed(&mut self, number: u32, effects: &mut Vec<Effect>) {
        if !self.is_under_way(number) {
            return;
        }
        self.sending.take_back();
        let wait = FIRST_WAIT.saturating_mul(1 << self.sending.n_failures.min(5)).min(LONGEST_WAIT);
        self.sending.n_failures += 1;
        effects.push(self.status(Message::Waiting));
        effects.push(Effect::Wake(wait));
    }

    pub(super) fn send_refused(&mut self, number: u32, closed: bool, effects: &mut Vec<Effect>) {
        if !self.is_under_way(number) {
            return;
        }
        if let Some(under_way) = self.sending.under_way.take() {
            self.sending.told = Some(under_way.state);
        }
        effects.push(Effect::Notify(Notice::Refused { closed }));
        if closed {
            self.sending.is_over = true;
            effects.push(self.status(Message::Closed));
        } else {
            self.flush(effects);
        }
    }
}
