//! Lists of options, as authored and as drawn: what all kinds with options share.

use maud::{Markup, html};

use super::{Around, Field};
use crate::definition::condition;
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts};
use crate::locales::wording;
use crate::mail::{Line, Proposals};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Item, OTHER, Options};
use sondage_survey::condition::{Condition, Operand, Test};
use sondage_survey::text::Message;

/// The most options of a list.
pub(super) const OPTIONS: usize = 500;
/// The most characters under "other" and in a comment.
const WRITTEN: u16 = sondage_survey::ask::OTHER_LENGTH;
/// The ids of the options that are built in.
const BUILT_IN: [(&str, Message); 2] = [("none", Message::None), ("dont_know", Message::DontKnow)];

/// One option, as authored.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the author's")]
pub(crate) struct Choice {
    pub(super) id: String,
    pub(super) label: Text,
    pub(super) score: Decimal,
    pub(super) comment: bool,
    pub(super) exclusive: bool,
    pub(super) fixed: bool,
    pub(super) show_if: Option<Condition>,
    /// Its label is a built-in text.
    is_built_in: bool,
}

/// Options carried forward from an earlier question.
#[derive(Clone, Copy, Debug)]
struct From {
    place: u16,
    which: Which,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    Chosen,
    NotChosen,
}

/// A list of options, as authored.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    options: Vec<Choice>,
    from: Option<From>,
    other: bool,
    /// Which of the built-in options it has.
    built_in: [bool; 2],
    shuffle: bool,
    pick: u16,
}

impl Offer {
    /// The list of a question that has options and no more.
    pub(super) fn read_plain(table: &mut Table<'_>, scope: &Scope<'_>) -> Self {
        Self::read_list(table, scope).0
    }

    /// The same, with the ids of all its options.
    fn read_list(table: &mut Table<'_>, scope: &Scope<'_>) -> (Self, Vec<String>) {
        let from = table.table("options_from", |table| read_from(table, scope)).flatten();
        let around = Around { questions: scope.before, wording: &wording("en"), locale: "en" };
        let carried = from.map(|from| from.choices(&around)).unwrap_or_default();
        let mut ids = carried.into_iter().map(|choice| choice.id).collect();
        let options = if from.is_none() || table.has("options") {
            Choice::read_all(table, "options", &mut ids, scope)
        } else {
            table.claim(&["options"]);
            Vec::new()
        };
        if !table.has("options_from") {
            table.require("options");
        }
        let built_in = [false; 2];
        let shuffle = table.flag("shuffle");
        (Self { options, from, other: false, built_in, shuffle, pick: 0 }, ids)
    }

    pub(super) fn read(table: &mut Table<'_>, scope: &Scope<'_>) -> Self {
        let (plain, ids) = Self::read_list(table, scope);
        let built_in = [table.flag("none"), table.flag("dont_know")];
        let other = table.flag("other");
        let known = BUILT_IN.map(|(id, _)| id).into_iter().zip(built_in);
        for (id, is_on) in known.chain([("other", other)]) {
            if is_on && ids.iter().any(|taken| taken == id) {
                table.problem(id, &format!("an option has the id \"{id}\" already"));
            }
        }
        let most = i32::try_from(plain.options.len()).unwrap_or(i32::MAX).max(1);
        let most = if plain.from.is_some() { 500 } else { most };
        let pick = table.number("pick", 1, most).unwrap_or(0);
        let pick = u16::try_from(pick).unwrap_or(0);
        Self { other, built_in, pick, ..plain }
    }

    /// The options that are not built in, with what is carried forward before the list's own.
    pub(super) fn choices(&self, around: &Around<'_>) -> Vec<Choice> {
        let mut choices = self.from.map(|from| from.choices(around)).unwrap_or_default();
        choices.extend(self.options.iter().cloned());
        choices
    }

    /// All options with their labels, in the author's order.
    fn offered(&self, around: &Around<'_>) -> Vec<Choice> {
        let mut all = self.choices(around);
        for ((id, message), is_on) in BUILT_IN.into_iter().zip(self.built_in) {
            if is_on {
                let label = Text::new(around.wording.get(message).to_owned());
                let choice = Choice::new(id, label);
                all.push(Choice { exclusive: true, fixed: true, is_built_in: true, ..choice });
            }
        }
        all
    }

