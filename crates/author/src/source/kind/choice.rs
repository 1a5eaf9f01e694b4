//! Options: one or several of a list, with "other"; pictures; options in order.

use sondage_survey::answer::Decimal;
use sondage_survey::profile;

use crate::problem::Code;
use crate::source::word::words;
use crate::source::{Condition, Declared, Form, Keys, Said, Text};

/// The most options of a list.
pub const OPTIONS: usize = 500;
/// The same as a bound.
pub(super) const MOST: u32 = 500;

/// How far a score may be from nought.
pub(super) fn scores() -> (Decimal, Decimal) {
    let far = Decimal::whole(1_000_000);
    (Decimal::ZERO.minus(far), far)
}

/// One option.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// The id by which answers and conditions speak of it.
    pub id: String,
    /// Its words.
    pub label: Text,
    /// The address of a picture beside the words, over https.
    pub image: Option<String>,
    /// Its number, where one is asked for; 0 where it does not say.
    pub score: Option<Decimal>,
    /// A text field opens when it is chosen.
    pub comment: bool,
    /// It is chosen alone.
    pub exclusive: bool,
    /// It keeps its place when options are shuffled.
    pub fixed: bool,
    /// It is there only where this holds.
    pub show_if: Option<Condition>,
}

words! {
    /// Which options of an earlier question are carried forward.
    Carried {
        /// Those that were chosen.
        Chosen = "chosen",
        /// Those that were not.
        NotChosen = "not_chosen",
        /// All of them.
        All = "all",
    }

    /// A list of options that is built in.
    List {
        /// The countries, in the respondent's language.
        Countries = "countries",
    }
}

/// Options carried forward from an earlier question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionsFrom {
    /// The id of the question.
    pub question: String,
    /// Which of its options; those that were chosen where it does not say.
    pub which: Option<Carried>,
}

/// A list of options, with what the kinds that offer one have in common.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the author's")]
pub struct Offer {
    /// The options.
    pub options: Vec<Choice>,
    /// Options of an earlier question, in front of these or in their place.
    pub options_from: Option<OptionsFrom>,
    /// "Other", with a text field.
    pub other: bool,
    /// "None of these".
    pub none: bool,
    /// "I don’t know".
    pub dont_know: bool,
    /// In random order, the same for the same response each time.
    pub shuffle: bool,
    /// Only so many of them, by chance.
    pub pick: Option<u32>,
}

/// One of several options.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SingleChoice {
    /// The options.
    pub offer: Offer,
}

/// Any of several options.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MultipleChoice {
    /// The options.
    pub offer: Offer,
    /// The fewest, once any is chosen.
    pub min: Option<u32>,
    /// The most.
    pub max: Option<u32>,
    /// A field above the options searches them.
    pub search: bool,
}

/// One of many options, from a list that opens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dropdown {
    /// The options, where no list is named.
    pub offer: Offer,
    /// A list that is built in, in place of options.
    pub list: Option<List>,
}

/// Options in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// The options.
    pub options: Vec<Choice>,
    /// Options of an earlier question, in front of these or in their place.
    pub options_from: Option<OptionsFrom>,
    /// In random order to begin with.
    pub shuffle: bool,
    /// Only so many are put in order, the best; all where it does not say.
    pub top: Option<u32>,
}

/// One or any of several pictures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PictureChoice {
    /// The pictures.
    pub options: Vec<Picture>,
    /// Several can be chosen.
    pub multiple: bool,
    /// The fewest, once any is chosen; with `multiple`.
    pub min: Option<u32>,
    /// The most; with `multiple`.
    pub max: Option<u32>,
    /// In random order.
    pub shuffle: bool,
}

/// A picture that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The id by which answers and conditions speak of it.
    pub id: String,
    /// Words beside it; what it shows where it does not say.
    pub label: Option<Text>,
    /// Its address, over https.
    pub image: String,
    /// What it shows; empty where the label says as much.
    pub alt: Text,
}

impl Offer {
    /// A list of these options.
    #[must_use]
    pub fn new(options: Vec<Choice>) -> Self {
        Self { options, ..Self::default() }
    }

    /// The most that can be chosen at once, where they are counted.
    fn most(&self) -> u32 {
        let n = self.options.len() + usize::from(self.other);
        let n = u32::try_from(n).unwrap_or(MOST).max(1);
        // How many are carried forward is known with the answer alone.
        if self.options_from.is_some() { u32::from(u16::MAX) } else { n }
    }

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        plain(keys, &mut self.options_from, &mut self.options, &mut self.shuffle);
        keys.flag("none", &mut self.none, false, "Adds \"None of these\".");
        keys.flag("dont_know", &mut self.dont_know, false, "Adds \"I don’t know\".");
        keys.flag("other", &mut self.other, false, "Adds \"Other\", with a text field.");
        let n = u32::try_from(self.options.len()).unwrap_or(MOST).max(1);
        let is_open = self.options_from.is_some() || keys.wants_all();
        let most = if is_open { MOST } else { n };
        keys.whole("pick", &mut self.pick, (1..=most).into(), None, "So many of them, by chance.");
    }
}

