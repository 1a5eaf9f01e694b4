//! Characters that would mean something in our markup, made to stand for themselves.

/// The words with a backslash before each character that could begin or end emphasis, a link,
/// code or a tag. Characters that stand alone are left as they are, which reads better.
pub(super) fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    let mut before = ' ';
    let mut rest = words.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        if is_mark(c, before, after) {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

fn is_mark(c: char, before: char, after: char) -> bool {
    match c {
        '*' => !(before.is_whitespace() && after.is_whitespace()),
        // Between letters it is one of them.
        '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
        '`' | '[' | ']' | '\\' => true,
        '<' => after.is_ascii_alphabetic() || "/!?".contains(after),
        '&' => after.is_ascii_alphabetic() || after == '#',
        _ => false,
    }
}

/// The text with a backslash where a line would begin a list, a heading or a quotation.
pub(super) fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        match mark_at(line) {
            Some(at) => {
                let (start, rest) = line.split_at_checked(at).unwrap_or((line, ""));
                format!("{start}\\{rest}")
            }
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where the mark stands that makes a line more than words.
fn mark_at(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let n_digits = line.len() - rest.len();
    let gap = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let first = rest.chars().next()?;
    let after = rest.get(first.len_utf8()..).unwrap_or_default();
    match first {
        '.' | ')' if (1..=9).contains(&n_digits) => gap(after).then_some(n_digits),
        _ if n_digits > 0 => None,
        '-' | '+' | '*' if gap(after) => Some(0),
        '#' if gap(rest.trim_start_matches('#')) => Some(0),
        '>' => Some(0),
        // A line of dashes or of equals signs underlines the one above; one of tildes begins code.
        '-' | '=' | '*' if line.chars().all(|c| c == first || c == ' ') => Some(0),
        '~' if line.starts_with("~~~") => Some(0),
        _ => None,
    }
}
