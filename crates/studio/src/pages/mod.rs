//! The pages. Each handler reads what it was given, calls an action, and draws what came of it.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod braze;
mod braze_parts;
pub(crate) mod guard;
pub(crate) mod in_app;
pub(crate) mod layout;
pub(crate) mod login;
mod member;
pub(crate) mod parts;
pub(crate) mod problem;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod signing;
pub(crate) mod surveys;
pub(crate) mod welcome;

pub(crate) use member::Member;
