//! `sondage-demo`: a relay with host pages for its surveys under `/demo`, on this machine.

use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use axum::http::HeaderValue;
use clap::Parser;
use sondage_braze::{Client, Endpoint};
use sondage_demo::{Demo, routes};
use sondage_intake::identity::Trust;
use sondage_relay::app::router_with;
use sondage_relay::assets::Assets;
use sondage_relay::catalogue::Catalogue;
use sondage_relay::config::{Config, PublicUrl};
use sondage_relay::outbox::Settings;
use sondage_relay::state::AppState;
use sondage_relay::{files, work};
use sondage_store::Clock;
use sondage_store::Store;
use tokio::net::TcpListener;

/// What the demo signs with. It hands signed links and messages to whoever opens its pages, so it
/// takes no secret of anybody's.
const SECRET: &str = "a secret of the demo, known to all";

/// A relay with host pages for its surveys: for development, never where strangers reach it.
///
/// Surveys are published into its database by `sondage publish`.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// The address and port to listen on
    #[arg(long, env = "SONDAGE_LISTEN", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,

    /// The address under which browsers reach it
    #[arg(long, env = "SONDAGE_PUBLIC_URL")]
    public_url: Option<PublicUrl>,

    /// Where surveys and answers are kept
    #[arg(long, env = "SONDAGE_DATABASE_URL", default_value = "sqlite://sondage.db")]
    database_url: String,

    /// Sign nothing, and believe everybody
    #[arg(long)]
    unsigned: bool,

    /// Take answers without a good token as anonymous; on unless turned off
    #[arg(long, env = "SONDAGE_REQUIRE_TOKEN", value_parser = clap::builder::BoolishValueParser::new())]
    require_token: Option<bool>,

    /// The sites whose pages may show a survey's page in a frame, comma-separated
    #[arg(long, env = "SONDAGE_FRAME_ORIGINS", value_delimiter = ',')]
    frame_origins: Vec<HeaderValue>,

    /// The address of the Braze emulator, where profiles are shown too
    #[arg(long, env = "SONDAGE_BRAZE_ENDPOINT", requires = "braze_api_key")]
    braze_endpoint: Option<String>,

    /// The emulator's key
    #[arg(long, env = "SONDAGE_BRAZE_API_KEY", hide_env_values = true)]
    braze_api_key: Option<String>,

    /// The folder of the npm package `@braze/web-sdk`
    #[arg(long, env = "SONDAGE_DEMO_SDK", value_name = "FOLDER")]
    sdk: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> anyhow::Result<()> {
    let endpoint = options.braze_endpoint.as_deref().map(Endpoint::parse).transpose()?;
    let client = match (&endpoint, &options.braze_api_key) {
        (Some(endpoint), Some(key)) => {
            Some(Client::new(endpoint, &SecretString::from(key.trim()))?)
        }
        _ => None,
    };
    let emulator = endpoint.filter(Endpoint::is_loopback);
    let demo = Demo { sdk: options.sdk, emulator: emulator.map(|one| one.as_str().to_owned()) };
    let public_url = options.public_url.unwrap_or_else(|| PublicUrl::of_listener(options.listen));
    let config = Config {
        trust: Trust {
            secret: (!options.unsigned).then(|| SECRET.into()),
            requires_token: !options.unsigned && options.require_token.unwrap_or(true),
            ..Trust::default()
        },
        frame_origins: options.frame_origins,
        files: files::folder_beside(&options.database_url),
        ..Config::new(public_url)
    };
    let clock = Clock::system();
    let store = Store::open(&options.database_url, clock.clone()).await?;
    let catalogue = Catalogue::load(store.clone()).await?;
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let state = AppState::new(store, catalogue, clock, config, Assets::embedded());
    let router = router_with(state.clone(), routes(demo));
    work::serve_until(work::stop_signal(), listener, router, state, client, Settings::default())
        .await?;
    Ok(())
}
