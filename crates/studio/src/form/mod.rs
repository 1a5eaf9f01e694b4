//! A survey as forms: what can be set of each card, made of the shapes that the survey's tables
//! declare, and what a form that was sent changes. Pure: no page, and no database.
//!
//! Where to start:
//! - [`cards`]: what can be chosen;
//! - [`fields`]: the fields of what is chosen, each with its control;
//! - [`changes`]: the operations that a form that was sent comes to;
//! - [`deeds`]: what its buttons do.

pub(crate) mod cards;
pub(crate) mod changes;
pub(crate) mod conditions;
pub(crate) mod deeds;
pub(crate) mod fields;
pub(crate) mod language;
pub(crate) mod names;
pub(crate) mod pointer;
pub(crate) mod posted;
pub(crate) mod shapes;
