//! Films by their addresses: files, which a browser plays by itself, and those of platforms, which
//! play in a frame of theirs.

/// What an address of a film is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Film {
    /// A file; whether it looks like one.
    File {
        /// Its name ends as those of films do.
        is_named: bool,
    },
    /// A film of a platform.
    Frame(FilmFrame),
    /// Another page of this platform.
    Page(&'static str),
}

/// A film that plays in a platform's frame, which keeps nothing of who does not start it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmFrame {
    /// The address of the frame.
    pub src: String,
    /// The platform's name.
    pub platform: &'static str,
}

/// The addresses of the frames, as a content security policy names them.
pub const FRAMES: &str = "https://www.youtube-nocookie.com https://player.vimeo.com";

const YOUTUBE: &str = "YouTube";
const VIMEO: &str = "Vimeo";

/// How the names of files end that browsers play.
const FILES: &[&str] = &["mp4", "m4v", "webm", "mov", "ogv", "ogg"];

impl Film {
    /// What stands at an address.
    #[must_use]
    pub fn at(address: &str) -> Self {
        let rest = address.strip_prefix("https://").unwrap_or(address);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.split('#').next().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let host = host.to_ascii_lowercase();
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        let frame = match host.trim_start_matches("www.").trim_start_matches("m.") {
            "youtube.com" | "youtube-nocookie.com" | "music.youtube.com" => {
                (YOUTUBE, youtube(&steps, query))
            }
            "youtu.be" => (YOUTUBE, short(&steps, query)),
            "vimeo.com" | "player.vimeo.com" => (VIMEO, vimeo(&steps, query)),
            _ => {
                let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
                let is_named = end.is_some_and(|end| FILES.contains(&end.as_str()));
                return Self::File { is_named };
            }
        };
        match frame {
            (platform, Some(src)) => Self::Frame(FilmFrame { src, platform }),
            (platform, None) => Self::Page(platform),
        }
    }
}

/// What stands in a query under a name.
fn value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A film of `YouTube` with eleven letters, from a second on.
fn youtube_frame(id: &str, query: &str) -> Option<String> {
    let is_id =
        id.len() == 11 && id.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_".contains(&c));
    let seconds = value(query, "t").or(value(query, "start"));
    let start = seconds.and_then(|text| text.trim_end_matches('s').parse::<u32>().ok());
    let start = start.map(|seconds| format!("&start={seconds}")).unwrap_or_default();
    is_id.then(|| format!("https://www.youtube-nocookie.com/embed/{id}?rel=0{start}"))
}

fn youtube(steps: &[&str], query: &str) -> Option<String> {
    match steps {
        ["watch"] => youtube_frame(value(query, "v")?, query),
        ["embed" | "shorts" | "live" | "v", id] => youtube_frame(id, query),
        _ => None,
    }
}

fn short(steps: &[&str], query: &str) -> Option<String> {
    match steps {
        [id] => youtube_frame(id, query),
        _ => None,
    }
}

/// A film of Vimeo: a number, and a word where it is not listed.
fn vimeo(steps: &[&str], query: &str) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric());
    let at = steps.iter().rposition(|step| is_number(step))?;
    let id = steps.get(at)?;
    let word = steps.get(at + 1).copied().or(value(query, "h")).filter(|word| is_word(word));
    let word = word.map(|word| format!("&h={word}")).unwrap_or_default();
    (steps.len() <= at + 2).then(|| format!("https://player.vimeo.com/video/{id}?dnt=1{word}"))
}

#[cfg(test)]
mod tests {
    use super::{Film, FilmFrame};

    fn frame(address: &str) -> Option<String> {
        match Film::at(address) {
            Film::Frame(FilmFrame { src, .. }) => Some(src),
            _ => None,
        }
    }

    #[test]
    fn a_film_of_a_platform_plays_in_the_frame_that_keeps_nothing() {
        let youtube = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0";
        for address in [
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://youtube.com/watch?feature=shared&v=dQw4w9WgXcQ",
            "https://m.youtube.com/watch?v=dQw4w9WgXcQ#x",
            "https://youtu.be/dQw4w9WgXcQ?si=abc",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ",
            "https://WWW.YouTube.com/live/dQw4w9WgXcQ",
        ] {
            assert_eq!(frame(address).as_deref(), Some(youtube), "{address}");
        }
        assert_eq!(
            frame("https://youtu.be/dQw4w9WgXcQ?t=42s"),
            Some(format!("{youtube}&start=42"))
        );
        for (address, src) in [
            ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
            (
                "https://vimeo.com/channels/staffpicks/76979871",
                "https://player.vimeo.com/video/76979871?dnt=1",
            ),
            (
                "https://vimeo.com/76979871/8272103f6e",
                "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
            ),
            (
                "https://player.vimeo.com/video/76979871?h=8272103f6e",
                "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
            ),
        ] {
            assert_eq!(frame(address).as_deref(), Some(src), "{address}");
        }
    }

    #[test]
    fn other_pages_of_a_platform_are_no_films_and_other_addresses_are_files() {
        for address in [
            "https://www.youtube.com/@acme",
            "https://www.youtube.com/playlist?list=PL1",
            "https://www.youtube.com/watch?v=short",
            "https://www.youtube.com/watch?v=dQw4w9WgXc%22",
            "https://youtu.be/",
            "https://vimeo.com/acme",
            "https://vimeo.com/76979871/a/b",
        ] {
            assert!(matches!(Film::at(address), Film::Page(_)), "{address}");
        }
        for (address, is_named) in [
            ("https://example.com/a.mp4", true),
            ("https://example.com/a.WEBM?token=1", true),
            ("https://example.com/watch", false),
            ("https://notyoutube.com/watch?v=dQw4w9WgXcQ", false),
        ] {
            assert_eq!(Film::at(address), Film::File { is_named }, "{address}");
        }
    }
}
