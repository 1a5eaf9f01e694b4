//! How a text was worded before an edit, so that taking it back brings comments and layout back.

/// How much of the text around is looked at to find the place again, in bytes.
const AROUND: usize = 60;

/// Words in a text in the place of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Where they are, in bytes from the beginning.
    pub at: usize,
    /// What stands right before them.
    pub before: String,
    /// The words that are there.
    pub old: String,
    /// Those that come in their place.
    pub new: String,
    /// What stands right behind them.
    pub after: String,
}

impl Wording {
    /// What makes one text of another: the words between where they begin and end alike.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Self {
        let alike = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
            pairs.take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum()
        };
        let at = alike(&mut old.chars().zip(new.chars()));
        let (head, old_rest) = old.split_at_checked(at).unwrap_or((old, ""));
        let new_rest = new.get(at..).unwrap_or_default();
        let n_after = alike(&mut old_rest.chars().rev().zip(new_rest.chars().rev()));
        let middle = |rest: &str| rest.get(..rest.len() - n_after).unwrap_or_default().to_owned();
        let tail = old_rest.get(old_rest.len() - n_after..).unwrap_or_default();
        Self {
            at,
            before: last_bytes(head).to_owned(),
            old: middle(old_rest),
            new: middle(new_rest),
            after: first_bytes(tail).to_owned(),
        }
    }

    /// The text with the words in place; `None` where they are not found, or in several places.
    #[must_use]
    pub fn apply(&self, text: &str) -> Option<String> {
        let whole = [self.before.as_str(), &self.old, &self.after].concat();
        let start = self.at.checked_sub(self.before.len());
        let is_there =
            |start: &usize| text.get(*start..).is_some_and(|rest| rest.starts_with(&whole));
        let start = start.filter(is_there).or_else(|| {
            let mut places = text.match_indices(&whole).map(|(at, _)| at);
            places.next().filter(|_| !whole.is_empty() && places.next().is_none())
        })?;
        let at = start + self.before.len();
        let (head, rest) = text.split_at_checked(at)?;
        Some([head, &self.new, rest.strip_prefix(self.old.as_str())?].concat())
    }
}

fn last_bytes(text: &str) -> &str {
    let from = text.len().saturating_sub(AROUND);
    (from..=text.len()).find_map(|at| text.get(at..)).unwrap_or_default()
}

fn first_bytes(text: &str) -> &str {
    let to = text.len().min(AROUND);
    (0..=to).rev().find_map(|at| text.get(..at)).unwrap_or_default()
}
