//! The client and the emulator, over loopback.

#[cfg(test)]
mod attributes;
#[cfg(test)]
mod client;
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
