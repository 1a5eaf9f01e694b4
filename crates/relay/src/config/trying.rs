//! How much what is answered counts, as pages and messages say it.

/// How much what is answered counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trying {
    /// All of it.
    #[default]
    No,
    /// It goes nowhere: a preview.
    Preview,
    /// It is kept apart, and counted nowhere: a test.
    Trial,
    /// The same, but Braze hears of it.
    TrialWithBraze,
}

impl Trying {
    /// Whether it is a test, of which nothing is to stay in a browser.
    #[must_use]
    pub fn is_trial(self) -> bool {
        matches!(self, Self::Trial | Self::TrialWithBraze)
    }

    /// What is said of it to who reads this locale, and in which language: those of the studio.
    #[must_use]
    pub fn note(self, locale: &str) -> Option<(&'static str, &'static str)> {
        let is_french = locale == "fr" || locale.starts_with("fr-");
        Some(match (self, is_french) {
            (Self::No, _) => return None,
            // For authors, who read the commands' language.
            (Self::Preview, _) => ("en", "Preview: nothing is stored, and Braze hears of nothing."),
            (Self::Trial, false) => ("en", "This is a test: nothing is counted."),
            (Self::Trial, true) => ("fr", "Ceci est un test : rien n’est compté."),
            (Self::TrialWithBraze, false) => {
                ("en", "This is a test: nothing is counted, but Braze gets the answers.")
            }
            (Self::TrialWithBraze, true) => {
                ("fr", "Ceci est un test : rien n’est compté, mais Braze reçoit les réponses.")
            }
        })
    }
}
