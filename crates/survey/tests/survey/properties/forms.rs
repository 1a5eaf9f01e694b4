//! Forms for any question: as its controls give them, and as an attacker might.

use sondage_survey::answer::{Decimal, Pairs};
use sondage_survey::ask::{Ask, Count, FlagRule, Format, OTHER, Options, TextRule};
use sondage_survey::path::Walk;

use crate::properties::dice::Dice;

const HOSTILE: [&str; 16] = [
    "",
    " ",
    "-1",
    "3",
    "99999999999999999999",
    "1e3",
    "o0",
    "o1",
    "+other",
    "none",
    "yes",
    "<script>",
    "\u{0}\u{202e}",
    "a@b.c",
    "2026-02-30",
    "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
];

/// A form that the controls of the question at a place can give, with an answer in it.
pub(crate) fn valid(
    walk: &Walk<'_>,
    ask: &Ask,
    place: usize,
    name: &str,
    dice: &mut Dice,
) -> Pairs {
    let mut pairs = Pairs::new();
    fill(ask, &walk.shown(place), name, dice, &mut pairs);
    pairs
}

/// A form with anything in it.
pub(crate) fn hostile(ask: &Ask, name: &str, dice: &mut Dice) -> Pairs {
    let mut names = vec![
        name.to_owned(),
        format!("{name}.other"),
        format!("{name}.typed"),
        format!("{name}.drawn"),
    ];
    if let Ask::Parts(parts) = ask {
        names.extend(parts.parts.iter().map(|part| format!("{name}.{}", part.id)));
    }
    names.extend(ask.items().iter().take(5).map(|item| format!("{name}.{}", item.id)));
    names.extend(ask.items().iter().take(5).map(|item| format!("{name}.comment.{}", item.id)));
    (0..dice.roll(5))
        .map(|_| (names[dice.roll(names.len())].clone(), dice.one_of(&HOSTILE).to_owned()))
        .collect()
}

fn fill(ask: &Ask, shown: &[u16], name: &str, dice: &mut Dice, pairs: &mut Pairs) {
    let mut put =
        |below: &str, value: &str| pairs.push((format!("{name}{below}"), value.to_owned()));
    match ask {
        Ask::Nothing => {}
        Ask::Number(range) => {
            let steps = Decimal::whole(i32::try_from(dice.roll(12)).unwrap_or_default());
            let number = range.min.plus(range.step.times(steps));
            put("", &if number > range.max { range.min } else { number }.to_text());
        }
        Ask::Text(rule) => put("", &text(rule, dice)),
        Ask::Flag(flag) => {
            put("", if flag.rule == FlagRule::Either && dice.once_in(2) { "no" } else { "yes" })
        }
        Ask::Files(most) => {
            let n = 1 + dice.roll((*most).into());
            put("", &["a-1", "b-2", "c-3"][..n.min(3)].join(" "));
        }
        Ask::Signature if dice.once_in(2) => put(".drawn", "M1 2L3 4"),
        Ask::Signature => put(".typed", "Ada"),
        Ask::Choice(options) => pick(options, Count { min: 1, max: 1 }, shown, name, dice, pairs),
        Ask::Choices(options, count) => pick(options, *count, shown, name, dice, pairs),
        Ask::Rank(options, _) => {
            let from = dice.roll(shown.len());
            for (at, place) in shown.iter().enumerate() {
                let rank = 1 + (at + from) % shown.len();
                put(&format!(".{}", options.items[usize::from(*place)].id), &rank.to_string());
            }
        }
        Ask::Parts(parts) => {
            let asked: Vec<_> =
                shown.iter().map(|place| &parts.parts[usize::from(*place)]).collect();
            for part in &asked {
                if parts.every || part.required || !dice.once_in(3) {
                    fill(
                        &part.ask,
                        &part.ask.places(),
                        &format!("{name}.{}", part.id),
                        dice,
                        pairs,
                    );
                }
            }
            if pairs.is_empty() {
                let part = asked[0];
                fill(&part.ask, &part.ask.places(), &format!("{name}.{}", part.id), dice, pairs);
            }
        }
    }
}

/// As many options as may be, or an exclusive one alone.
fn pick(
    options: &Options,
    count: Count,
    shown: &[u16],
    name: &str,
    dice: &mut Dice,
    pairs: &mut Pairs,
) {
    let items = || shown.iter().map(|place| &options.items[usize::from(*place)]);
    let mut free: Vec<_> =
        items().filter(|item| !item.exclusive).map(|item| item.id.as_str()).collect();
    if options.other {
        free.push(OTHER);
    }
    if shown.is_empty() && !options.other {
        return;
    }
    let exclusive: Vec<_> =
        items().filter(|item| item.exclusive).map(|item| item.id.as_str()).collect();
    let chosen = if free.is_empty() || (!exclusive.is_empty() && dice.once_in(4)) {
        vec![dice.one_of(&exclusive)]
    } else {
        let least = usize::from(count.min).min(free.len());
        let most = usize::from(count.max).min(free.len());
        let from = dice.roll(free.len());
        let n = least + dice.roll(most - least + 1);
        free.iter().cycle().skip(from).take(n).copied().collect()
    };
    for id in chosen {
        pairs.push((name.to_owned(), id.to_owned()));
        if id == OTHER {
            pairs.push((format!("{name}.other"), "Something <else>".to_owned()));
        } else if items().any(|item| item.id == id && item.comment) && dice.once_in(2) {
            pairs.push((format!("{name}.comment.{id}"), " Because\r\n".to_owned()));
        }
    }
}

fn text(rule: &TextRule, dice: &mut Dice) -> String {
    let plain = ["about a <b>", "é😀ü", "Yes\r\nand no", "a"];
    match rule.format {
        Format::Plain | Format::Strokes => {
            let mut text = dice.one_of(&plain).to_owned();
            while text.encode_utf16().count() < rule.min_length.into() {
                text.push('x');
            }
            while sondage_survey::answer::length(&text.replace("\r\n", "\n"))
                > rule.max_length.into()
            {
                text.pop();
            }
            text
        }
        Format::Email => "ada@example.com".into(),
        Format::Phone => "+44 20 7946 0958".into(),
        Format::Url => "example.com/a".into(),
        Format::Date => dice.one_of(&["2026-01-01", "2026-06-15", "2026-12-31"]).into(),
        Format::Time => "14:30".into(),
    }
}
