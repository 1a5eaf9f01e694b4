//! What can be wrong with an author's own style rules.

/// What is wrong with an author's own style rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CssProblem {
    /// The line of the rules, counted from 1; 0 for all of them.
    pub line: u32,
    /// Why they are refused.
    pub fault: CssFault,
}

impl CssProblem {
    /// What is wrong with all of them.
    pub(crate) fn of_all(fault: CssFault) -> Self {
        Self { line: 0, fault }
    }
}

/// Why an author's own style rules are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CssFault {
    /// They are longer than so many bytes.
    TooLong(usize),
    /// This is in them, which would end the element, or load or run something.
    Refused(&'static str),
    /// A control character.
    Control,
    /// A character of the private use planes.
    Private,
    /// A backslash outside strings.
    Backslash,
    /// This is missing.
    Open(char),
    /// This closes nothing.
    ClosesNothing(char),
    /// More brackets in brackets than anybody writes.
    TooDeep,
    /// The last rule has no braces.
    NoBraces,
    /// A comment does not end.
    OpenComment,
    /// A string does not end.
    OpenString,
    /// A string does not end on its line.
    OpenLine,
    /// Liquid would read these two together, in a string.
    Liquid(char, char),
    /// This function takes the address of a picture as a plain text.
    Function(String),
    /// This depends on what stands in a field.
    ReadsField(String),
    /// An address that is no picture written out.
    Address {
        /// The address.
        address: String,
        /// The forms of pictures that there are.
        pictures: &'static [&'static str],
    },
    /// An address with characters that have to be encoded.
    Url(String),
}
