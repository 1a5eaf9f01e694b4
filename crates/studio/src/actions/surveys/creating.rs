//! Surveys that begin: from a template, from nothing, from another one, from another tool's file.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sondage_author::editing::{Edit, Operation};
use sondage_author::problem::Place;
use sondage_author::source::node::{Node, Tree};
use sondage_import::{Format, import, survey_id};
use sondage_intake::Language;
use sondage_store::{Draft, DraftChange, StudioChange};

use super::drafting::read;
use super::templates;
use super::view::{LONGEST, name_of};
use crate::actions::audit::noted;
use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Said};

/// The longest id of a survey.
const LONGEST_ID: usize = 64;
/// The longest name that is taken here.
const LONGEST_NAME: usize = 200;
/// How many ids are tried, each with the next number.
const TRIES: usize = 1_000;

/// What a survey begins from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum Beginning {
    /// A template.
    Template {
        /// The template's id.
        template: String,
        /// What to call it; as the template is, without.
        name: Option<String>,
    },
    /// Nothing.
    Nothing {
        /// What to call it.
        name: String,
    },
    /// Another survey: all of its draft.
    Survey {
        /// The other's id.
        survey: String,
        /// What to call it; as the other, with "copy", without.
        name: Option<String>,
    },
    /// A text of a survey: one that was saved, or comes from another relay.
    Text {
        /// The language of the text: `toml` or `json`.
        language: TextLanguage,
        /// The text.
        text: String,
    },
    /// Another tool's file.
    Import {
        /// The tool.
        tool: Tool,
        /// The file.
        file: String,
    },
}

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextLanguage {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

/// A tool whose surveys can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tool {
    /// `SurveyJS`: the JSON that its designer saves.
    SurveyJs,
    /// Formbricks: a survey as its API gives it.
    Formbricks,
    /// `PostHog`: a survey as its API gives it.
    PostHog,
    /// Typeform: a form as its API gives it.
    Typeform,
}

/// A survey that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Created {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What could not be carried over from another tool's file, or was changed, a line each.
    pub notes: Vec<String>,
}

impl From<TextLanguage> for Language {
    fn from(language: TextLanguage) -> Self {
        match language {
            TextLanguage::Toml => Self::Toml,
            TextLanguage::Json => Self::Json,
        }
    }
}

impl From<Language> for TextLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::Toml => Self::Toml,
            Language::Json => Self::Json,
        }
    }
}

/// A text in the making.
struct Beginner {
    language: Language,
    text: String,
    name: String,
    notes: Vec<String>,
}

/// Begins a survey as a draft.
///
/// # Errors
/// Where they may not, or what it is to begin from is not there or cannot be read.
pub async fn create(
    studio: &Studio,
    actor: &Actor,
    beginning: Beginning,
) -> Result<Created, Refusal> {
    actor.may(Right::EditSurveys)?;
    let kind = match &beginning {
        Beginning::Template { .. } => "template",
        Beginning::Nothing { .. } => "nothing",
        Beginning::Survey { .. } => "survey",
        Beginning::Text { .. } => "text",
        Beginning::Import { .. } => "import",
    };
    let Beginner { language, text, name, notes } = begin(studio, actor, beginning).await?;
    if text.len() > LONGEST {
        return Err(Refusal::new(RefusalKind::TooLarge, words::SURVEY_TOO_LONG));
    }
    if name.chars().count() > LONGEST_NAME {
        let said = Said::new(words::TOO_LONG).with("length", LONGEST_NAME);
        return Err(Refusal::invalid().at("/name", said));
    }
    let listed = studio.store.survey_listings().await?;
    let ids = ids_for(&name).filter(|id| !listed.iter().any(|one| one.survey == *id));
    // Another one may take the id in between.
    for id in ids {
        let text = called(&text, language, &id, &name);
        let now = studio.clock.now();
        let draft = Draft {
            survey: id.clone(),
            language,
            source: text,
            name: name.clone(),
            revision: 1,
            created_at: now,
            edited_at: now,
            edited_by: actor.name.clone(),
        };
        let changes = vec![
            StudioChange::Draft(Box::new(DraftChange::Begin(draft))),
            noted(studio, actor, "survey.created", Some(&id), &json!({ "from": kind })),
        ];
        if studio.store.change_drafts(changes).await? {
            return Ok(Created { id, name, notes });
        }
    }
    Err(Refusal::new(RefusalKind::Conflict, words::CONFLICT))
}

