//! How much Braze takes, from its documentation.
//!
//! These figures stand in the client too, and are written again here on purpose: were there one set
//! for both, no test could find out that it is wrong.

/// Objects in one request, in its three arrays together ("Track users": 75 across attributes, events
/// and purchases).
pub(crate) const MAX_OBJECTS: usize = 75;

/// Bytes of a request's body ("Track users": 4 MB; megabytes of a million bytes, which is stricter).
pub(crate) const MAX_BODY_BYTES: usize = 4 * 1000 * 1000;

/// Bytes of one object, of an array attribute and of an object attribute ("Custom attributes": 100 KB).
pub(crate) const MAX_OBJECT_BYTES: usize = 100 * 1024;

/// Characters of the name of an attribute, an event or a property ("Custom attributes", "Event object").
pub(crate) const MAX_NAME_CHARS: usize = 255;

/// Characters of a string value, and of a key in an object attribute ("Custom attributes", "Nested
/// custom attributes", "Event object").
pub(crate) const MAX_STRING_CHARS: usize = 255;

/// Bytes of the properties of one event, over REST ("Event object": 100 KB, that is 102,400 bytes).
pub(crate) const MAX_PROPERTIES_BYTES: usize = 100 * 1024;

/// Different properties of one event ("Event object").
pub(crate) const MAX_PROPERTIES: usize = 256;

/// Entries of an array attribute ("Custom attributes": 500, the default and the most).
pub(crate) const MAX_ARRAY_ENTRIES: usize = 500;

/// Bytes of an `external_id` ("Track users": above it, `EXTERNAL_USER_ID_TOO_LARGE`).
pub(crate) const MAX_EXTERNAL_ID_BYTES: usize = 987;

/// Days that one call may ask for ("Export monthly active users": `length`, 1 to 100).
pub(crate) const MAX_SERIES_DAYS: u8 = 100;
