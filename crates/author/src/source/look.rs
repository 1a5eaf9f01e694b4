//! How a survey looks, as written.

use super::word::words;
use super::{Declared, Form, Keys, Said, Text};

/// How a survey looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Light or dark; as the device is where it does not say.
    pub mode: Option<LookMode>,
    /// Buttons, what is selected, links, the focus ring; as `#rgb` or `#rrggbb`.
    pub accent: Option<String>,
    /// What the survey stands on.
    pub surface: Option<String>,
    /// The words; computed from the surface where it does not say.
    pub text: Option<String>,
    /// How round corners are; large where it does not say.
    pub radius: Option<LookRadius>,
    /// Where it stands on the screen; a sheet on a phone and a card elsewhere by itself.
    pub layout: Option<LookLayout>,
    /// The font; that of the system where it does not say.
    pub font: Option<Font>,
    /// A picture above the survey.
    pub logo: Option<LookLogo>,
    /// Rules of the author's own, after all others.
    pub css: Option<String>,
    /// The colours in the dark; derived where it does not say.
    pub dark: Option<DarkColors>,
}

words! {
    /// Whether a survey is light or dark.
    LookMode {
        /// As the device is.
        Auto = "auto",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }

    /// How round corners are.
    LookRadius {
        /// Not at all.
        None = "none",
        /// A little.
        Small = "small",
        /// Some.
        Medium = "medium",
        /// Very.
        Large = "large",
    }

    /// Where a survey stands in a message and over a page.
    LookLayout {
        /// A sheet on a phone, a card elsewhere.
        Auto = "auto",
        /// A card in the middle.
        Card = "card",
        /// A sheet at the foot.
        Sheet = "sheet",
        /// A small card in a corner.
        Corner = "corner",
        /// The whole screen.
        Full = "full",
    }

    /// The families of fonts that need no name.
    Family {
        /// That of the system.
        System = "system",
        /// With serifs.
        Serif = "serif",
        /// Rounded.
        Rounded = "rounded",
        /// Of one width.
        Mono = "mono",
    }
}

#[expect(clippy::derivable_impls, reason = "the enum is made by a macro")]
impl Default for LookMode {
    fn default() -> Self {
        Self::Auto
    }
}

/// A font.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Font {
    /// A family that every system has.
    Family(Family),
    /// Names of installed fonts, best first.
    Named(Vec<String>),
}

/// Colours in the dark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DarkColors {
    /// Buttons, what is selected, links, the focus ring.
    pub accent: Option<String>,
    /// What the survey stands on.
    pub surface: Option<String>,
    /// The words.
    pub text: Option<String>,
}

/// A picture that says whose survey this is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookLogo {
    /// Its address, over https.
    pub src: String,
    /// What is said in its place; empty for a picture that only decorates.
    pub alt: Text,
}

fn colors<K: Keys>(
    keys: &mut K,
    accent: &mut Option<String>,
    surface: &mut Option<String>,
    text: &mut Option<String>,
) {
    let doc = "Buttons, what is selected, links, the focus ring.";
    keys.maybe_text("accent", Form::Color, accent, doc);
    keys.maybe_text("surface", Form::Color, surface, "What the survey stands on.");
    keys.maybe_text("text", Form::Color, text, "By default computed from the surface.");
}

impl Declared for Look {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.word("mode", &mut self.mode, Some(LookMode::Auto), "auto: as the device is.");
        colors(keys, &mut self.accent, &mut self.surface, &mut self.text);
        keys.word("radius", &mut self.radius, Some(LookRadius::Large), "How round corners are.");
        let doc = "Where it stands in a message and over a page; auto: a sheet on a phone, a card elsewhere.";
        keys.word("layout", &mut self.layout, Some(LookLayout::Auto), doc);
        keys.value("font", &mut self.font, "The font.");
        keys.table("logo", &mut self.logo, "A picture above the survey.");
        keys.maybe_text("css", Form::Css, &mut self.css, "Rules of your own, after all others.");
        keys.table("dark", &mut self.dark, "The colours in the dark; by default derived.");
    }
}

impl Declared for DarkColors {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        colors(keys, &mut self.accent, &mut self.surface, &mut self.text);
    }
}

impl Declared for LookLogo {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("src", Form::Logo, &mut self.src, "Its address.");
        keys.alt("alt", Said::ForTable, &mut self.alt, "Empty for a picture that only decorates.");
    }
}
