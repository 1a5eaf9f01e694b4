//! Options, rows and columns, and the kinds of question that are made of them.

use sondage_author::source::{
    Choice, Column, Condition, Dropdown, Kind, List, Matrix, MultipleChoice, Offer, OptionsFrom,
    Picture, PictureChoice, Ranking, Row, SingleChoice, Text,
};

use crate::number::decimal;
use crate::report::quote;
use crate::scope::{Options, Shape};
use crate::words::{Said, Words};

/// The ids of options that mean something by themselves.
pub(crate) const SPECIAL: [&str; 3] = ["other", "none", "dont_know"];

/// An option, a row or a column, whichever it is to become.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) label: Words,
    pub(crate) score: Option<f64>,
    pub(crate) comment: bool,
    pub(crate) exclusive: bool,
    pub(crate) fixed: bool,
    /// The address of a picture.
    pub(crate) image: Option<String>,
    /// What the picture shows, where its label does not say.
    pub(crate) alt: String,
    pub(crate) show_if: Option<Condition>,
}

/// How options are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    One,
    Several,
    /// One, from a list that opens.
    Opening,
    /// All, in order.
    Order,
    Picture,
    Pictures,
}

/// A list to choose from, in the making.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the author's")]
pub(crate) struct Listed {
    pub(crate) items: Vec<Item>,
    pub(crate) from: Option<OptionsFrom>,
    pub(crate) list: Option<List>,
    pub(crate) other: bool,
    pub(crate) none: bool,
    pub(crate) dont_know: bool,
    pub(crate) shuffle: bool,
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
}

impl Pick {
    /// Whether several options are an answer.
    pub(crate) fn is_several(self) -> bool {
        matches!(self, Self::Several | Self::Pictures)
    }

    /// Whether "other" and the like have a place in it.
    pub(crate) fn has_specials(self) -> bool {
        matches!(self, Self::One | Self::Several | Self::Opening)
    }

    /// What its answers are, with these options.
    pub(crate) fn shape(self, options: Options) -> Shape {
        match self {
            Self::Order => Shape::Order(options),
            _ if self.is_several() => Shape::Several(options),
            _ => Shape::One(options),
        }
    }
}

impl Listed {
    /// How pictures are chosen: by words, where an option has none.
    pub(crate) fn pick_picture(&mut self, is_several: bool, note: &dyn Fn(String)) -> Pick {
        if self.items.iter().all(|item| item.image.is_some()) {
            return if is_several { Pick::Pictures } else { Pick::Picture };
        }
        note("not every option has a picture; asked as a choice by words".to_owned());
        if is_several { Pick::Several } else { Pick::One }
    }

    /// Sets how many can be chosen; 0 is no bound.
    pub(crate) fn bound(&mut self, min: Option<u32>, max: Option<u32>, note: &dyn Fn(String)) {
        let real = |bound: Option<u32>| bound.filter(|bound| *bound > 0);
        (self.min, self.max) = (real(min), real(max));
        if self.max.is_some() && self.min > self.max {
            note("more than can be chosen; left out".to_owned());
            self.min = None;
        }
    }

    /// The kind of question; `note` is told what options cannot have there.
    pub(crate) fn kind(self, pick: Pick, said: &mut Said, note: &dyn Fn(String)) -> Kind {
        let n_options = self.items.len() + usize::from(self.other && pick.has_specials());
        // As many as there are is no limit.
        let is_limit = |max: &u32| {
            self.from.is_some() || usize::try_from(*max).is_ok_and(|max| max < n_options)
        };
        let (min, max) = (self.min, self.max.filter(is_limit));
        let Self { items, from: options_from, list, other, none, dont_know, shuffle, .. } = self;
        if matches!(pick, Pick::Picture | Pick::Pictures) {
            let options = items.into_iter().map(|item| item.picture(said, note)).collect();
            let multiple = pick == Pick::Pictures;
            let (min, max) = if multiple { (min, max) } else { (None, None) };
            return PictureChoice { options, multiple, min, max, shuffle }.into();
        }
        let options = items.into_iter().map(|item| item.choice(pick, said, note)).collect();
        if pick == Pick::Order {
            return Ranking { options, options_from, shuffle, top: None }.into();
        }
        let offer = Offer { options, options_from, other, none, dont_know, shuffle, pick: None };
        match pick {
            Pick::Several => MultipleChoice { offer, min, max, search: false }.into(),
            Pick::Opening => Dropdown { offer, list }.into(),
            _ => SingleChoice { offer }.into(),
        }
    }
}

