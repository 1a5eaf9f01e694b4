//! The texts of a survey in other languages, a field each.

use std::collections::HashMap;

use sondage_author::editing::tree_at;
use sondage_author::problem::Place;
use sondage_author::source::node::Tree;
use sondage_author::source::{Form, Source};

use super::fields::{Control, FormField, Typed, plain_text};
use super::pointer::pointer_name;

/// Texts of more characters have a field of several lines.
const LONG: usize = 60;

/// A text of the survey's own language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnText {
    /// The path that names it.
    pub(crate) path: String,
    pub(crate) said: String,
}

/// What became of a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Missing,
    /// The survey's own text has changed since it was published, and the translation has not.
    Outdated,
    Done,
}

/// Which texts are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Only {
    #[default]
    All,
    Missing,
    Outdated,
}

impl Only {
    pub(crate) fn of_word(word: &str) -> Self {
        match word {
            "missing" => Self::Missing,
            "outdated" => Self::Outdated,
            _ => Self::All,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Missing => "missing",
            Self::Outdated => "outdated",
        }
    }
}

/// How far a language is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) locale: String,
    pub(crate) n_missing: usize,
    pub(crate) n_outdated: usize,
}

/// The texts of a survey, and what stands for them in its languages.
#[derive(Debug)]
pub(crate) struct Texts<'a> {
    survey: &'a Tree,
    pub(crate) own: Vec<OwnText>,
    /// What is published: the texts by their paths, and the survey.
    published: Option<(HashMap<String, String>, &'a Tree)>,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(survey: &'a Tree, published: Option<&'a Tree>) -> Self {
        let by_path = |tree| own_texts(tree).into_iter().map(|text| (text.path, text.said));
        let published = published.map(|tree| (by_path(tree).collect(), tree));
        Self { survey, own: own_texts(survey), published }
    }

    /// How each text stands in a language, in their order.
    pub(crate) fn standings(&self, locale: &str) -> Vec<Standing> {
        let now = translations_of(self.survey, locale);
        let before =
            self.published.as_ref().map(|(own, tree)| (own, translations_of(tree, locale)));
        let standing = |text: &OwnText| {
            let Some(translated) = now.get(text.path.as_str()) else { return Standing::Missing };
            let was = before.as_ref().and_then(|(own, table)| {
                Some((own.get(&text.path)?.as_str(), *table.get(text.path.as_str())?))
            });
            match was {
                Some((own, words)) if own != text.said && words == *translated => {
                    Standing::Outdated
                }
                _ => Standing::Done,
            }
        };
        self.own.iter().map(standing).collect()
    }

    /// How far each language is, in the order of the survey.
    pub(crate) fn progress(&self) -> Vec<Progress> {
        let one = |locale: String| {
            let all = self.standings(&locale);
            let count = |which| all.iter().filter(|one| **one == which).count();
            let (n_missing, n_outdated) = (count(Standing::Missing), count(Standing::Outdated));
            Progress { locale, n_missing, n_outdated }
        };
        locales_of(self.survey).into_iter().map(one).collect()
    }

    /// What stands in a language for a text that the survey has not, by the path that names none.
    pub(crate) fn strays(&self, locale: &str) -> Vec<String> {
        let is_known = |path: &str| {
            self.own.iter().any(|text| text.path == path) || path.starts_with("words.")
        };
        let mut strays: Vec<String> = translations_of(self.survey, locale)
            .into_keys()
            .filter(|path| !is_known(path))
            .map(str::to_owned)
            .collect();
        strays.sort();
        strays
    }
}

/// The languages that a survey has texts in, beside its own.
pub(crate) fn locales_of(survey: &Tree) -> Vec<String> {
    match survey.get("translations") {
        Some(Tree::Table(entries)) => entries.iter().map(|(locale, _)| locale.clone()).collect(),
        _ => Vec::new(),
    }
}

