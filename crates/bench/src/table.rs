//! The figures, for people: what was measured, and how it stands to the others.

use std::time::Duration;

use crate::Plan;
use crate::contest::{Contestant, Engine, Kind, Round};
use crate::figures::median;

/// Prints everybody's medians, and the ratios between them, each made within a round.
pub(crate) fn print(all: &[Contestant], plan: &Plan) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut own: Vec<_> = all.iter().filter(|one| one.engine == engine).collect();
        own.sort_by_key(|one| place(one.kind));
        if own.is_empty() {
            continue;
        }
        println!("\n{}, durable answers a second:", engine.name());
        println!(
            "  {:<26}{:>10}{:>9}{:>9}{:>12}{:>9}{:>9}{:>9}{:>12}{:>18}",
            "",
            format!("{} at once", plan.connections),
            "of bare",
            "of Node",
            "one by one",
            "of bare",
            "of Node",
            "p50, ms",
            "CPU, µs",
            "memory, MB"
        );
        for one in &own {
            print_row(one, &own);
        }
        for one in own.iter().filter(|one| is_served(one)) {
            let half = |of: fn(&Round) -> Duration| {
                milliseconds(middle(&one.rounds, |round| of(round).as_secs_f64()))
            };
            let (p50, p99) = (half(|round| round.half_p50), half(|round| round.half_p99));
            println!("  {:<26} at half of that: p50 {p50} ms, p99 {p99} ms", one.kind.name());
        }
        print_pair(&own, Kind::Relay, Kind::Before);
        print_pair(&own, Kind::Two, Kind::Relay);
    }
}

fn print_row(one: &Contestant, own: &[&Contestant]) {
    let of = |kind: Kind, what: fn(&Round) -> f64| {
        let other = own.iter().find(|other| other.kind == kind && kind != one.kind);
        other.map_or_else(String::new, |other| format!("{:.2}", ratio(one, other, what)))
    };
    let memory = one.memory().map_or_else(String::new, |memory| {
        let mega = |bytes: Option<u64>| {
            bytes.map_or_else(|| "?".to_owned(), |bytes| (bytes / 1_000_000).to_string())
        };
        format!("{} (most {})", mega(memory.now), mega(memory.most))
    });
    let p50 = if is_served(one) {
        milliseconds(middle(&one.rounds, |round| round.one_p50.as_secs_f64()))
    } else {
        String::new()
    };
    println!(
        "  {:<26}{:>10.0}{:>9}{:>9}{:>12.0}{:>9}{:>9}{:>9}{:>12.0}{:>18}",
        one.kind.name(),
        middle(&one.rounds, |round| round.many),
        of(Kind::Bare, |round| round.many),
        of(Kind::Node, |round| round.many),
        middle(&one.rounds, |round| round.one),
        of(Kind::Bare, |round| round.one),
        of(Kind::Node, |round| round.one),
        p50,
        middle(&one.rounds, |round| round.cpu * 1e6),
        memory
    );
}

fn print_pair(own: &[&Contestant], one: Kind, other: Kind) {
    let find = |kind| own.iter().find(|contestant| contestant.kind == kind);
    let (Some(one), Some(other)) = (find(one), find(other)) else { return };
    println!(
        "  {} : {} = {:.2} at once, {:.2} one by one, {:.2} in CPU an answer",
        one.kind.name(),
        other.kind.name(),
        ratio(one, other, |round| round.many),
        ratio(one, other, |round| round.one),
        ratio(one, other, |round| round.cpu)
    );
}

/// The median of the ratios of each round.
fn ratio(one: &Contestant, other: &Contestant, what: fn(&Round) -> f64) -> f64 {
    let rounds = one.rounds.iter().zip(&other.rounds);
    median(rounds.map(|(one, other)| what(one) / what(other)).collect())
}

fn middle(rounds: &[Round], what: impl Fn(&Round) -> f64) -> f64 {
    median(rounds.iter().map(what).collect())
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.2}", seconds * 1e3)
}

fn is_served(one: &Contestant) -> bool {
    !matches!(one.kind, Kind::Bare | Kind::Store)
}

fn place(kind: Kind) -> usize {
    let order = [Kind::Bare, Kind::Store, Kind::Relay, Kind::Before, Kind::Two, Kind::Node];
    order.iter().position(|other| *other == kind).unwrap_or_default()
}
