//! What a browser says and is told beside pages: its cookies, where its requests come from.

mod cookie;
mod origin;
mod visit;

pub(crate) use cookie::{SessionCookie, theme_cookie};
pub(crate) use origin::is_own;
pub(crate) use visit::Visit;
