//! What is sent when: one submission under way at a time, in order, until the relay confirms it.

use super::{Effect, Notice, Phase, Session, State, SubmittedAnswer, Unsent};
use crate::answer::Value;
use crate::delivery::Grounds;
use crate::text::Message;

/// The first wait before another try, in milliseconds; it doubles with each failure.
const FIRST_WAIT: u32 = 1_000;
/// The longest wait, in milliseconds: long enough to be calm, short enough that the answer is
/// there soon after the connection is.
const LONGEST_WAIT: u32 = 30_000;

/// Answers on their way to the relay.
#[derive(Clone, Debug, Default)]
pub(super) struct Sending {
    /// What was ever answered, in the order of the first time.
    notes: Vec<Note>,
    /// The submission under way: its number, and the state that it tells.
    under_way: Option<(u32, State)>,
    last_number: u32,
    n_failures: u32,
    /// The state that the relay knows.
    told: Option<State>,
    /// The relay takes no more.
    is_over: bool,
    /// There is a bridge to Braze.
    pub(super) is_bridged: bool,
    /// The place of the question on which the survey was dismissed.
    pub(super) left_on: Option<usize>,
}

/// Where one answer is on its way. It can be unsent and under way at once, when it changed since.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
struct Note {
    /// The question's place.
    place: usize,
    /// When the answer was given.
    at: String,
    /// How often it changed.
    revision: i32,
    is_unsent: bool,
    is_under_way: bool,
    /// It was sent at least once: the relay may hold something for it.
    was_sent: bool,
    /// Braze has it through the bridge, as it stands.
    is_told: bool,
    whose: Whose,
}

/// Whose word an answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Whose {
    #[default]
    Respondents,
    /// A link's, which proposes it. By itself that is no news; it goes before what the respondent
    /// answers.
    Links,
}

impl Sending {
    /// Notes a changed answer; says how often it has changed, from 1.
    pub(super) fn changed(&mut self, place: usize, at: &str) -> i32 {
        if self.note(place).is_none() {
            self.notes.push(Note { place, ..Note::default() });
        }
        let Some(note) = self.note(place) else { return 0 };
        note.at = at.into();
        note.is_unsent = true;
        note.is_told = false;
        note.whose = Whose::Respondents;
        note.revision += 1;
        note.revision
    }

    /// An answer that is not on the path any more need not be sent, nor sent again: the relay
    /// takes it away by itself when it learns of the answer that closed the branch.
    pub(super) fn forget(&mut self, place: usize) {
        if let Some(note) = self.note(place) {
            note.is_unsent = false;
            note.is_under_way = false;
            note.whose = Whose::Respondents;
        }
    }

    /// What a link proposes does not go with what was answered since, where the relay takes them
    /// not together: lets go of what was under way of it. False where nothing was.
    fn drop_proposed(&mut self) -> bool {
        let mut is_any = false;
        for note in &mut self.notes {
            if note.whose == Whose::Links && note.is_under_way {
                is_any = true;
                *note = Note { place: note.place, ..Note::default() };
            }
        }
        is_any
    }

    /// The relay may hold an answer to this question that the session does not have any more: it
    /// was pruned, and its branch opened again before the relay learned that it had closed.
    pub(super) fn is_stale(&mut self, place: usize) -> bool {
        self.note(place).is_some_and(|note| note.was_sent && !note.is_unsent)
    }

    fn note(&mut self, place: usize) -> Option<&mut Note> {
        self.notes.iter_mut().find(|note| note.place == place)
    }

    /// Nothing more is sent.
    pub(super) fn end(&mut self) {
        self.is_over = true;
    }

    /// What was under way is unsent again.
    fn take_back(&mut self) {
        self.under_way = None;
        for note in &mut self.notes {
            note.is_unsent |= note.is_under_way;
            note.is_under_way = false;
        }
    }

    /// The submission of this number has its reply: says how many answers it had. `None` where it
    /// is not the one under way.
    /// What was taken back with it, the relay does not hold any more.
    fn settle(&mut self, number: u32, given: &[Option<Value>]) -> Option<u32> {
        let (_, state) = self.under_way.take_if(|(under_way, _)| *under_way == number)?;
        self.told = Some(state);
        let mut answers = 0;
        for note in &mut self.notes {
            if note.is_under_way {
                answers += 1;
                note.is_under_way = false;
                note.whose = Whose::Respondents;
                note.was_sent = given.get(note.place).is_some_and(Option::is_some);
            }
        }
        Some(answers)
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

    /// Notes that the answer to the question at this place is what a link proposes: nobody has
    /// confirmed it yet. `at` is when it was proposed, in RFC 3339.
    pub fn propose(&mut self, place: usize, at: &str) {
        if self.given.answer(place).is_some() {
            let note = Note { place, at: at.into(), whose: Whose::Links, ..Note::default() };
            self.sending.notes.push(note);
        }
    }

    /// What is proposed is to be sent.
    pub fn confirm_proposed(&mut self) {
        for note in &mut self.sending.notes {
            note.is_unsent |= note.whose == Whose::Links && !note.is_under_way;
        }
    }

    /// Whether anything has not been confirmed by the relay.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        !self.sending.is_over && (self.sending.under_way.is_some() || self.has_news())
    }

