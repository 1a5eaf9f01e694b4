//! Reads values off the front of bytes that postcard has written.
//!
//! By hand, and with what little of that format there is: a derived reader is several times the
//! code, since it is ready for a failure at each field, and the widget carries it to every
//! respondent. A test reads back what was written.

/// What can be read off the wire: the fields in the order in which they are declared, as that is
/// how serde's derive writes them.
pub(crate) trait Decode {
    fn decode(reader: &mut Reader<'_>) -> Self;
}

/// [`Decode`] for a struct, from the names of its fields.
macro_rules! decoded {
    ($name:ident { $($field:ident),* }) => {
        impl crate::reader::Decode for $name {
            fn decode(reader: &mut crate::reader::Reader<'_>) -> Self {
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
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Self { rest, is_damaged: false }
    }

    /// Whether something was not there, or could not be.
    pub(crate) fn is_damaged(&self) -> bool {
        self.is_damaged
    }

    pub(crate) fn get<T: Decode>(&mut self) -> T {
        T::decode(self)
    }

    /// The place of an enum's variant.
    pub(crate) fn variant(&mut self) -> u32 {
        self.get()
    }

    /// A signed number of 64 bits, its sign in the lowest bit.
    pub(crate) fn long(&mut self) -> i64 {
        let zigzag = self.unsigned();
        (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed()
    }

    /// A number in groups of seven bits, the lowest first; all but the last have the eighth set.
    fn unsigned(&mut self) -> u64 {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 127) << (shift & 63);
            shift += 7;
            if byte < 128 {
                return number;
            }
        }
    }

    fn byte(&mut self) -> u8 {
        if let Some((first, rest)) = self.rest.split_first() {
            self.rest = rest;
            return *first;
        }
        self.fail();
        0
    }

    /// Says that what was read cannot be.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&mut self) {
        self.is_damaged = true;
        self.rest = &[];
    }
}

impl Decode for u32 {
    fn decode(reader: &mut Reader<'_>) -> Self {
        let number = reader.unsigned();
        Self::try_from(number).unwrap_or_else(|_| {
            reader.fail();
            0
        })
    }
}

impl Decode for u16 {
    fn decode(reader: &mut Reader<'_>) -> Self {
        let number = reader.unsigned();
        Self::try_from(number).unwrap_or_else(|_| {
            reader.fail();
            0
        })
    }
}

impl Decode for bool {
    fn decode(reader: &mut Reader<'_>) -> Self {
        reader.byte() == 1
    }
}

impl Decode for String {
    fn decode(reader: &mut Reader<'_>) -> Self {
        let length = reader.get::<u32>() as usize;
        let text = reader.rest.split_at_checked(length);
        let text = text.and_then(|(text, rest)| Some((str::from_utf8(text).ok()?, rest)));
        let Some((text, rest)) = text else {
            reader.fail();
            return Self::new();
        };
        reader.rest = rest;
        text.to_owned()
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

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn a_number_that_is_too_large_for_its_place_is_damage() {
        let bytes = [255, 255, 255, 255, 127];
        let mut reader = Reader::new(&bytes);
        assert_eq!((reader.get::<u16>(), reader.is_damaged()), (0, true));
        let mut reader = Reader::new(&bytes);
        assert_eq!((reader.get::<u32>(), reader.is_damaged()), (0, true));
    }
}
