//! What the core's own properties are tried with.

#[path = "../../../tests/survey/properties/dice.rs"]
pub(crate) mod dice;
#[path = "../../../tests/survey/properties/forms.rs"]
pub(crate) mod forms;