async fn begin(studio: &Studio, actor: &Actor, beginning: Beginning) -> Result<Beginner, Refusal> {
    let of_toml = |text: String, name: String| Beginner {
        language: Language::Toml,
        text,
        name,
        notes: Vec::new(),
    };
    match beginning {
        Beginning::Template { template, name } => {
            let text = templates::text(&template)
                .ok_or_else(|| Refusal::invalid().at("/template", words::NO_TEMPLATE))?;
            let own = name_of(text, Language::Toml).unwrap_or_default();
            Ok(of_toml(text.to_owned(), given(name).unwrap_or(own)))
        }
        Beginning::Nothing { name } => {
            let name = given(Some(name))
                .ok_or_else(|| Refusal::invalid().at("/name", words::NAME_MISSING))?;
            let text = "id = \"\"\nname = \"\"\n\n[end]\ntext = \"Thank you!\"\n";
            Ok(of_toml(text.to_owned(), name))
        }
        Beginning::Survey { survey, name } => {
            let draft = read(studio, actor, &survey).await?;
            let copied = Said::new(words::COPY_OF).with("name", &draft.name);
            Ok(Beginner {
                language: draft.text_language(),
                name: given(name).unwrap_or_else(|| copied.text(words::Language::English)),
                text: draft.text,
                notes: Vec::new(),
            })
        }
        Beginning::Text { language, text } => {
            let language = Language::from(language);
            let name = name_of(&text, language)
                .ok_or_else(|| Refusal::invalid().at("/text", words::TEXT_WITHOUT_NAME))?;
            Ok(Beginner { language, text, name, notes: Vec::new() })
        }
        Beginning::Import { tool, file } => imported(tool, file).await,
    }
}

async fn imported(tool: Tool, file: String) -> Result<Beginner, Refusal> {
    let format = match tool {
        Tool::SurveyJs => Format::SurveyJs,
        Tool::Formbricks => Format::Formbricks,
        Tool::PostHog => Format::PostHog,
        Tool::Typeform => Format::Typeform,
    };
    let read = tokio::task::spawn_blocking(move || import(format, &file, "Imported survey")).await;
    let imported = read.map_err(|error| Refusal::internal(&error))?.map_err(|unreadable| {
        let said = Said::new(words::AS_IT_IS).with("what", unreadable);
        Refusal::invalid().at("/file", said)
    })?;
    Ok(Beginner {
        language: Language::Toml,
        text: imported.to_toml(),
        name: imported.source.name.text.clone(),
        notes: imported.notes.iter().map(ToString::to_string).collect(),
    })
}

fn given(name: Option<String>) -> Option<String> {
    name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// A text with another id and name. What cannot be read stays as it is.
fn called(text: &str, language: Language, id: &str, name: &str) -> String {
    let Ok(node) = Node::parse(text, language) else { return text.to_owned() };
    let set = |key: &str, value: &str| Operation::Set {
        at: Place::root().key(key),
        old: node.tree.get(key).cloned(),
        new: Some(Tree::Text(value.to_owned())),
    };
    let edit = Edit::from(Operation::Several(vec![set("id", id), set("name", name)]));
    edit.apply(text, language).map_or_else(|_| text.to_owned(), |edited| edited.text)
}

/// Ids for a survey of this name: its letters and digits, and the same with a number behind.
fn ids_for(name: &str) -> impl Iterator<Item = String> + use<> {
    let stem = survey_id(name).unwrap_or_else(|| "survey".to_owned());
    // With room for the number.
    let stem: String = stem.chars().take(LONGEST_ID - 5).collect();
    let stem = stem.trim_end_matches('-').to_owned();
    let numbered = {
        let stem = stem.clone();
        (2..TRIES).map(move |n| format!("{stem}-{n}"))
    };
    std::iter::once(stem).chain(numbered)
}

#[cfg(test)]
mod tests {
    use sondage_intake::Language;

    use super::{called, ids_for};

    #[test]
    fn an_id_is_made_of_the_name_and_counted_where_it_is_taken() {
        let ids = |name| ids_for(name).take(2).collect::<Vec<_>>();
        assert_eq!(ids("Été 2026: « où » ?"), ["ete-2026-ou", "ete-2026-ou-2"]);
        assert_eq!(ids("日本"), ["survey", "survey-2"]);
        let long = ids_for(&"a".repeat(200)).nth(900).unwrap();
        assert!(long.len() <= 64, "{long}");
    }

    #[test]
    fn a_copy_keeps_the_words_around_its_new_name() {
        let text = "# Ours.\nid = \"one\" # first\nname = \"One\"\n";
        let expected = "# Ours.\nid = \"two\" # first\nname = \"Two\"\n";
        assert_eq!(called(text, Language::Toml, "two", "Two"), expected);
        assert_eq!(called("not toml", Language::Toml, "two", "Two"), "not toml");
    }
}
