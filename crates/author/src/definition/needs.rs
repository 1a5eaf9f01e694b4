//! What a page of a survey loads beside the survey's own files.

use super::Definition;

/// What a page loads that an author has named: what its content security policy has to allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Pictures, from addresses of the author's.
    pub pictures: bool,
    /// Pictures that are written out in the theme's rules, as `data:`.
    pub drawings: bool,
    /// Films, from addresses of the author's.
    pub films: bool,
}

impl Definition {
    /// What the cards and the theme need.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let (cards, theme) = (self.card_needs(), self.theme_needs());
        Needs { pictures: cards.pictures || theme.pictures, films: cards.films, ..theme }
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
        let films = questions.iter().any(|asked| asked.video.is_some());
        Needs { pictures, films, drawings: false }
    }

    /// What the theme needs: its rules are the author's own, and name addresses.
    #[must_use]
    pub fn theme_needs(&self) -> Needs {
        let theme = self.theme();
        Needs {
            pictures: theme.contains("https://"),
            drawings: theme.contains("data:image/"),
            films: false,
        }
    }
}
