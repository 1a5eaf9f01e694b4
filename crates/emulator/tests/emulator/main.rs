//! The emulator, called over loopback.

#[cfg(test)]
mod attributes;
#[cfg(test)]
mod control;
#[cfg(test)]
mod events;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod support;
