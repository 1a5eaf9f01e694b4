//! Random surveys, made of the declarations themselves: so whatever can be said is said some time.

use std::any::Any;
use std::cell::Cell;
use std::collections::BTreeMap;

use sondage_author::problem::Code;
use sondage_author::source::{
    Change, Condition, Declared, Doc, Family, Font, Form, Key, Keys, Operand, ProfileAttributes,
    Said, Source, Subject, Test, Text, Translations, Variables, Whole, Word, Written,
};
use sondage_survey::answer::Decimal;

/// Numbers that decide; after the last it is always the first choice.
#[derive(Clone, Debug)]
pub struct Dice {
    rolls: Vec<u16>,
    at: Cell<usize>,
}

impl Dice {
    pub fn new(rolls: Vec<u16>) -> Self {
        Self { rolls, at: Cell::new(0) }
    }

    /// A number below `n`.
    pub fn roll(&self, n: usize) -> usize {
        self.at.set(self.at.get() + 1);
        let roll = self.rolls.get(self.at.get() - 1).copied().unwrap_or_default();
        usize::from(roll) % n.max(1)
    }

    fn once_in(&self, n: usize) -> bool {
        self.roll(n) == 1
    }
}

/// A random survey, and whether its parts contradict each other.
pub fn random(dice: &Dice) -> (Source, bool) {
    let is_refused = Cell::new(false);
    let mut source = Source::default();
    source.declare(&mut Random { dice, at: 0, is_refused: &is_refused });
    (source, is_refused.get())
}

struct Random<'a> {
    dice: &'a Dice,
    /// The place in its list.
    at: usize,
    is_refused: &'a Cell<bool>,
}

const WORDS: &[&str] = &[
    "What?",
    "{total|nothing} **bold** [link](https://example.com)",
    "\"quoted\" and 'single' and \\back\\slash",
    "Zwei\nZeilen",
    "Ünïcödé 🎉 \u{202e}right to left",
    "tab\there",
    "# no comment",
    "'''",
    "\"\"\"",
    "a\r\nb",
    "{{ liquid }}",
    "\u{7f}\u{1}",
];

