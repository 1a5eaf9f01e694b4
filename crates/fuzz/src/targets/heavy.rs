//! Surveys to begin with that cost the most there is to cost, and that say what is easily lost: chance seldom
//! comes to either by itself.

use std::fmt::Write as _;

use crate::corpus::Seed;

/// In TOML.
pub(super) fn seeds() -> Vec<Seed> {
    [("names", names()), ("search", search()), ("decimals", decimals())]
        .into_iter()
        .map(|(name, text)| Seed::of(&format!("{name}.toml"), text))
        .collect()
}

const HEAD: &str = "id = \"heavy\"\nname = \"Heavy\"\nend = { text = \"Bye\" }\n";

/// Forty names that are not there, each like a thousand that are: the nearest of them is said.
fn names() -> String {
    let mut survey = HEAD.to_owned();
    for n in 0..40 {
        let option = |o| format!("{{ id = \"o{o}\", label = \"L\" }}");
        let options = (0..25).map(option).collect::<Vec<_>>().join(", ");
        let _ = write!(
            survey,
            "[[questions]]\nid = \"q{n}\"\ntype = \"single_choice\"\nprompt = \"Q?\"\noptions = [{options}]\n"
        );
    }
    survey += "[translations.fr]\n";
    for n in 0..40 {
        let _ = writeln!(survey, "\"questions.q{n}.nothing.at.all.of.these.options.o{n}\" = \"x\"");
    }
    survey
}

/// Conditions on many answers of which each is possible, and all together are not: whoever looks for a way
/// on which they hold has 4,194,304 before them, for each.
fn search() -> String {
    let mut survey = HEAD.to_owned();
    let options = ["a", "b", "c", "d"].map(|id| format!("{{ id = \"{id}\", label = \"L\" }}"));
    let options = options.join(", ");
    for n in 0..11 {
        let _ = write!(
            survey,
            "[[questions]]\nid = \"q{n}\"\ntype = \"single_choice\"\nprompt = \"Q{n}?\"\noptions = [{options}]\n"
        );
    }
    for n in 0..20 {
        // Each its own, and two of one question that exclude each other.
        let pair = if n % 2 == 0 { "\"a\", \"d\"" } else { "\"b\", \"c\"" };
        let tests = (0..11).map(|q| format!("{{ question = \"q{q}\", one_of = [{pair}] }}"));
        let last = "{ question = \"q10\", one_of = [\"a\", \"b\"] }, { question = \"q10\", one_of = [\"c\", \"d\"] }";
        let tests = tests.collect::<Vec<_>>().join(", ");
        let _ = write!(
            survey,
            "[[questions]]\nid = \"p{n}\"\ntype = \"nps\"\nprompt = \"P{n}?\"\nshow_if = {{ all = [{tests}, {last}] }}\n"
        );
    }
    survey
}

/// Numbers with as many decimals as there can be, wherever a survey has numbers.
fn decimals() -> String {
    format!(
        r#"{HEAD}
[variables]
total = 0.000001

[[questions]]
id = "size"
type = "number"
prompt = "How much?"
decimals = 6
min = -2.123456
max = 1000000.000001

[[questions]]
id = "slide"
type = "slider"
prompt = "How far?"
min = 0.100001
max = 0.100009
step = 0.000002

[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which?"
options = [{{ id = "a", label = "A", score = 0.333333 }}, {{ id = "b", label = "B", score = -1.000001 }}]
show_if = {{ any = [{{ question = "size", between = [0.000001, 0.999999] }}, {{ question = "slide", above = 0.100003 }}] }}
set = [{{ variable = "total", add = 0.666667 }}]
"#
    )
}