    fn has_news(&self) -> bool {
        let state = self.state();
        self.sending.notes.iter().any(|note| note.is_unsent)
            || (state != State::InProgress && self.sending.told != Some(state))
    }

    /// Sends what is unsent, unless a submission is under way.
    pub(super) fn flush(&mut self, effects: &mut Vec<Effect>) {
        if self.sending.under_way.is_none() && !self.sending.is_over && self.has_news() {
            effects.push(Effect::Send(self.submission()));
        }
    }

    /// Sends all that is not confirmed, as there may be no later. What is under way goes again:
    /// the relay stores an answer once, however often it comes.
    pub(super) fn flush_all(&mut self, effects: &mut Vec<Effect>) {
        if self.has_unsent() {
            self.sending.take_back();
            effects.push(Effect::Send(self.submission()));
        }
    }

    fn submission(&mut self) -> Unsent {
        self.confirm_proposed();
        let state = self.state();
        let mut answers = Vec::new();
        for note in &mut self.sending.notes {
            if !note.is_unsent {
                continue;
            }
            note.is_unsent = false;
            note.is_under_way = true;
            note.was_sent = true;
            if let Some(question) = self.survey.questions.get(note.place) {
                answers.push(SubmittedAnswer {
                    question: question.id.clone(),
                    value: self.given.answer(note.place).cloned(),
                    at: note.at.clone(),
                    is_told: note.is_told,
                });
            }
        }
        self.sending.last_number += 1;
        let number = self.sending.last_number;
        self.sending.under_way = Some((number, state));
        let left_on = self.sending.left_on.filter(|_| state == State::Dismissed);
        let left_on = left_on.and_then(|place| self.survey.questions.get(place));
        Unsent { number, answers, state, left_on: left_on.map(|question| question.id.clone()) }
    }

    pub(super) fn sent(&mut self, number: u32, effects: &mut Vec<Effect>) {
        let Some(answers) = self.sending.settle(number, &self.given.answers) else { return };
        effects.push(Effect::Notify(Notice::Stored { answers }));
        let was_waiting = std::mem::take(&mut self.sending.n_failures) > 0;
        self.flush(effects);
        if self.completed && !self.has_unsent() {
            effects.push(self.status(Message::Saved));
        } else if was_waiting {
            effects.push(Effect::Status(String::new()));
        }
    }

    /// Hands what the relay could not be reached for to Braze, as there may be no later: what it
    /// hears of it then says that Braze has been told.
    pub(super) fn hand_over(&mut self, effects: &mut Vec<Effect>) {
        let sending = &mut self.sending;
        if !self.survey.hands_over || !sending.is_bridged || sending.n_failures == 0 {
            return;
        }
        for note in &mut sending.notes {
            let is_waiting = note.is_unsent || note.is_under_way;
            let Some(question) = self.survey.questions.get(note.place) else { continue };
            if !is_waiting || note.is_told || note.whose == Whose::Links {
                continue;
            }
            let value = self.given.answer(note.place);
            effects.push(Effect::HandOver { place: note.place, value: value.cloned() });
            note.is_told = true;
            // The widget has logged it already, where the survey asks for that.
            if let Some(value) = value.filter(|_| !self.survey.sdk_events) {
                effects.push(Effect::Log {
                    question: question.id.clone(),
                    value: value.clone(),
                    revision: note.revision,
                });
            }
        }
    }

    pub(super) fn send_failed(&mut self, number: u32, is_kept: bool, effects: &mut Vec<Effect>) {
        if self.sending.under_way.is_none_or(|(under_way, _)| under_way != number) {
            return;
        }
        self.sending.take_back();
        let wait = (FIRST_WAIT << self.sending.n_failures.min(5)).min(LONGEST_WAIT);
        self.sending.n_failures += 1;
        let message = if is_kept { Message::Waiting } else { Message::WaitingOpen };
        effects.push(self.status(message));
        effects.push(Effect::Wake(wait));
    }

    pub(super) fn send_refused(
        &mut self,
        number: u32,
        grounds: Grounds,
        effects: &mut Vec<Effect>,
    ) {
        if self.sending.under_way.is_none_or(|(under_way, _)| under_way != number) {
            return;
        }
        effects.push(Effect::Notify(Notice::Refused(grounds)));
        if grounds == Grounds::Content && self.sending.drop_proposed() {
            // What the respondent answered has not been refused by itself.
            self.sending.take_back();
            self.flush(effects);
            return;
        }
        self.sending.settle(number, &self.given.answers);
        let message = match grounds {
            Grounds::Content => return self.flush(effects),
            Grounds::Closed => Message::Closed,
            Grounds::Answered => Message::PageAnsweredTitle,
        };
        self.sending.end();
        effects.push(self.status(message));
    }
}
