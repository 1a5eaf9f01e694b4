//! The bytes in which a compiled survey travels from the relay to the widget of the same build.
//!
//! They are postcard's. Serde's derive writes them; reading goes through `Reader`, which asks
//! postcard for one primitive after the other. A derived reader is three times the code, since it
//! is ready for a failure at each field, and the widget carries it to every respondent.

use serde::Deserialize;

use crate::survey::Survey;

/// The layout of the bytes after the first one. Raise it with every change of a type that
/// [`Survey`] contains: a widget that meets another number asks for current files.
pub const FORMAT: u8 = 2;

/// Why bytes are not a survey that this build understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireError {
    /// Made by a build with another [`FORMAT`].
    Format(Option<u8>),
    /// The right format, but not a survey: cut short or damaged.
    Damaged,
}

/// The survey as bytes: [`FORMAT`], then postcard.
#[must_use]
pub fn encode(survey: &Survey) -> Vec<u8> {
    // Postcard fails only where memory does, or for types of unknown length: a survey has none.
    let body = postcard::to_allocvec(survey).unwrap_or_default();
    [&[FORMAT], body.as_slice()].concat()
}

/// The survey in these bytes.
///
/// # Errors
/// [`WireError`], when the bytes come from another build or are damaged.
pub fn decode(bytes: &[u8]) -> Result<Survey, WireError> {
    match bytes.split_first() {
        Some((&FORMAT, rest)) => {
            let mut reader = Reader { rest, is_damaged: false };
            let survey = Survey::decode(&mut reader);
            if reader.is_damaged { Err(WireError::Damaged) } else { Ok(survey) }
        }
        first => Err(WireError::Format(first.map(|(format, _)| *format))),
    }
}

/// What can be read off the wire: the fields in the order in which they are declared, as that is
/// how serde's derive writes them.
pub(crate) trait Decode {
    fn decode(reader: &mut Reader<'_>) -> Self;
}

/// [`Decode`] for a struct, from the names of its fields.
macro_rules! decoded {
    ($name:ident { $($field:ident),* }) => {
        impl crate::wire::Decode for $name {
            fn decode(reader: &mut crate::wire::Reader<'_>) -> Self {
                Self { $($field: reader.get()),* }
            }
        }
    };
}
pub(crate) use decoded;

/// Takes values off the front of bytes. After the first that is not there it gives empty ones.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    is_damaged: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn get<T: Decode>(&mut self) -> T {
        T::decode(self)
    }

    /// The place of an enum's variant.
    pub(crate) fn variant(&mut self) -> u32 {
        self.get()
    }

    /// A number of 64 bits.
    pub(crate) fn long(&mut self) -> i64 {
        self.take()
    }

    /// Says that what was read cannot be.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&mut self) {
        self.is_damaged = true;
        self.rest = &[];
    }

    fn take<T: Deserialize<'a> + Default>(&mut self) -> T {
        if let Ok((value, rest)) = postcard::take_from_bytes(self.rest) {
            self.rest = rest;
            return value;
        }
        self.fail();
        T::default()
    }
}

impl Decode for u8 {
    fn decode(reader: &mut Reader<'_>) -> Self {
        reader.take()
    }
}

impl Decode for u32 {
    fn decode(reader: &mut Reader<'_>) -> Self {
        reader.take()
    }
}

impl Decode for u16 {
    fn decode(reader: &mut Reader<'_>) -> Self {
        // Postcard writes both as the same variable number of bytes.
        Self::try_from(reader.variant()).unwrap_or_default()
    }
}

impl Decode for bool {
    fn decode(reader: &mut Reader<'_>) -> Self {
        reader.get::<u8>() == 1
    }
}

impl Decode for String {
    fn decode(reader: &mut Reader<'_>) -> Self {
        reader.take::<&str>().to_owned()
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(reader: &mut Reader<'_>) -> Self {
        if reader.get() { Some(reader.get()) } else { None }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(reader: &mut Reader<'_>) -> Self {
        let mut list = Self::new();
        for _ in 0..reader.get::<u32>() {
            if reader.is_damaged {
                break;
            }
            list.push(reader.get());
        }
        list
    }
}
