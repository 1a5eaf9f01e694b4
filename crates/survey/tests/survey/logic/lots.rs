//! What is drawn by lot: the same for the same response, fair over all.

use std::collections::BTreeMap;

use sondage_survey::lot::Seed;
use sondage_survey::path::{Given, Walk};
use sondage_survey::survey::Survey;

use crate::common::{question, small};

const N_SEEDS: usize = 6_000;
/// The value that chi-square with 5 degrees of freedom exceeds once in a thousand times (NIST/SEMATECH
/// e-Handbook of Statistical Methods, 1.3.6.7.4). The seeds are fixed, so it does or it does not.
const CHI_SQUARE_5: f64 = 20.515;

fn of(survey: &Survey, response: &str) -> Given {
    let mut given = Given { seed: Seed::of_response(response), ..Given::default() };
    given.fit(survey);
    given
}

fn shown(survey: &Survey, response: &str) -> Vec<u16> {
    Walk::new(survey, &of(survey, response)).shown(0)
}

fn options(own: &str) -> Survey {
    let list = "options = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"c\", label = \"C\" }, { id = \"d\", label = \"D\", fixed = true }, { id = \"e\", label = \"E\" } ]";
    small(&question("q", &format!("type = \"multiple_choice\"\n{list}\n{own}")))
}

/// How far the counts are from being equal.
#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn chi_square(counts: &BTreeMap<String, usize>) -> f64 {
    let expected = N_SEEDS as f64 / counts.len() as f64;
    counts.values().map(|n| (*n as f64 - expected).powi(2) / expected).sum()
}

fn responses() -> impl Iterator<Item = String> {
    (0..N_SEEDS).map(|n| format!("0190f3a1-7c1e-7000-8000-{n:012x}"))
}

#[test]
fn the_same_response_meets_the_same_order_and_another_may_not() {
    let survey = options("shuffle = true");
    let orders: Vec<_> = responses().take(50).map(|response| shown(&survey, &response)).collect();
    let again: Vec<_> = responses().take(50).map(|response| shown(&survey, &response)).collect();
    assert_eq!(orders, again);
    let mut distinct = orders.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert!(distinct.len() > 15, "of 24 orders, 50 responses met {}", distinct.len());
}

#[test]
fn what_is_fixed_stays_where_it_is_and_the_built_in_ones_at_the_end() {
    let survey = options("shuffle = true\nnone = true\ndont_know = true\nother = true");
    for response in responses().take(200) {
        let order = shown(&survey, &response);
        assert_eq!((order[3], order[5], order[6]), (3, 5, 6), "{order:?}");
        let mut all = order;
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6], "each once");
    }
}

#[test]
fn a_pick_draws_so_many_besides_the_fixed_ones_in_the_authors_order() {
    let survey = options("pick = 2\nnone = true");
    let mut drawn = BTreeMap::new();
    for response in responses() {
        let places = shown(&survey, &response);
        assert_eq!(places.len(), 4, "two, the fixed one, and \"none\"");
        assert!(places.is_sorted() && places.contains(&3) && places.contains(&5), "{places:?}");
        *drawn.entry(format!("{places:?}")).or_default() += 1;
    }
    assert_eq!(drawn.len(), 6, "every pair of four");
    assert!(chi_square(&drawn) < CHI_SQUARE_5, "{drawn:?}");
}

#[test]
fn shuffled_and_picked_the_fixed_one_is_still_there() {
    let survey = options("shuffle = true\npick = 2");
    for response in responses().take(200) {
        let places = shown(&survey, &response);
        assert_eq!(places.len(), 3);
        assert!(places.contains(&3));
    }
}

#[test]
fn every_order_of_three_is_about_as_frequent() {
    for name in ["q", "colours", "a-long-name_of_some-question"] {
        let mut counts = BTreeMap::new();
        for response in responses() {
            *counts
                .entry(format!("{:?}", Seed::of_response(&response).shuffled(name, 3)))
                .or_default() += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(chi_square(&counts) < CHI_SQUARE_5, "{name}: {counts:?}");
    }
}

#[test]
fn two_lists_of_one_response_are_drawn_apart() {
    let mut counts = BTreeMap::new();
    for response in responses() {
        let seed = Seed::of_response(&response);
        let same = seed.shuffled("one", 3) == seed.shuffled("two", 3);
        *counts.entry(same).or_insert(0_usize) += 1;
    }
    // One in six by chance: 1000, give or take five standard deviations of 29.
    assert!((855..1145).contains(&counts[&true]), "{counts:?}");
}

#[test]
fn questions_in_random_order_are_asked_as_often_in_each_place() {
    let number = |id: &str| question(id, "type = \"number\"");
    let text = |pick: &str| {
        format!(
            "{}{}{}{}{}[[shuffle]]\nquestions = [\"a\", \"b\", \"c\"]\n{pick}",
            number("first"),
            number("a"),
            number("b"),
            number("c"),
            number("last")
        )
    };
    for (pick, n_asked) in [("", 5), ("pick = 2", 4)] {
        let survey = small(&text(pick));
        let mut counts = BTreeMap::new();
        for response in responses() {
            let given = of(&survey, &response);
            let asked = Walk::new(&survey, &given).asked;
            assert_eq!(asked.len(), n_asked);
            assert_eq!((asked[0], asked[n_asked - 1]), (0, 4), "the others stay");
            *counts.entry(format!("{asked:?}")).or_default() += 1;
        }
        assert_eq!(counts.len(), 6, "{counts:?}");
        assert!(chi_square(&counts) < CHI_SQUARE_5, "{counts:?}");
    }
}

#[test]
fn rows_of_a_matrix_are_shuffled_too() {
    let row = "rows = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"c\", label = \"C\" } ]\ncolumns = [ { id = \"x\", label = \"X\" } ]";
    let survey = small(&question("q", &format!("type = \"matrix\"\nshuffle = true\n{row}")));
    let mut orders: Vec<_> =
        responses().take(100).map(|response| shown(&survey, &response)).collect();
    orders.sort_unstable();
    orders.dedup();
    assert_eq!(orders.len(), 6);
}