impl Choice {
    /// An option with these words.
    #[must_use]
    pub fn new(id: impl Into<String>, label: impl Into<Text>) -> Self {
        Self { id: id.into(), label: label.into(), ..Self::default() }
    }
}

/// The options and where they come from.
fn plain<K: Keys>(
    keys: &mut K,
    from: &mut Option<OptionsFrom>,
    options: &mut Vec<Choice>,
    shuffle: &mut bool,
) {
    keys.table("options_from", from, "Options of an earlier question.");
    keys.tables("options", options, OPTIONS, false, "The options.");
    keys.refuses("options", options.len() > OPTIONS, Code::TooManyOptions(OPTIONS));
    keys.flag("shuffle", shuffle, false, "In random order.");
}

/// Where options can come from.
const LISTS: &[&str] = &["options", "options_from"];

/// How many can be chosen, once any is.
pub(super) fn count<K: Keys>(
    keys: &mut K,
    min: &mut Option<u32>,
    max: &mut Option<u32>,
    most: u32,
) {
    let most = if keys.wants_all() { MOST } else { most };
    keys.whole("min", min, (1..=most).into(), None, "The fewest, once any is chosen.");
    let least = if keys.wants_all() { 1 } else { min.unwrap_or(1) };
    keys.whole("max", max, (least..=most).into(), None, "The most.");
}

impl Declared for Choice {
    const SHARED: Option<&'static str> = Some("option");

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the option in answers and conditions.");
        keys.words("label", Said::ForTable, &mut self.label, "Its words.");
        let is_long = profile::cut(&self.label.text) != self.label.text;
        keys.suspects("label", is_long, Code::LabelIsCut);
        keys.maybe_text("image", Form::Address, &mut self.image, "A picture beside the words.");
        let doc = "Its number, where one is asked for.";
        keys.decimal("score", &mut self.score, scores(), None, doc);
        keys.flag("comment", &mut self.comment, false, "A text field opens when it is chosen.");
        keys.flag("exclusive", &mut self.exclusive, false, "Chosen alone.");
        keys.flag("fixed", &mut self.fixed, false, "Keeps its place in a shuffle.");
        keys.value("show_if", &mut self.show_if, "There only where this holds.");
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl Declared for OptionsFrom {
    const SHARED: Option<&'static str> = Some("options_from");

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("question", Form::Name, &mut self.question, "The id of the question.");
        keys.word("which", &mut self.which, Some(Carried::Chosen), "Which of its options.");
    }
}

impl Declared for SingleChoice {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        self.offer.declare(keys);
        keys.needs_any(LISTS);
    }
}

impl Declared for MultipleChoice {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        self.offer.declare(keys);
        keys.needs_any(LISTS);
        count(keys, &mut self.min, &mut self.max, self.offer.most());
        keys.flag("search", &mut self.search, false, "A field above searches the options.");
    }
}

impl Declared for Dropdown {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.word("list", &mut self.list, None, "In place of options.");
        if keys.wants_all() {
            self.offer.declare(keys);
            keys.needs_any(&["options", "options_from", "list"]);
        } else if self.list.is_none() {
            self.offer.declare(keys);
            keys.needs_any(LISTS);
        }
        let has_comments = self.offer.options.iter().any(|option| option.comment);
        keys.refuses("options", has_comments, Code::NoPlaceForComment);
        let has_pictures = self.offer.options.iter().any(|option| option.image.is_some());
        keys.refuses("options", has_pictures, Code::NoPlaceForPicture);
    }
}

impl Declared for Ranking {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        plain(keys, &mut self.options_from, &mut self.options, &mut self.shuffle);
        keys.needs_any(LISTS);
        let n = u32::try_from(self.options.len()).unwrap_or(MOST).max(1);
        let is_open = self.options_from.is_some() || keys.wants_all();
        let most = if is_open { MOST } else { n };
        keys.whole("top", &mut self.top, (1..=most).into(), None, "Only the best so many.");
    }
}

impl Declared for PictureChoice {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.tables("options", &mut self.options, OPTIONS, true, "The pictures.");
        keys.flag("multiple", &mut self.multiple, false, "Several can be chosen.");
        if self.multiple || keys.wants_all() {
            let most = u32::try_from(self.options.len()).unwrap_or(MOST).max(1);
            count(keys, &mut self.min, &mut self.max, most);
        }
        keys.flag("shuffle", &mut self.shuffle, false, "In random order.");
    }
}

impl Declared for Picture {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the picture in answers and conditions.");
        let doc = "Words beside it; by default what it shows.";
        keys.maybe_words("label", Said::ForTable, &mut self.label, doc);
        keys.text("image", Form::Address, &mut self.image, "Its address.");
        let doc = "What it shows; it may be empty beside a label.";
        // What the picture shows is its name for those who do not see it, unless words beside it
        // say as much.
        if self.label.is_some() || keys.wants_all() {
            keys.alt("alt", Said::Never, &mut self.alt, doc);
        } else {
            keys.words("alt", Said::ForTable, &mut self.alt, doc);
        }
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}
