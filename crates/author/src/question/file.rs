//! Files.

use super::{Around, Field, Room, Summary};
use crate::source::{File, MEGABYTES};
use maud::{Markup, html};
use sondage_survey::ask::Ask;
use sondage_survey::template::When;
use sondage_survey::text::{Message, fill};

/// What a file must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRule {
    /// The extensions that are taken, without a dot, in lower case; empty for any.
    pub accept: Vec<String>,
    /// The most bytes.
    pub max_bytes: u64,
}

/// What the files of a question must be.
pub(super) fn rule(file: &File) -> FileRule {
    let plain = |extension: &String| extension.trim_start_matches('.').to_ascii_lowercase();
    FileRule {
        accept: file.accept.iter().flatten().map(plain).collect(),
        max_bytes: u64::from(file.max_mb.unwrap_or(MEGABYTES)) * 1_000_000,
    }
}

/// The most files.
fn most(file: &File) -> u16 {
    file.max_files.and_then(|n| u16::try_from(n).ok()).unwrap_or(1)
}

impl Room for File {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Files(most(self))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let (rule, most) = (rule(self), most(self));
        let types: Vec<_> = rule.accept.iter().map(|one| format!(".{one}")).collect();
        let max_mb = self.max_mb.unwrap_or(MEGABYTES).to_string();
        let limit = fill(field.say(Message::FileLimit), "{n}", &max_mb);
        // Isolated: in a text from right to left the dots would change sides.
        let shown = if types.is_empty() {
            "*".to_owned()
        } else {
            format!("\u{2066}{}\u{2069}", types.join(" "))
        };
        let too_large = fill(field.say(Message::FileTooLarge), "{n}", &max_mb);
        let too_many = fill(field.say(Message::FileTooMany), "{n}", &most.to_string());
        let wrong = field.slots().when_text(When::Wrong, " sondage-error");
        html! {
            div.file data-part="upload" data-question=(field.asked.id) data-max=(most) data-bytes=(rule.max_bytes)
                data-uploading=(field.say(Message::FileUploading))
                data-ready=(field.say(Message::FileReady)) data-failed=(field.say(Message::FileFailed))
                data-remove=(field.say(Message::FileRemove)) data-large=(too_large)
                data-type=(field.say(Message::FileType)) data-many=(too_many) {
                // The ids of what the relay has; the script and the relay write them.
                input type="hidden" name=(name) data-slot=(field.slots().value(&name));
                label.field {
                    span { (field.built_in(Message::FileChoose)) }
                    input type="file" name={ (name) ".file" } accept=[(!types.is_empty()).then(|| types.join(","))]
                        multiple[most > 1] aria-describedby={ "sondage-limit" (wrong) } data-slot=(field.invalid());
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
