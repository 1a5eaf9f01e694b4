//! What is pasted into Braze: a message that shows its first card without asking for anything.

mod first;
mod link;
mod liquid;
mod page;

pub use link::Links;
pub use liquid::{SECRET_BLOCK, has_liquid};
pub use page::{in_app, notes};
