//! The files of the SDK's package, which are modules that a browser loads as they are.

use std::path::{Component, Path};

use axum::Extension;
use axum::extract::Path as UrlPath;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::Demo;
use sondage_relay::problem::{Kind, Problem};

/// `GET /demo/sdk/{*path}`: scripts of the package, and nothing outside its folder.
pub(super) async fn file(
    Extension(demo): Extension<Demo>,
    UrlPath(path): UrlPath<String>,
) -> Result<Response, Problem> {
    let absent = |why: &str| Problem::new(Kind::NotFound, why);
    let folder = demo.sdk.as_ref();
    let folder = folder.ok_or_else(|| absent("no SDK is set up: set SONDAGE_DEMO_SDK"))?;
    if !is_script_inside(Path::new(&path)) {
        return Err(absent("the SDK has no such script"));
    }
    let bytes = tokio::fs::read(folder.join(&path))
        .await
        .map_err(|_| absent("the SDK has no such script"))?;
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    Ok((headers, bytes).into_response())
}

fn is_script_inside(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "js")
        && path.components().all(|component| matches!(component, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::is_script_inside;
    use std::path::Path;

    #[test]
    fn only_scripts_inside_the_folder_are_served() {
        assert!(is_script_inside(Path::new("src/Core/initialize.js")));
        for path in ["../secret.js", "src/../../secret.js", "/etc/secret.js", "package.json", "src"]
        {
            assert!(!is_script_inside(Path::new(path)), "{path}");
        }
    }
}