/// What stands in a language, by the paths of the texts; what is empty stands for nothing.
pub(crate) fn translations_of<'a>(survey: &'a Tree, locale: &str) -> HashMap<&'a str, &'a str> {
    let table = tree_at(survey, &Place::root().key("translations").key(locale));
    let Some(Tree::Table(entries)) = table else { return HashMap::new() };
    let text = |tree: &'a Tree| match tree {
        Tree::Text(text) if !text.trim().is_empty() => Some(text.as_str()),
        _ => None,
    };
    entries.iter().filter_map(|(path, node)| Some((path.as_str(), text(&node.tree)?))).collect()
}

/// The texts of a survey that can be translated, in its order.
pub(crate) fn own_texts(survey: &Tree) -> Vec<OwnText> {
    let mut all = Vec::new();
    let (mut source, _) = Source::read_tree(survey.clone());
    source.each_text(|path, text| {
        if !text.text.trim().is_empty() {
            all.push(OwnText { path: path.to_owned(), said: text.text.clone() });
        }
    });
    all
}

/// The field of each of these texts in a language.
pub(crate) fn language_fields(survey: &Tree, texts: &[OwnText], locale: &str) -> Vec<FormField> {
    let table = Place::root().key("translations").key(locale);
    let own: HashMap<&str, &Tree> = match tree_at(survey, &table) {
        Some(Tree::Table(entries)) => {
            entries.iter().map(|(path, node)| (path.as_str(), &node.tree)).collect()
        }
        _ => HashMap::new(),
    };
    let field = |text: &OwnText| {
        let place = table.key(&text.path);
        let old = own.get(text.path.as_str()).copied().cloned();
        let shown = old.as_ref().and_then(plain_text).unwrap_or_default();
        let is_long = text.said.chars().count() > LONG || shown.contains('\n');
        let typed = Typed::Text(Form::Words);
        FormField {
            name: pointer_name(&place),
            place,
            key: "translation",
            table: "translations",
            doc: "",
            is_required: false,
            old,
            control: Control::Typed { shown, typed, is_long, is_fixed: false },
        }
    };
    texts.iter().map(field).collect()
}

#[cfg(test)]
mod tests {
    use sondage_author::source::node::{Language, Node, Tree};

    use super::{Progress, Standing, Texts};

    const TEXT: &str = r#"
id = "x"
name = "X"
[[questions]]
id = "a"
type = "long_text"
prompt = "Why?"
[end]
text = "Bye"
[translations.fr]
"questions.a.prompt" = "Pourquoi ?"
"end.text" = " "
"questions.gone.prompt" = "Parti"
"words.next" = "Suite"
[translations.de]
"#;

    fn tree(text: &str) -> Tree {
        Node::parse(text, Language::Toml).unwrap().tree
    }

    #[test]
    fn what_is_missing_and_what_its_text_has_left_behind_is_told_apart() {
        let published = tree(TEXT);
        let now = tree(&TEXT.replace("Why?", "Why not?"));
        let texts = Texts::new(&now, Some(&published));
        let paths: Vec<_> = texts.own.iter().map(|text| text.path.as_str()).collect();
        assert_eq!(paths, ["name", "questions.a.prompt", "end.text"]);
        let (missing, outdated) = (Standing::Missing, Standing::Outdated);
        assert_eq!(texts.standings("fr"), [missing, outdated, missing]);
        let of = |locale: &str, n_missing, n_outdated| Progress {
            locale: locale.to_owned(),
            n_missing,
            n_outdated,
        };
        assert_eq!(texts.progress(), [of("fr", 2, 1), of("de", 3, 0)]);
        assert_eq!(texts.strays("fr"), ["questions.gone.prompt"]);
        // Translated anew, it is as it should be; and where nothing is published, nobody knows.
        let anew = tree(&TEXT.replace("Why?", "Why not?").replace("Pourquoi ?", "Pourquoi pas ?"));
        assert_eq!(Texts::new(&anew, Some(&published)).standings("fr")[1], Standing::Done);
        assert_eq!(Texts::new(&now, None).standings("fr")[1], Standing::Done);
    }
}