impl Random<'_> {
    fn words(&self) -> String {
        WORDS[self.dice.roll(WORDS.len())].to_owned()
    }

    fn of_form(&self, form: Form) -> String {
        let one = |some: &[&str]| some[self.dice.roll(some.len())].to_owned();
        match form {
            Form::Words | Form::Css => self.words(),
            Form::Id => format!("{}{}", one(&["q", "o-", "9_"]), self.at),
            Form::Slug => one(&["survey", "s-1", "9"]),
            Form::Name => format!("q{}", self.dice.roll(5)),
            Form::Address => one(&["https://example.com/a.png", "https://example.com/?a={q1|x}"]),
            Form::Target => {
                one(&["https://example.com/?a={q1|x}", "mailto:a@example.com", "tel:+33"])
            }
            Form::Scheme => one(&["myapp", "x-shop"]),
            Form::Logo => one(&["https://example.com/logo.svg", "https://example.com/%7B"]),
            Form::Locale => one(&["en", "pt-BR", "zh-Hant"]),
            Form::Color => one(&["#fff", "#4338ca"]),
            Form::Date => one(&["2026-12-31", "2000-02-29"]),
            Form::Time => one(&["00:00", "23:59"]),
            Form::Moment => one(&["2026-12-31", "2026-12-31T18:00:00Z", "2026-12-01T09:00Z"]),
            Form::Attribute => one(&["nps_score", "how happy"]),
            Form::Hash => "$pbkdf2-sha256$i=1$c2FsdHNhbHQ$AAAA".to_owned(),
            Form::Extension => one(&["pdf", ".PNG"]),
        }
    }

    fn decimal_between(&self, low: Decimal, high: Decimal) -> Decimal {
        let wanted = ["0", "1", "-1.5", "0.000001", "123456.654321", "7"];
        let wanted = Decimal::parse(wanted[self.dice.roll(wanted.len())]).unwrap();
        wanted.max(low).min(high)
    }

    fn word_of<W: Word>(&self) -> W {
        W::ALL[self.dice.roll(W::ALL.len())].1
    }

    fn inner<T: Declared + Default>(&self, at: usize) -> T {
        let mut table = T::default();
        table.declare(&mut Random { at, ..*self });
        table
    }

    fn subject(&self) -> Subject {
        match self.dice.roll(4) {
            0 => Subject::question("q1"),
            1 => Subject::question("q2.part"),
            2 => Subject::hidden("plan"),
            _ => Subject::variable("total"),
        }
    }

    fn operand(&self) -> Operand {
        match self.dice.roll(4) {
            0 => Operand::Number(self.decimal_between(Decimal::whole(-9), Decimal::whole(999))),
            1 => Operand::Text(self.words().trim().to_owned()),
            2 => Operand::Flag(self.dice.once_in(2)),
            _ => Operand::Of(self.subject()),
        }
    }

    fn test(&self) -> Test {
        let one = || self.operand();
        let many = || (0..=self.dice.roll(3)).map(|_| self.operand()).collect();
        match self.dice.roll(21) {
            0 => Test::Answered(self.dice.once_in(2)),
            1 => Test::Is(one()),
            2 => Test::IsNot(one()),
            3 => Test::OneOf(many()),
            4 => Test::NoneOf(many()),
            5 => Test::AllOf(many()),
            6 => Test::AtLeast(one()),
            7 => Test::AtMost(one()),
            8 => Test::Above(one()),
            9 => Test::Below(one()),
            10 => Test::Between(one(), one()),
            11 => Test::Before(one()),
            12 => Test::After(one()),
            13 => Test::Contains(one()),
            14 => Test::ContainsNot(one()),
            15 => Test::StartsWith(one()),
            16 => Test::EndsWith(one()),
            17 => Test::First(one()),
            18 => Test::ChosenAtLeast(one()),
            19 => Test::Alike(one()),
            _ => Test::ChosenAtMost(one()),
        }
    }

    fn condition(&self, depth: usize) -> Condition {
        let inner = || (0..=self.dice.roll(3)).map(|_| self.condition(depth - 1)).collect();
        match self.dice.roll(6) {
            1 if depth > 0 => Condition::All(inner()),
            2 if depth > 0 => Condition::Any(inner()),
            3 if depth > 0 => Condition::None(inner()),
            _ => self.subject().test(self.test()),
        }
    }

    fn written<T: Written>(&self) -> T {
        let translations = || {
            let texts =
                (0..self.dice.roll(4)).map(|n| (format!("questions.q{n}.prompt"), self.words()));
            let texts: BTreeMap<_, _> = texts.collect();
            Translations([("fr".to_owned(), texts.clone()), ("pt-BR".to_owned(), texts)].into())
        };
        let variables = || {
            let one = |n| {
                let number =
                    Operand::Number(self.decimal_between(Decimal::ZERO, Decimal::whole(9)));
                let initial = if self.dice.once_in(2) { number } else { "none".into() };
                (format!("v{n}"), initial)
            };
            Variables((0..self.dice.roll(3)).map(one).collect())
        };
        let attributes = || {
            let one = |n: usize| (format!("a{n}"), "Survey points".to_owned());
            ProfileAttributes((0..self.dice.roll(3)).map(one).collect())
        };
        let font = || match self.dice.roll(2) {
            0 => Font::Family(self.word_of::<Family>()),
            _ => Font::Named(vec!["Acme Sans".into(), "Helvetica-Neue 2".into()]),
        };
        let all: [Box<dyn Any>; 6] = [
            Box::new(attributes()),
            Box::new(self.condition(2)),
            Box::new(self.operand()),
            Box::new(font()),
            Box::new(variables()),
            Box::new(translations()),
        ];
        let found = all.into_iter().find_map(|one| one.downcast::<T>().ok());
        *found.expect("every kind of value is made here")
    }
}

