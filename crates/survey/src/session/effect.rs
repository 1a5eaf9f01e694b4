//! What goes into a session and what comes out of it.

use crate::answer::Value;
use crate::delivery::Grounds;

/// A fact from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The first card is on the screen and the shell has taken it over.
    Shown,
    /// The card's form was submitted.
    Submitted {
        /// Its pairs, with the button's `action` among them.
        form: Vec<(String, String)>,
        /// When, in RFC 3339.
        at: String,
    },
    /// The close control or Escape.
    Dismissed,
    /// Nobody has closed it: it goes by itself, ignored or at its end.
    Expired,
    /// The submission of this number is durable.
    Sent {
        /// The submission's number.
        number: u32,
    },
    /// It could not be sent now; it may be later.
    SendFailed {
        /// The submission's number.
        number: u32,
        /// The browser keeps it beyond this page.
        is_kept: bool,
    },
    /// The relay will never take it.
    SendRefused {
        /// The submission's number.
        number: u32,
        /// Why not.
        grounds: Grounds,
    },
    /// The time of [`Effect::Wake`] has come, or the connection is back.
    Woke,
    /// The page is going away, perhaps for good.
    Left,
    /// Braze's bridge is there.
    Bridged,
    /// A person has done something on the page: what its link proposes counts.
    Touched,
    /// The time of [`Effect::Limit`] has come.
    TimeUp {
        /// What is in the card's form, to go on with.
        form: Vec<(String, String)>,
    },
}

/// An order to the shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Draw the card anew.
    Draw,
    /// Move the focus.
    Focus(Focus),
    /// Say it to screen readers.
    Announce(String),
    /// The same, once the survey is to be seen: it may have been drawn behind what hides it, and
    /// what a live region holds when it comes is not spoken.
    Introduce(String),
    /// Show it below the card, and say it; empty takes it away.
    Status(String),
    /// Send it to the relay.
    Send(Unsent),
    /// Come back with [`Event::Woke`] after so many milliseconds.
    Wake(u32),
    /// Come back with [`Event::TimeUp`] after so many seconds.
    Limit(u32),
    /// Get the survey in this locale, for [`Session::translate`](super::Session::translate).
    Translate(String),
    /// Go to this address, where the page may be left.
    Redirect(String),
    /// Log a click under this id.
    Click(String),
    /// Log the answer's event through the bridge.
    Log {
        /// The question's id.
        question: String,
        /// The answer.
        value: Value,
        /// How often this answer has changed, from 1.
        revision: i32,
    },
    /// Put the answer on the profile through the bridge, as the relay cannot be reached.
    HandOver {
        /// The question's place.
        place: usize,
        /// The answer; none when it was taken back.
        value: Option<Value>,
    },
    /// Tell the page.
    Notify(Notice),
    /// Take the survey off the screen.
    Close,
}

/// Where the focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// To the card's title.
    Title,
    /// To the first control of the question.
    Control,
}

/// What the page can listen for; written, it is the event's detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The first card is on the screen.
    Shown {
        /// The survey's id.
        survey: String,
        /// Answers were given before: this is not the first time that it is on the screen.
        resumed: bool,
    },
    /// Another card is on the screen.
    Card {
        /// The survey's id.
        survey: String,
        /// `prompt`, `welcome`, `question`, `review`, `time-up` or `end`.
        card: String,
        /// The question's id, on the card of one.
        question: Option<String>,
    },
    /// What was submitted will not do.
    Invalid {
        /// The question's id.
        question: String,
        /// What is wrong, as it is said on the card.
        message: String,
    },
    /// An answer was given or changed.
    Answered {
        /// The question's id.
        question: String,
        /// The answer; none when it was taken back.
        value: Option<Value>,
    },
    /// The last question is answered.
    Completed {
        /// The survey's id.
        survey: String,
        /// The ending's id; empty for the one without.
        ending: String,
    },
    /// It was closed before the end.
    Dismissed {
        /// The survey's id.
        survey: String,
        /// The question on the screen.
        question: Option<String>,
        /// How many answers there are.
        answered: u32,
    },
    /// So many answers are durable on the relay.
    Stored {
        /// How many.
        answers: u32,
    },
    /// The relay refused answers for good, or would: a survey that is closed says so at once.
    Refused(Grounds),
}

impl Notice {
    /// The name of the DOM event.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Shown { .. } => "sondage-shown",
            Self::Card { .. } => "sondage-card",
            Self::Invalid { .. } => "sondage-invalid",
            Self::Answered { .. } => "sondage-answered",
            Self::Completed { .. } => "sondage-completed",
            Self::Dismissed { .. } => "sondage-dismissed",
            Self::Stored { .. } => "sondage-stored",
            Self::Refused(_) => "sondage-refused",
        }
    }
}

/// How far a response has come. It never goes back: the order is that of the variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum State {
    /// On its way.
    InProgress,
    /// Closed before its end.
    Dismissed,
    /// At its end.
    Completed,
}

/// A text that is the name of no [`State`].
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownState;

#[cfg(feature = "json")]
impl std::fmt::Display for UnknownState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expected one of in_progress, dismissed and completed")
    }
}

#[cfg(feature = "json")]
impl std::error::Error for UnknownState {}

#[cfg(feature = "json")]
impl TryFrom<String> for State {
    type Error = UnknownState;

    fn try_from(name: String) -> Result<Self, UnknownState> {
        let all = [Self::InProgress, Self::Dismissed, Self::Completed];
        all.into_iter().find(|state| state.name() == name).ok_or(UnknownState)
    }
}

impl State {
    /// Its name, in the API and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Dismissed => "dismissed",
        }
    }
}

/// What the relay has not confirmed and is to be told: a
/// [`Submission`](crate::submission::Submission), once the shell has added who answers, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// Counts the submissions of this session; replies carry it, so that stale ones are known.
    pub number: u32,
    /// The answers that the relay has not confirmed.
    pub answers: Vec<SubmittedAnswer>,
    /// How far the response has come.
    pub state: State,
    /// The question on which it was dismissed, by its id.
    pub left_on: Option<String>,
}

/// One answer of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedAnswer {
    /// The question's id.
    pub question: String,
    /// The answer; none when it was taken back.
    pub value: Option<Value>,
    /// When it was given, in RFC 3339.
    pub at: String,
    /// Braze has been told of it through the bridge: the relay owes no event for it.
    pub is_told: bool,
}