    pub(super) fn options(&self, around: &Around<'_>) -> Options {
        let items = self.offered(around).into_iter().map(Choice::into_item).collect();
        Options { items, other: self.other, shuffle: self.shuffle, pick: self.pick }
    }

    /// How many can be chosen at most.
    pub(super) fn most(&self) -> u16 {
        let n = self.options.len() + usize::from(self.other);
        if self.from.is_some() { u16::MAX } else { u16::try_from(n).unwrap_or(u16::MAX).max(1) }
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        labels("options", &mut self.options)
    }

    /// One line for each option, to tick.
    pub(super) fn list(&self, field: &Field<'_>, input: &str) -> Markup {
        let name = field.name();
        let offered = self.offered(&field.compiler.around());
        let lines: Vec<_> = offered
            .iter()
            .enumerate()
            .map(|(place, option)| {
                let line = tick(
                    field,
                    input,
                    &option.id,
                    field.letter(place),
                    &option.words(field),
                    !option.comment,
                );
                if option.comment {
                    let beside = format!("{name}.comment.{}", option.id);
                    beside_it(field, &line, &beside, Message::Comment)
                } else {
                    line
                }
            })
            .collect();
        html! {
            div.options {
                (field.slots().items(&lines))
                @if self.other {
                    @let words = field.built_in(Message::Other);
                    @let line = tick(field, input, OTHER, field.letter(offered.len()), &words, false);
                    (beside_it(field, &line, &format!("{name}.other"), Message::OtherText))
                }
            }
        }
    }

    /// Each option as a mail links to it; nothing where each respondent gets others.
    pub(super) fn proposals(&self, field: &Field<'_>) -> Proposals {
        if self.pick > 0 {
            return Proposals::None;
        }
        let offered = self.offered(&field.compiler.around());
        let own = offered.iter().map(|option| Line::new(&option.id, option.words(field)));
        let other = self.other.then(|| Line::new(OTHER, field.built_in(Message::Other)));
        Proposals::Lines(own.chain(other).collect())
    }

    /// One line for each option, for a list that opens.
    pub(super) fn entries(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let entry = |id: &str, label: &str, is_built_in: bool| {
            let language = field.compiler.wording_language().filter(|_| is_built_in);
            html! { option value=(id) lang=[language] data-slot=(field.slots().mark("selected", &name, id)) { (label) } }
        };
        let offered = self.offered(&field.compiler.around());
        let entries: Vec<_> = offered
            .iter()
            .map(|option| entry(&option.id, &option.label.text, option.is_built_in))
            .collect();
        html! {
            (field.slots().items(&entries))
            @if self.other { (entry(OTHER, field.say(Message::Other), true)) }
        }
    }

    pub(super) fn has_other(&self) -> bool {
        self.other
    }

    pub(super) fn has_comments(&self) -> bool {
        self.options.iter().any(|option| option.comment)
    }
}

impl From {
    fn choices(self, around: &Around<'_>) -> Vec<Choice> {
        let Some(source) = around.questions.get(usize::from(self.place)) else { return Vec::new() };
        let mut choices = source.kind.choices(around);
        for choice in &mut choices {
            let id = vec![Operand::Text(choice.id.clone())];
            let chosen = Condition::Test(Operand::Answer(self.place), Test::Is, id);
            let carried = match self.which {
                Which::All => None,
                Which::Chosen => Some(chosen),
                Which::NotChosen => Some(Condition::None(vec![chosen])),
            };
            choice.show_if = match (carried, choice.show_if.take()) {
                (Some(carried), Some(own)) => Some(Condition::All(vec![own, carried])),
                (carried, own) => carried.or(own),
            };
        }
        choices
    }
}

