//! The widget's files, which the binary carries.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use sondage_author::theme::Layout;
use sondage_survey::survey::Survey;
use sondage_survey::wire::is_lean;

use crate::negotiation::{self, Encoding};
use sondage_intake::Published;

#[derive(RustEmbed)]
#[folder = "../../www/dist"]
#[allow_missing = true]
struct Embedded;

/// The widget's files by their path below `/w/`: `sondage.js`, and a folder that is named by the
/// hash of the files in it. Empty in a binary that was built before the widget was.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: BTreeMap<String, File>,
}

/// A file in the forms in which it can travel.
#[derive(Clone, Debug)]
pub struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    etag: String,
}

impl Assets {
    /// Those of this binary.
    #[must_use]
    pub fn embedded() -> Self {
        Self::from_files(Embedded::iter().filter_map(|path| {
            let bytes = match Embedded::get(&path)?.data {
                std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
            };
            Some((path.into_owned(), bytes))
        }))
    }

    /// These files: path and content. `x.br` and `x.gz` are other forms of `x`.
    #[must_use]
    pub fn from_files(files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let mut all: BTreeMap<String, Bytes> = files.into_iter().collect();
        let names: Vec<String> = all.keys().filter(|path| is_plain(path)).cloned().collect();
        let mut forms = |name: String| {
            let plain = all.remove(&name)?;
            let (brotli, gzip) =
                (all.remove(&format!("{name}.br")), all.remove(&format!("{name}.gz")));
            let etag = etag(&plain);
            Some((name, File { plain, brotli, gzip, etag }))
        };
        Self { files: names.into_iter().filter_map(&mut forms).collect() }
    }

    /// Whether there is no widget at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file at this path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// The style sheet of all surveys.
    #[must_use]
    pub fn css(&self) -> Option<&str> {
        self.text("/widget.css")
    }

    /// The style rules that a survey's snippet carries in itself: with those of its layout.
    #[must_use]
    pub fn message_styles(&self, published: &Published) -> Option<String> {
        let class = published.definition.layout().map(Layout::class);
        let layout = class.and_then(|class| self.text(&format!("/{class}.css")));
        Some(self.styles(published.own_survey())? + layout.unwrap_or_default())
    }

    /// The style rules that a survey's link pages carry in themselves.
    #[must_use]
    pub fn styles(&self, survey: &Survey) -> Option<String> {
        let full = if is_lean(survey) { "" } else { self.text("/full.css").unwrap_or_default() };
        Some([self.css()?, full].concat())
    }

    /// The path of the file of this name, with the folder of the build before it.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        let is_it = |path: &&String| path.rsplit('/').next() == Some(name);
        self.files.keys().find(is_it).map(String::as_str)
    }

    /// The file whose path ends so.
    fn text(&self, name: &str) -> Option<&str> {
        let (_, file) = self.files.iter().find(|(path, _)| path.ends_with(name))?;
        std::str::from_utf8(&file.plain).ok()
    }
}

impl File {
    /// Some bytes in every form, compressed here and now as far as that goes.
    #[must_use]
    pub fn compress(plain: Bytes) -> Self {
        let etag = etag(&plain);
        // Neither can fail in memory; if one did, the other forms would do.
        let (brotli, gzip) = (brotli(&plain).ok(), gzip(&plain).ok());
        Self { plain, brotli: brotli.map(Bytes::from), gzip: gzip.map(Bytes::from), etag }
    }

