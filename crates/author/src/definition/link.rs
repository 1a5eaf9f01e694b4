//! Reads what a survey says of its links: who may open them, how often, and how they look when
//! they are shared.

use super::reader::Table;

/// How a hash begins that the relay can check a password against, in the PHC string format.
const HASH: &str = "$pbkdf2-sha256$";

/// What a survey says of its links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Who may answer.
    pub access: Access,
    /// Whether a respondent who is known answers once, over whichever channels.
    pub once: bool,
    /// The hash of the password that the page asks for, in the PHC string format.
    pub password: Option<String>,
    /// What a shared link is called; the survey's name, where it does not say.
    pub title: Option<String>,
    /// What a shared link says.
    pub description: Option<String>,
    /// The address of the picture of a shared link.
    pub image: Option<String>,
}

/// Who may answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    #[default]
    Open,
    /// Whoever came by a link or a message that the relay's secret has signed.
    Signed,
}

impl Link {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let password = table.text("password");
        if password.as_ref().is_some_and(|password| !password.starts_with(HASH)) {
            table.problem(
                "password",
                "no hash of a password: make one with sondage password, so that the password itself is in no file",
            );
        }
        let access = table.one_of("access", &[("open", Access::Open), ("signed", Access::Signed)]);
        Self {
            access: access.unwrap_or_default(),
            once: table.flag("once"),
            password,
            title: table.text("title"),
            description: table.text("description"),
            image: table.address("image"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Access, Link};
    use crate::definition::{Definition, Language};

    fn survey(link: &str) -> Result<Link, String> {
        let text = format!(
            "id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\n\
             [[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\n[link]\n{link}"
        );
        let read = Definition::parse(&text, Language::Toml);
        read.map(|definition| definition.link().clone())
            .map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_survey_is_open_to_everybody_as_often_as_they_like_unless_it_says_otherwise() {
        assert_eq!(survey(""), Ok(Link::default()));
        let link = survey("access = \"signed\"\nonce = true").unwrap();
        assert_eq!((link.access, link.once), (Access::Signed, true));
        assert!(survey("access = \"secret\"").unwrap_err().contains("none of open, signed"));
    }

    #[test]
    fn a_password_is_a_hash_and_never_the_password_itself() {
        let problem = survey("password = \"open sesame\"").unwrap_err();
        assert!(problem.contains("make one with sondage password"), "{problem}");
        let hash = "$pbkdf2-sha256$i=1$c2FsdHNhbHQ$AAAA";
        let link = survey(&format!("password = \"{hash}\"")).unwrap();
        assert_eq!(link.password.as_deref(), Some(hash));
    }

    #[test]
    fn the_picture_of_a_shared_link_is_at_a_secure_address() {
        assert!(survey("image = \"http://example.com/a.png\"").is_err());
        assert!(survey("image = \"https://example.com/a.png\"").is_ok());
    }
}
