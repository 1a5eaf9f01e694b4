//! What a page of a survey loads beside the survey's own files.

use super::Definition;
use crate::source::{Film, Video};

/// What a page loads that an author has named: what its content security policy has to allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing by itself")]
pub struct Needs {
    /// Pictures, from addresses of the author's.
    pub pictures: bool,
    /// Pictures that are written out in the theme's rules, as `data:`.
    pub drawings: bool,
    /// A font, from an address of the author's.
    pub fonts: bool,
    /// Films, from addresses of the author's.
    pub films: bool,
    /// Films in the frames of platforms.
    pub frames: bool,
}

impl Definition {
    /// What the cards and the theme need.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let (cards, theme) = (self.card_needs(), self.theme_needs());
        Needs { drawings: theme.drawings, fonts: theme.fonts, ..cards }
    }

    /// What the cards need.
    #[must_use]
    pub fn card_needs(&self) -> Needs {
        let around = &self.parts.around;
        let questions = &self.parts.questions;
        let pictures = around.logo.is_some()
            || around.welcome.as_ref().is_some_and(|welcome| welcome.image.is_some())
            || around.endings.iter().any(|ending| ending.image.is_some())
            || questions.iter().any(|asked| asked.image.is_some() || asked.kind.has_pictures());
        let is_framed = |video: &Video| matches!(Film::at(&video.src), Film::Frame(_));
        let mut videos = questions.iter().filter_map(|asked| asked.video.as_ref());
        let frames = videos.clone().any(is_framed);
        let films = videos.any(|video| !is_framed(video));
        Needs { pictures, films, frames, ..Needs::default() }
    }

    /// What the theme needs.
    #[must_use]
    pub fn theme_needs(&self) -> Needs {
        let drawings = self.theme().contains("data:image/");
        Needs { drawings, fonts: self.parts.around.n_faces > 0, ..Needs::default() }
    }
}
