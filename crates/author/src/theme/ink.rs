//! A theme as mails use it: in numbers and colours, since few mail clients know tokens.

use super::{Radius, Scheme, Theme};

/// What a mail is drawn with.
#[derive(Clone, Debug)]
pub(crate) struct Ink {
    /// The colours that stand in the elements.
    pub(crate) scheme: Scheme,
    /// Those for a dark device, where they are others.
    pub(crate) dark: Option<Scheme>,
    /// The value of `font-family`, without double quotes.
    pub(crate) font: String,
    /// The corners of the sheet, and of the controls in it, in pixels.
    pub(crate) corners: (u8, u8),
}

/// The system's font by the names that it has, best first: Windows, Android, all others.
const SYSTEM: &str = "'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

impl Theme {
    /// What a mail is drawn with.
    pub(crate) fn ink(&self) -> Ink {
        let (scheme, dark) = self.schemes();
        let font = self.font.as_deref().map_or_else(|| SYSTEM.to_owned(), font);
        Ink { scheme, dark, font, corners: self.radius.unwrap_or(Radius::Large).pixels() }
    }
}

impl Radius {
    /// [`Radius::lengths`] where one rem is 16 pixels.
    const fn pixels(self) -> (u8, u8) {
        match self {
            Self::None => (0, 0),
            Self::Small => (8, 4),
            Self::Medium => (14, 8),
            Self::Large => (20, 12),
        }
    }
}

/// The families without those that only browsers know: Outlook for Windows takes Times New Roman
/// where it does not know the first one.
fn font(families: &str) -> String {
    let is_name = |family: &&str| {
        !["system-ui", "ui-", "-apple-system"].iter().any(|alias| family.starts_with(alias))
    };
    let named: Vec<&str> = families.split(',').filter(is_name).collect();
    match named.as_slice() {
        // Nothing but the generic one is left.
        [_] => SYSTEM.to_owned(),
        named => named.join(",").replace('"', "'"),
    }
}

#[cfg(test)]
mod tests {
    use super::{SYSTEM, font};

    #[test]
    fn a_mail_names_fonts_that_every_mail_program_can_look_up() {
        for (families, expected) in [
            ("system-ui,sans-serif", SYSTEM),
            ("ui-serif,Georgia,\"Times New Roman\",serif", "Georgia,'Times New Roman',serif"),
            ("\"Acme Sans\",system-ui,sans-serif", "'Acme Sans',sans-serif"),
        ] {
            assert_eq!(font(families), expected);
        }
    }
}
