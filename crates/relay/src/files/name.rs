//! Names of files, which come from strangers and go to authors.

/// The most characters of a name: what file systems commonly take.
const LENGTH: usize = 255;

/// A name without a path and without what cannot be seen; `file` where nothing is left.
#[must_use]
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !is_unseen(*c)).collect();
    let kept = kept.trim().trim_start_matches('.');
    // The end says what it is, so that it is the beginning which goes.
    let n_over = kept.chars().count().saturating_sub(LENGTH);
    let kept: String = kept.chars().skip(n_over).collect();
    if kept.is_empty() { "file".to_owned() } else { kept }
}

/// Control characters, and those that turn the direction of what follows, by which a program can
/// look as if it were a PDF.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The last extension of a name in lower case; empty where there is none.
#[must_use]
pub(super) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

/// A header `Content-Disposition` that gives this name to what is saved (RFC 6266, with RFC 5987
/// for what is not ASCII).
#[must_use]
pub fn attachment(name: &str) -> String {
    let plain =
        |c: char| if c.is_ascii_graphic() && !"\"\\%;".contains(c) || c == ' ' { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let mut header = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        // RFC 5987, 3.2.1: attr-char.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            header.push(byte.into());
        } else {
            header.push('%');
            for half in [byte >> 4, byte & 15] {
                header.extend(char::from_digit(half.into(), 16).map(|c| c.to_ascii_uppercase()));
            }
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::{attachment, clean, extension};

    #[test]
    fn a_name_has_no_path_and_nothing_unseen() {
        for (given, expected) in [
            ("cv.pdf", "cv.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ada\\cv.pdf", "cv.pdf"),
            (" a\r\nb\0.pdf ", "ab.pdf"),
            ("cv\u{202e}fdp.exe", "cvfdp.exe"),
            ("..", "file"),
            ("", "file"),
            ("folder/", "file"),
            ("Élan vital.pdf", "Élan vital.pdf"),
        ] {
            assert_eq!(clean(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        let name = clean(&format!("{}.pdf", "é".repeat(300)));
        assert_eq!(name.chars().count(), 255);
        assert_eq!(extension(&name), "pdf");
    }

    #[test]
    fn the_last_extension_counts_in_lower_case() {
        for (name, expected) in [("cv.PDF", "pdf"), ("a.pdf.exe", "exe"), ("none", ""), ("a.", "")]
        {
            assert_eq!(extension(name), expected, "{name}");
        }
    }

    #[test]
    fn no_name_leaves_its_header() {
        assert_eq!(
            attachment("Élan \"vital\";.pdf"),
            "attachment; filename=\"_lan _vital__.pdf\"; filename*=UTF-8''%C3%89lan%20%22vital%22%3B.pdf"
        );
    }
}