impl Keys for Random<'_> {
    fn text(&mut self, _: Key, form: Form, value: &mut String, _: Doc) {
        *value = self.of_form(form).trim().to_owned();
    }

    fn maybe_text(&mut self, name: Key, form: Form, value: &mut Option<String>, doc: Doc) {
        if self.dice.once_in(2) {
            self.text(name, form, value.get_or_insert_default(), doc);
        }
    }

    fn words(&mut self, _: Key, _: Said, value: &mut Text, _: Doc) {
        *value = Text::new(Random::words(self).trim());
    }

    fn maybe_words(&mut self, name: Key, said: Said, value: &mut Option<Text>, doc: Doc) {
        if self.dice.once_in(2) {
            Keys::words(self, name, said, value.get_or_insert_default(), doc);
        }
    }

    fn alt(&mut self, name: Key, said: Said, value: &mut Text, doc: Doc) {
        if self.dice.once_in(2) {
            Keys::words(self, name, said, value, doc);
        }
    }

    fn flag(&mut self, _: Key, value: &mut bool, _: bool, _: Doc) {
        *value = self.dice.once_in(2);
    }

    fn whole(
        &mut self,
        name: Key,
        value: &mut Option<u32>,
        bounds: Whole,
        _: Option<u32>,
        doc: Doc,
    ) {
        if self.dice.once_in(2) {
            self.must_whole(name, value.get_or_insert_default(), bounds, doc);
        }
    }

    fn must_whole(&mut self, _: Key, value: &mut u32, bounds: Whole, _: Doc) {
        // More than a list has is never meant, and the JSON Schema does not know of it.
        let most = *bounds.range.end().min(&500).max(bounds.range.start());
        let span = usize::try_from(most - bounds.range.start()).unwrap();
        let above = u32::try_from(self.dice.roll(span.saturating_add(1))).unwrap();
        *value = bounds.range.start() + above;
        if bounds.except.is_some_and(|(except, _)| except == *value) {
            *value = *bounds.range.start();
        }
    }

    fn decimal(
        &mut self,
        _: Key,
        value: &mut Option<Decimal>,
        (low, high): (Decimal, Decimal),
        _: Option<Decimal>,
        _: Doc,
    ) {
        // An earlier key may have left no room for this one.
        let is_there = self.dice.once_in(2) && low <= high;
        *value = is_there.then(|| self.decimal_between(low, high));
    }

    fn word<W: Word>(&mut self, _: Key, value: &mut Option<W>, _: Option<W>, _: Doc) {
        *value = self.dice.once_in(2).then(|| self.word_of());
    }

    fn own_word<W: Word>(&mut self, _: Key, value: &mut W, _: W, _: Doc) {
        *value = self.word_of();
    }

    fn change(&mut self, value: &mut Change) {
        let name = Change::NAMES[self.dice.roll(Change::NAMES.len())];
        *value = Change::named(name, self.operand()).unwrap();
    }

    fn must_texts(&mut self, _: Key, form: Form, value: &mut Vec<String>, _: Doc) {
        *value = (0..=self.dice.roll(3)).map(|_| self.of_form(form)).collect();
    }

    fn texts(
        &mut self,
        _: Key,
        form: Form,
        known: &'static [&'static str],
        value: &mut Option<Vec<String>>,
        _: Doc,
    ) {
        let own = |_: usize| self.of_form(form);
        let known: Vec<String> = if known.is_empty() {
            (0..2).map(own).collect()
        } else {
            let is_in = |_: &&&str| self.dice.once_in(2);
            known.iter().filter(is_in).rev().map(|name| (*name).to_owned()).collect()
        };
        *value = self.dice.once_in(2).then_some(known);
    }

    fn table<T: Declared + Default>(&mut self, _: Key, value: &mut Option<T>, _: Doc) {
        *value = self.dice.once_in(2).then(|| self.inner(0));
    }

    fn own_table<T: Declared + Default + PartialEq>(&mut self, _: Key, value: &mut T, _: Doc) {
        if self.dice.once_in(2) {
            *value = self.inner(0);
        }
    }

    fn must_table<T: Declared + Default>(&mut self, _: Key, value: &mut T, _: Doc) {
        *value = self.inner(0);
    }

    fn tables<T: Declared + Default>(
        &mut self,
        _: Key,
        value: &mut Vec<T>,
        _: usize,
        is_required: bool,
        _: Doc,
    ) {
        let n = self.dice.roll(4) + usize::from(is_required);
        *value = (0..n).map(|at| self.inner(at)).collect();
        if self.dice.once_in(3) {
            value.reverse();
        }
    }

    fn value<T: Written>(&mut self, _: Key, value: &mut Option<T>, _: Doc) {
        *value = self.dice.once_in(2).then(|| self.written());
    }

    fn must_value<T: Written>(&mut self, _: Key, value: &mut T, _: Doc) {
        *value = self.written();
    }

    fn open_value<T: Written + Default + PartialEq>(&mut self, _: Key, value: &mut T, _: Doc) {
        *value = self.written();
    }

    fn kind(&mut self, _: Key, known: &[&'static str], value: &mut &'static str) {
        *value = known[self.dice.roll(known.len())];
    }

    fn refuses(&mut self, _: Key, is_wrong: bool, _: Code) {
        self.is_refused.set(self.is_refused.get() || is_wrong);
    }
}