fn read_from(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<From> {
    let words = [("chosen", Which::Chosen), ("not_chosen", Which::NotChosen), ("all", Which::All)];
    let which = table.one_of("which", &words).unwrap_or(Which::Chosen);
    let id = table.required_text("question")?;
    let Some((place, asked)) = scope.question(&id) else {
        table.problem("question", &format!("no question \"{id}\" is asked before this one"));
        return None;
    };
    if asked.ask().options().is_none() {
        table.problem("question", &format!("\"{id}\" has no options to carry forward"));
    }
    Some(From { place: u16::try_from(place).ok()?, which })
}

impl Choice {
    pub(super) fn new(id: &str, label: Text) -> Self {
        Self {
            id: id.to_owned(),
            label,
            score: Decimal::ZERO,
            comment: false,
            exclusive: false,
            fixed: false,
            show_if: None,
            is_built_in: false,
        }
    }

    /// The label, as markup.
    fn words(&self, field: &Field<'_>) -> Markup {
        let words = field.plain(&self.label);
        if self.is_built_in { field.in_wording(&words) } else { words }
    }

    /// The options in the list under a key.
    pub(super) fn read_all(
        table: &mut Table<'_>,
        key: &'static str,
        ids: &mut Vec<String>,
        scope: &Scope<'_>,
    ) -> Vec<Self> {
        let options = table.tables(key, |option| Self::read(option, ids, scope));
        if options.len() > OPTIONS {
            table.problem(key, &format!("a list has at most {OPTIONS} options"));
        }
        options
    }

    fn read(table: &mut Table<'_>, ids: &mut Vec<String>, scope: &Scope<'_>) -> Option<Self> {
        let id = table.id("id", ids);
        let label = table.required_words("label");
        let far = Decimal::whole(1_000_000);
        let points = table.decimal("score", (Decimal::ZERO.minus(far), far)).unwrap_or_default();
        let comment = table.flag("comment");
        let exclusive = table.flag("exclusive");
        let fixed = table.flag("fixed");
        let show_if = table.table("show_if", |table| condition::read(table, scope)).flatten();
        if label
            .as_ref()
            .is_some_and(|label| sondage_survey::profile::cut(&label.text) != label.text)
        {
            table.warning(
                "label",
                "Braze takes 255 characters: the rest of the label is cut off there",
            );
        }
        Some(Self { score: points, comment, exclusive, fixed, show_if, ..Self::new(&id?, label?) })
    }

    fn into_item(self) -> Item {
        Item {
            id: self.id,
            label: self.label.text,
            score: self.score,
            exclusive: self.exclusive,
            fixed: self.fixed,
            comment: self.comment,
            show_if: self.show_if,
        }
    }
}

/// The labels of options, to be translated.
pub(super) fn labels<'a>(key: &str, options: &'a mut [Choice]) -> Texts<'a> {
    options.iter_mut().map(|option| (format!("{key}.{}", option.id), &mut option.label)).collect()
}

/// A control to tick, with its words.
pub(super) fn tick(
    field: &Field<'_>,
    input: &str,
    value: &str,
    key: Option<char>,
    words: &Markup,
    is_whole: bool,
) -> Markup {
    let name = field.name();
    let is_radio = input == "radio";
    html! {
        label {
            input type=(input) name=(name) value=(value) required[is_radio && field.required()]
                data-slot=(field.slots().mark("checked", &name, value))
                data-tap[is_radio && is_whole && field.taps()] data-key=[key]
                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
            span { (words) }
            @if let Some(key) = key { kbd aria-hidden="true" { (key.to_ascii_uppercase()) } }
        }
    }
}

/// A control with a text field that opens when it is ticked.
fn beside_it(field: &Field<'_>, line: &Markup, name: &str, label: Message) -> Markup {
    html! {
        div.other {
            (line)
            (written(field, name, label))
        }
    }
}

/// The text field beside an option.
pub(super) fn written(field: &Field<'_>, name: &str, label: Message) -> Markup {
    html! {
        input type="text" name=(name) maxlength=(WRITTEN) data-slot=(field.slots().value(name))
            aria-label=(field.say(label)) aria-describedby=[field.described_by()]
            data-slot=[field.described_if_wrong()];
    }
}
