//! What a problem speaks of: values, answers, and what Braze keeps.

/// What stands somewhere, or should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A number without decimals.
    WholeNumber,
    /// True or false.
    Flag,
    /// A list.
    List,
    /// A table.
    Table,
    /// A number or a text.
    NumberOrText,
    /// The name of a font.
    FontName,
    /// The null of JSON.
    Null,
    /// A number that does not fit 64 bits.
    NumberBeyond,
    /// A number with more than six decimals.
    NumberTooFine,
}

/// The shapes of answers that a test is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shapes {
    /// All.
    All,
    /// Numbers.
    Numbers,
    /// Texts, dates and times.
    Texts,
    /// Choices.
    Options,
}

/// The type that Braze gives an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredType {
    /// None, as nothing is written.
    Nothing,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A time; a text that looks like a date is one.
    Time,
    /// An array.
    List,
    /// A boolean.
    Flag,
    /// An object.
    Object,
}
