//! Files.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::Texts;
use sondage_survey::ask::Ask;
use sondage_survey::template::When;
use sondage_survey::text::{Message, fill};

/// The most megabytes of one file, when the author does not say.
const MEGABYTES: i32 = 10;

/// Files. The relay takes them and gives each an id; the ids are the answer.
#[derive(Clone, Debug)]
pub(crate) struct File {
    accept: Vec<String>,
    max_mb: i32,
    max_files: i32,
}

/// What a file must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRule {
    /// The extensions that are taken, without a dot, in lower case; empty for any.
    pub accept: Vec<String>,
    /// The most bytes.
    pub max_bytes: u64,
}

impl File {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let mut accept = table.texts("accept").unwrap_or_default();
        for extension in &mut accept {
            *extension = extension.trim_start_matches('.').to_ascii_lowercase();
            if extension.is_empty() || !extension.bytes().all(|c| c.is_ascii_alphanumeric()) {
                table.problem("accept", &format!("\"{extension}\" is no file extension, like pdf"));
            }
        }
        let max_mb = table.number("max_mb", 1, 100).unwrap_or(MEGABYTES);
        let max_files = table.number("max_files", 1, 20).unwrap_or(1);
        Some(Self { accept, max_mb, max_files })
    }

    pub(super) fn schema() -> Json {
        json!({
            "accept": { "type": "array", "items": { "type": "string" }, "description": "Extensions, like pdf." },
            "max_mb": { "type": "integer", "minimum": 1, "maximum": 100, "default": MEGABYTES },
            "max_files": { "type": "integer", "minimum": 1, "maximum": 20, "default": 1 },
        })
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        Texts::new()
    }

    /// What a file must be.
    pub(crate) fn rule(&self) -> FileRule {
        let bytes = u64::try_from(self.max_mb).unwrap_or_default() * 1_000_000;
        FileRule { accept: self.accept.clone(), max_bytes: bytes }
    }
}

impl Room for File {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Files(u16::try_from(self.max_files).unwrap_or(1))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let types: Vec<_> = self.accept.iter().map(|one| format!(".{one}")).collect();
        let max_mb = self.max_mb.to_string();
        let limit = fill(field.say(Message::FileLimit), "{n}", &max_mb);
        // Isolated: in a text from right to left the dots would change sides.
        let shown = if types.is_empty() {
            "*".to_owned()
        } else {
            format!("\u{2066}{}\u{2069}", types.join(" "))
        };
        let too_large = fill(field.say(Message::FileTooLarge), "{n}", &max_mb);
        let too_many = fill(field.say(Message::FileTooMany), "{n}", &self.max_files.to_string());
        let wrong = field.slots().when_text(When::Wrong, " sondage-error");
        html! {
            div.file data-part="upload" data-question=(field.asked.id) data-max=(self.max_files) data-bytes=(self.rule().max_bytes)
                data-uploading=(field.say(Message::FileUploading))
                data-ready=(field.say(Message::FileReady)) data-failed=(field.say(Message::FileFailed))
                data-remove=(field.say(Message::FileRemove)) data-large=(too_large)
                data-type=(field.say(Message::FileType)) data-many=(too_many) {
                // The ids of what the relay has; the script and the relay write them.
                input type="hidden" name=(name) data-slot=(field.slots().value(&name));
                label.field {
                    span { (field.built_in(Message::FileChoose)) }
                    input type="file" name={ (name) ".file" } accept=[(!types.is_empty()).then(|| types.join(","))]
                        multiple[self.max_files > 1] aria-describedby={ "sondage-limit" (wrong) } data-slot=(field.invalid());
                }
                p.hint #sondage-limit { (field.in_wording(&html! { (fill(&limit, "{item}", &shown)) })) }
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Files
    }

    fn script(&self) -> Option<&'static str> {
        Some("upload")
    }
}
