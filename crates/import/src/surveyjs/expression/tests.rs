use super::{Expression, Op, parse};

fn name(name: &str) -> Expression {
    Expression::Name(name.into())
}

fn compare(left: Expression, op: Op, right: Expression) -> Expression {
    Expression::Compare(Box::new(left), op, Box::new(right))
}

#[test]
fn and_binds_closer_than_or() {
    let one = |n: &str, number| compare(name(n), Op::Is, Expression::Number(number));
    assert_eq!(
        parse("{a} = 1 or {b}=2 && {c} == 3").unwrap(),
        Expression::Any(vec![one("a", 1.0), Expression::All(vec![one("b", 2.0), one("c", 3.0)])])
    );
    assert_eq!(
        parse("({a} = 1 OR {b} = 2) and {c} = 3").unwrap(),
        Expression::All(vec![Expression::Any(vec![one("a", 1.0), one("b", 2.0)]), one("c", 3.0)])
    );
}

#[test]
fn operators_have_signs_and_names_in_any_letters() {
    for (text, op) in [
        ("{a} <> 'x'", Op::IsNot),
        ("{a} NotEqual 'x'", Op::IsNot),
        ("{a} greaterOrEqual 'x'", Op::AtLeast),
        ("{a} *= 'x'", Op::Contains),
        ("{a} notcontains 'x'", Op::ContainsNot),
        ("{a} anyof 'x'", Op::OneOf),
        ("{a} < 'x'", Op::Below),
    ] {
        let expected = compare(name("a"), op, Expression::Word("x".into()));
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
    let empty = compare(name("a b-c"), Op::Unanswered, Expression::Nothing);
    assert_eq!(parse("{a b-c} empty"), Ok(empty.clone()));
    assert_eq!(parse("!{a b-c} empty"), Ok(Expression::Not(Box::new(empty))));
}

#[test]
fn values_are_texts_numbers_lists_and_bare_words() {
    let values = [
        ("'it\\'s'", Expression::Word("it's".into())),
        ("\"é, }\"", Expression::Word("é, }".into())),
        ("-2.5", Expression::Number(-2.5)),
        ("yes", Expression::Word("yes".into())),
        ("TRUE", Expression::Flag(true)),
        ("undefined", Expression::Nothing),
        ("['a', 2]", Expression::List(vec![Expression::Word("a".into()), Expression::Number(2.0)])),
        ("[]", Expression::List(vec![])),
        ("today(1)", Expression::Call("today".into(), vec![Expression::Number(1.0)])),
        ("{b} * 2", Expression::Calculation),
    ];
    for (text, value) in values {
        assert_eq!(
            parse(&format!("{{a}} = {text}")),
            Ok(compare(name("a"), Op::Is, value)),
            "{text}"
        );
    }
}

#[test]
fn sums_keep_their_terms() {
    assert_eq!(
        parse("{a} + {b} - 1").unwrap(),
        Expression::Sum(vec![
            (true, name("a")),
            (true, name("b")),
            (false, Expression::Number(1.0))
        ])
    );
}

#[test]
fn what_is_no_expression_says_why() {
    for text in [
        "",
        "{a",
        "{a} = ",
        "{a} = 'x",
        "= 1",
        "({a} = 1",
        "{a} = 1 {b}",
        "{a} # 1",
        "]",
        "{a} = 1e999",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
    assert!(parse(&"(".repeat(100_000)).is_err());
    assert!(parse(&"!".repeat(900)).is_err());
    assert!(parse(&"{a} = 1 and ".repeat(100_000)).is_err());
}
