//! The client, against a stand-in for Braze that knows nothing of it.

#[cfg(test)]
mod client;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod support;
