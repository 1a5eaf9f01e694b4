//! The demo: the Braze emulator and the relay, with the sample surveys, until somebody stops it.

use std::{fs, thread};

use anyhow::Result;

use crate::{
    need::Need,
    process,
    progress::Steps,
    relay::{self, Relay},
    service::{self, Service},
    setup, widget,
    workspace::{Profile, Workspace},
};

const PORT: u16 = 8787;
const EMULATOR_PORT: u16 = 8788;
const STUDIO_PORT: u16 = 8789;

/// What the demo's studio encrypts with; it keeps nothing that is worth a key.
const DEMO_ENCRYPTION_KEY: &str = "a key of the demo, known to all!";

/// Builds and starts everything, prints the addresses, and waits for Ctrl-C.
///
/// # Errors
/// When a build fails, a port is taken, or one of the programs ends by itself.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let port = service::port("SONDAGE_PORT", PORT)?;
    let emulator_port = service::port("EMULATOR_PORT", EMULATOR_PORT)?;
    let folder = workspace.target.join("demo");
    fs::create_dir_all(&folder)?;
    let profile = Profile::Release;
    let relay = Relay {
        workspace,
        profile,
        port,
        database: folder.join("sondage.db"),
        emulator: Some(emulator_port),
    };

    // The host pages are a relay of their own, without the studio: that is beside it, on the same surveys.
    let studio = Relay { port: service::port("STUDIO_PORT", STUDIO_PORT)?, ..relay.clone() };

    let mut steps = Steps::new(6);
    steps.run("widget", || widget::build(workspace))?;
    steps.run("relay and Braze emulator", || relay::build(workspace, profile))?;
    let mut emulator = steps.run("start the emulator", || {
        let mut command = relay::emulator(workspace, profile, emulator_port);
        let mut emulator = Service::start("emulator", &mut command, folder.join("emulator.log"))?;
        // It has no page of its own for this: any answer shows that it listens.
        emulator.wait_for(&format!("http://127.0.0.1:{emulator_port}/"), |_| true)?;
        Ok(emulator)
    })?;
    steps.run("publish the samples", || relay.publish(&relay::samples(workspace)?))?;
    let mut serving = steps.run("start the relay", || {
        let mut serving = Service::start("relay", &mut relay.demo(), folder.join("relay.log"))?;
        serving.wait_for(&relay.url("/readyz"), |status| status == 200)?;
        Ok(serving)
    })?;

    let mut authors = steps.run("start the studio", || {
        let mut command = studio.command(&["serve"]);
        command.env("SONDAGE_ENCRYPTION_KEY", DEMO_ENCRYPTION_KEY);
        let mut authors = Service::start("studio", &mut command, folder.join("studio.log"))?;
        authors.wait_for(&studio.url("/readyz"), |status| status == 200)?;
        Ok(authors)
    })?;

    println!("\n{}", addresses(&relay, &way_in(&studio), emulator_port));
    println!("  logs    {0}/relay.log, {0}/studio.log, {0}/emulator.log", workspace.shown(&folder));
    println!("\nCtrl-C stops all of them.");
    while !process::interrupted() {
        emulator.check()?;
        serving.check()?;
        authors.check()?;
        thread::sleep(process::POLL);
    }
    println!("\nstopping");
    Ok(())
}

/// The page by which somebody comes into the studio: by a link for the first owner, once; then by their
/// password.
fn way_in(studio: &Relay) -> String {
    let link = process::output(&mut studio.command(&["studio", "link"]));
    link.map_or_else(|_| studio.url("/studio"), |link| link.trim().to_owned())
}

fn addresses(relay: &Relay, studio: &str, emulator_port: u16) -> String {
    format!(
        "Sondage is running.\n\
         \n  in a Braze message   {}\
         \n  in a web page        {}\
         \n  in an e-mail         {}\
         \n  as a link            {}\
         \n  the studio           {studio}\
         \n  what Braze has got   http://127.0.0.1:{emulator_port}/\n",
        relay.url("/demo/braze"),
        relay.url("/demo/web"),
        relay.url("/demo/email?survey=onboarding"),
        relay.url("/s/onboarding"),
    )
}
