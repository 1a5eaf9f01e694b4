//! Files.

use super::{Around, Field, Room, Summary};
use crate::source::{File, MEGABYTES};
use maud::{Markup, html};
use sondage_survey::ask::Ask;
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

/// The words for what is taken: the types, where not all are, and how large a file may be.
fn limit(words: &str, types: &[String], max_mb: &str) -> String {
    let words = fill(words, "{n}", max_mb);
    if !types.is_empty() {
        // Isolated: in a text from right to left the dots would change sides.
        return fill(&words, "{item}", &format!("\u{2066}{}\u{2069}", types.join(" ")));
    }
    // In every language the types come first, and what parts them from the rest.
    let rest = fill(&words, "{item}", "");
    let mut rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric()).chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + rest.as_str()
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
        let limit = limit(field.say(Message::FileLimit), &types, &max_mb);
        let too_large = fill(field.say(Message::FileTooLarge), "{n}", &max_mb);
        let too_many = fill(field.say(Message::FileTooMany), "{n}", &most.to_string());
        let explained = field.own_id("sondage-limit");
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
                        multiple[most > 1] aria-describedby={ (explained) (field.and_error()) } data-slot=(field.invalid());
                }
                p.hint id=(explained) { (field.in_wording(&html! { (limit) })) }
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

#[cfg(test)]
mod tests {
    use super::limit;
    use crate::locales::{wording, wording_tags};
    use sondage_survey::text::Message;

    #[test]
    fn where_any_file_is_taken_only_its_size_is_said() {
        assert_eq!(limit("{item}, {n} MB at most", &[], "10"), "10 MB at most");
        assert_eq!(limit("{item}, до {n} МБ", &[], "10"), "До 10 МБ");
        for tag in wording_tags() {
            let said = limit(wording(tag).get(Message::FileLimit), &[], "10");
            assert!(
                said.starts_with(char::is_alphanumeric) && said.contains("10"),
                "{tag}: {said}"
            );
        }
        let types = [".pdf".to_owned()];
        let both = limit("{item}, {n} MB at most", &types, "10");
        assert_eq!(both, "\u{2066}.pdf\u{2069}, 10 MB at most");
    }
}