impl Item {
    fn choice(mut self, pick: Pick, said: &mut Said, note: &dyn Fn(String)) -> Choice {
        let has_comments = matches!(pick, Pick::One | Pick::Several);
        if self.comment && !has_comments {
            note(format!("the option \"{}\" has no text field here", self.id));
        }
        let has_pictures = matches!(pick, Pick::One | Pick::Several);
        if self.image.is_some() && !has_pictures {
            note(format!("the picture of \"{}\" is left out", self.id));
        }
        if pick == Pick::Opening && self.label.forget() {
            note(format!("{} recalls nothing where it stands", quote(&self.label.own)));
        }
        Choice {
            label: said.put(&format!("options.{}", self.id), self.label),
            id: self.id,
            image: self.image.filter(|_| has_pictures),
            score: self.score.and_then(decimal),
            comment: self.comment && has_comments,
            exclusive: self.exclusive,
            fixed: self.fixed,
            show_if: self.show_if,
        }
    }

    fn picture(self, said: &mut Said, note: &dyn Fn(String)) -> Picture {
        self.note_bare(note, self.exclusive || self.fixed);
        Picture {
            alt: Text::new(if self.alt.is_empty() { self.label.own.clone() } else { self.alt }),
            label: Some(said.put(&format!("options.{}", self.id), self.label)),
            id: self.id,
            image: self.image.unwrap_or_default(),
        }
    }

    fn row(self, said: &mut Said, note: &dyn Fn(String)) -> Row {
        self.note_bare(note, self.exclusive || self.fixed);
        let label = said.put(&format!("rows.{}", self.id), self.label);
        Row { id: self.id, label, ..Row::default() }
    }

    fn column(self, said: &mut Said, note: &dyn Fn(String)) -> Column {
        self.note_bare(note, self.exclusive || self.fixed);
        let label = said.put(&format!("columns.{}", self.id), self.label);
        let score = self.score.and_then(decimal);
        Column { id: self.id, label, score, exclusive: false }
    }

    /// Notes what is not possible there.
    fn note_bare(&self, note: &dyn Fn(String), is_marked: bool) {
        for (is_there, what) in [
            (self.show_if.is_some(), "is always shown"),
            (self.comment, "has no text field here"),
            (is_marked, "is one like the others"),
        ] {
            if is_there {
                note(format!("\"{}\" {what}", self.id));
            }
        }
    }
}

/// Rows with the same columns to choose from.
pub(crate) fn matrix(
    (rows, columns): (Vec<Item>, Vec<Item>),
    said: &mut Said,
    note: &dyn Fn(String),
) -> Matrix {
    Matrix {
        rows: rows.into_iter().map(|item| item.row(said, note)).collect(),
        columns: columns.into_iter().map(|item| item.column(said, note)).collect(),
        ..Matrix::default()
    }
}

/// The options of a question, and where more come from, where its kind has some.
pub(crate) fn listing(kind: &Kind) -> (&[Choice], Option<&OptionsFrom>) {
    match kind {
        Kind::SingleChoice(SingleChoice { offer })
        | Kind::MultipleChoice(MultipleChoice { offer, .. })
        | Kind::Dropdown(Dropdown { offer, .. }) => (&offer.options, offer.options_from.as_ref()),
        Kind::Ranking(order) => (&order.options, order.options_from.as_ref()),
        _ => (&[], None),
    }
}
