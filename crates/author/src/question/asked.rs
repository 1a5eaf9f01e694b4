//! A question as a survey has it.

use super::KindRoom;
use crate::source::{Image, Text, Video};
use sondage_survey::ask::Ask;
use sondage_survey::condition::Condition;

/// A question of which all is known that it speaks of.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) prompt: Text,
    pub(crate) description: Option<Text>,
    pub(crate) required: bool,
    pub(crate) error: Option<Text>,
    pub(crate) required_error: Option<Text>,
    pub(crate) auto_advance: Option<bool>,
    pub(crate) require_if: Option<Condition>,
    pub(crate) show_if: Option<Condition>,
    pub(crate) image: Option<Image>,
    pub(crate) video: Option<Video>,
    pub(crate) kind: KindRoom,
    pub(crate) attribute: String,
    /// What it asks for, in the survey's own locale.
    pub(crate) ask: Ask,
    /// The name of the card that it shares with its neighbours of the same name.
    pub(crate) card: Option<String>,
    /// The place among all that are asked of the first question on its card.
    pub(crate) lead: usize,
    /// There are others on its card.
    pub(crate) is_shared: bool,
    /// Its place in the survey as written, which has those as well that could not be read.
    pub(crate) place: usize,
}

impl Asked {
    pub(crate) fn ask(&self) -> &Ask {
        &self.ask
    }
}
