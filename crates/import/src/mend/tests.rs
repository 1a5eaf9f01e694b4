use sondage_author::source::{
    Choice, Condition, End, File, Jump, Kind, LongText, Offer, Question, SingleChoice, Source,
    Subject, Test,
};

use super::mend;

/// A survey of these questions, with nothing else wrong.
fn survey(questions: Vec<Question>) -> Source {
    Source {
        id: "s".into(),
        name: "S".into(),
        questions,
        end: End { text: "Thank you!".into(), ..End::default() },
        ..Source::default()
    }
}

fn asked(id: &str) -> Question {
    Question::new(id, format!("What of {id}?").as_str(), LongText::default())
}

fn is(question: &str, what: &str) -> Condition {
    Subject::question(question).test(Test::Is(what.into()))
}

fn jump(condition: Condition, to: &str) -> Jump {
    Jump { condition, to: to.into() }
}

/// What comes out, and what is said.
fn mended(questions: Vec<Question>) -> (Source, Vec<String>) {
    let (source, notes) = mend(survey(questions));
    (source, notes.into_iter().map(|note| note.text).collect())
}

#[test]
fn a_number_beyond_its_bounds_is_the_nearest_within() {
    let file = File { max_mb: Some(500), max_files: Some(0), accept: None };
    let (source, notes) = mended(vec![Question::new("f", "A file?", file)]);
    let Kind::File(File { max_mb, max_files, .. }) = &source.questions[0].kind else { panic!() };
    assert_eq!((*max_mb, *max_files), (Some(100), Some(1)));
    assert_eq!(notes.len(), 2);
    assert!(notes[0].starts_with("the question \"f\": max_mb: "), "{notes:?}");
    assert!(notes[0].ends_with("it is 100 instead of 500"), "{notes:?}");
}

#[test]
fn an_option_is_offered_where_it_cannot_be_said_when() {
    let option = |id: &str| Choice::new(id, id);
    let never = Choice { show_if: Some(is("gone", "x")), ..option("b") };
    let offer = Offer::new(vec![option("a"), never]);
    let (source, notes) = mended(vec![Question::new("q", "Which?", SingleChoice { offer })]);
    let Kind::SingleChoice(SingleChoice { offer }) = &source.questions[0].kind else { panic!() };
    assert_eq!(offer.options, [option("a"), option("b")]);
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn of_several_jumps_only_the_wrong_one_goes_and_once() {
    let answered = || Subject::question("a").test(Test::Answered(true));
    let mut first = asked("a");
    // Its condition and its goal are both wrong; the one behind it is right.
    first.jump = vec![jump(is("gone", "x"), "gone"), jump(answered(), "c")];
    let (source, notes) = mended(vec![first, asked("b"), asked("c")]);
    assert_eq!(source.questions[0].jump, [jump(answered(), "c")]);
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn a_text_that_recalls_nothing_keeps_its_other_words() {
    let mut question = asked("a");
    question.prompt = "Hello {gone|you}, {gone}how are you?".into();
    let (source, notes) = mended(vec![question]);
    assert_eq!(source.questions[0].prompt.text, "Hello you, how are you?");
    assert!(notes[0].starts_with("the question \"a\": prompt: "), "{notes:?}");
}

#[test]
fn a_question_that_nobody_comes_by_stays_and_is_said() {
    let mut first = asked("a");
    first.next = Some("c".into());
    let (source, notes) = mended(vec![first.clone(), asked("b"), asked("c")]);
    assert_eq!(source.questions, [first, asked("b"), asked("c")]);
    assert!(matches!(notes.as_slice(), [note] if note.contains("\"b\"")), "{notes:?}");
}

#[test]
fn an_attribute_that_is_taken_becomes_one_of_its_own() {
    let twice = |id: &str| Question { id: id.into(), ..asked("a") };
    let (source, notes) = mended(vec![twice("a"), twice("b-2")]);
    assert_eq!(source.questions[0].attribute, None);
    assert_eq!(source.questions[1].attribute.as_deref(), Some("s_b_2"));
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn a_survey_of_which_nothing_is_left_is_a_card_with_its_name() {
    let offer = Offer::new(Vec::new());
    let (source, _) = mended(vec![Question::new("q", "Which?", SingleChoice { offer })]);
    assert_eq!(source.questions[0].prompt.text, "S");
}
