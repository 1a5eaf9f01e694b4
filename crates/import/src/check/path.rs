//! The paths of problems: `questions[3].jump[0].to`.

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'p> {
    Key(&'p str),
    Item(usize),
}

/// The steps of a path. Keys with dots in them, of translations, are several.
pub(super) fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (key, items) = part.split_once('[').unwrap_or((part, ""));
        if !key.is_empty() {
            steps.push(Step::Key(key));
        }
        let places = items.split('[').filter_map(|item| item.strip_suffix(']')?.parse().ok());
        steps.extend(places.map(Step::Item));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{Step, steps};

    #[test]
    fn a_path_is_keys_and_places() {
        let (key, item) = (Step::Key, Step::Item);
        for (path, expected) in [
            ("", vec![]),
            ("id", vec![key("id")]),
            ("questions[12]", vec![key("questions"), item(12)]),
            (
                "questions[3].jump[0].if.all[1]",
                vec![
                    key("questions"),
                    item(3),
                    key("jump"),
                    item(0),
                    key("if"),
                    key("all"),
                    item(1),
                ],
            ),
        ] {
            assert_eq!(steps(path), expected, "{path}");
        }
    }
}