    /// The answer to a request for it, which is short when the client has it already.
    #[must_use]
    pub fn response(
        &self,
        request: &HeaderMap,
        content_type: &'static str,
        cache: &'static str,
    ) -> Response {
        let (encoding, bytes) = self.form(negotiation::encodings(request));
        let is_known = negotiation::is_known(request, &self.etag);
        let mut response =
            if is_known { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.extend(HeaderValue::from_str(&self.etag).ok().map(|etag| (header::ETAG, etag)));
        if !is_known {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
            let encoding = encoding.header().map(HeaderValue::from_static);
            headers.extend(encoding.map(|encoding| (header::CONTENT_ENCODING, encoding)));
        }
        response
    }

    /// The first of these forms that there is.
    #[must_use]
    pub fn form(&self, wanted: impl IntoIterator<Item = Encoding>) -> (Encoding, Bytes) {
        let form = |encoding: Encoding| match encoding {
            Encoding::Brotli => self.brotli.clone().map(|bytes| (encoding, bytes)),
            Encoding::Gzip => self.gzip.clone().map(|bytes| (encoding, bytes)),
            Encoding::Identity => Some((encoding, self.plain.clone())),
        };
        wanted.into_iter().find_map(form).unwrap_or((Encoding::Identity, self.plain.clone()))
    }

    /// Changes with the content; the same for all forms, and so a weak one.
    #[must_use]
    pub fn etag(&self) -> &str {
        &self.etag
    }
}

/// A weak entity tag over some bytes.
#[must_use]
pub fn etag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut tag = String::from("W/\"");
    for byte in digest.iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// At the highest quality that a text of this length allows: it is done once, and counts for every
/// respondent, but the highest reads half a megabyte a second.
fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let quality = match bytes.len() {
        ..100_000 => 11,
        100_000..400_000 => 9,
        _ => 5,
    };
    let parameters = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Neither a compressed form, nor a left-over of a build that was cut short.
fn is_plain(path: &str) -> bool {
    !path.starts_with('.') && !matches!(path.rsplit('.').next(), Some("br" | "gz"))
}

#[cfg(test)]
mod tests {
    use super::Assets;
    use crate::negotiation::Encoding::{Brotli, Gzip, Identity};
    use sondage_author::definition::{Definition, Language};
    use sondage_intake::Millis;
    use sondage_intake::Published;

    fn assets() -> Assets {
        let file = |path: &str, content: &'static [u8]| (path.to_owned(), content.into());
        Assets::from_files([
            file("sondage.js", b"loader"),
            file("sondage.js.br", b"br"),
            file("abc/widget.css", b"a{}"),
            file(".new1/abc/widget.css", b"b{}"),
        ])
    }

    #[test]
    fn a_file_comes_in_the_first_wanted_form_that_there_is() {
        let assets = assets();
        let loader = assets.file("sondage.js").unwrap();
        assert_eq!(loader.form([Brotli, Identity]), (Brotli, "br".into()));
        assert_eq!(loader.form([Gzip, Identity]), (Identity, "loader".into()));
    }

    #[test]
    fn a_snippet_has_the_styles_of_its_own_layout_and_no_other() {
        let file = |path: &str, content: &'static [u8]| (path.to_owned(), content.into());
        let assets = Assets::from_files([
            file("abc/widget.css", b"a{}"),
            file("abc/at-card.css", b"b{}"),
            file("abc/at-full.css", b"c{}"),
        ]);
        let styles = |theme: &str| {
            let survey = format!(
                "id = \"one\"\nname = \"One\"\nend = {{ text = \"Thanks\" }}\n{theme}\n[[questions]]\nid = \"q\"\ntype = \"nps\"\nprompt = \"And?\""
            );
            let definition = Definition::parse(&survey, Language::Toml).unwrap();
            assets.message_styles(&Published::new(definition, 1, Millis(0))).unwrap()
        };
        assert_eq!(styles(""), "a{}");
        assert_eq!(styles("theme = { layout = \"full\" }"), "a{}c{}");
    }

    #[test]
    fn compressed_forms_and_left_overs_are_no_files_of_their_own() {
        let assets = assets();
        assert!(assets.file("sondage.js.br").is_none());
        assert!(assets.file(".new1/abc/widget.css").is_none());
        assert_eq!(assets.css(), Some("a{}"));
    }
}
