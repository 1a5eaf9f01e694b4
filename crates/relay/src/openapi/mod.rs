//! What the relay serves to the outside, as an `OpenAPI` document (3.1): for programs that talk to it,
//! and for one that tries whether it does what it says (`./build.sh fuzz`).
//!
//! Every route stands in it; a test compares it with the router's own list.

mod parts;
mod routes;
mod schemas;

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Components, ComponentsBuilder, Info, InfoBuilder, OpenApi, OpenApiBuilder, Server,
};

/// Where it is.
pub const PATH: &str = "/api/v1/openapi.json";

/// The document of a relay that is reached at this address.
#[must_use]
pub fn document(address: &str) -> OpenApi {
    OpenApiBuilder::new()
        .info(info())
        .servers(Some([Server::new(address)]))
        .paths(routes::all())
        .components(Some(components()))
        .build()
}

fn info() -> Info {
    InfoBuilder::new()
        .title("Sondage relay")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Takes the answers of surveys, keeps them, and writes them to Braze. A refusal is \
             `application/problem+json` (RFC 9457) with a stable `type`, except on pages for people.",
        ))
        .build()
}

fn components() -> Components {
    let scheme = |scheme, words: &str| {
        let http = Http::builder().scheme(scheme).description(Some(words)).build();
        SecurityScheme::Http(http)
    };
    ComponentsBuilder::new()
        .schema("Problem", schemas::problem())
        .schema("Submission", schemas::submission())
        .schema("Stored", schemas::stored())
        .schema("Standing", schemas::standing())
        .schema("Told", schemas::told())
        .schema("File", schemas::file())
        .security_scheme(
            "studio",
            scheme(HttpAuthScheme::Basic, "any user name, and SONDAGE_STUDIO_PASSWORD"),
        )
        .security_scheme(
            "metrics",
            scheme(HttpAuthScheme::Bearer, "SONDAGE_METRICS_TOKEN, where it is set"),
        )
        .build()
}
