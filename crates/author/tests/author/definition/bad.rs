//! What is refused, with the message and the line.

use std::fmt::Write as _;

use crate::definition::schema::is_valid;
use crate::definition::{problems, with_question, with_tables};

/// Each text with its problems. What is wrong in its structure, the JSON Schema refuses as well.
#[track_caller]
fn report(texts: &[&str], whole: fn(&str) -> String, is_structural: bool) -> String {
    let mut report = String::new();
    for text in texts {
        let whole = whole(text);
        writeln!(report, "{text}\n  {}\n", problems(&whole).replace('\n', "\n  "))
            .unwrap_or_default();
        assert!(!is_structural || !is_valid(&whole), "the schema accepts {text}");
    }
    report
}

macro_rules! refused {
    ($($test:ident, $whole:ident, $structural:literal: [$($text:literal,)+])+) => {
        $(#[test] fn $test() {
            let report = report(&[$($text),+], $whole, $structural);
            insta::assert_snapshot!(report);
        })+
    };
}

// The keys of each kind.
refused! {
    shapes_of_scales_and_numbers, with_question, true: [
        "type = \"npss\"",
        "type = \"nps\"\ncount = 5",
        "type = \"nps\"\nlow = 3",
        "type = \"nps\"\ncolors = \"red\"",
        "type = \"csat\"\ncount = 8",
        "type = \"csat\"\nstyle = \"bars\"",
        "type = \"ces\"\ncount = 6",
        "type = \"rating\"\ncount = 1",
        "type = \"rating\"\ncount = 5.5",
        "type = \"rating\"\nfirst = 2",
        "type = \"slider\"\nstep = 0",
        "type = \"slider\"\nmin = \"low\"",
        "type = \"number\"\ndecimals = 7",
        "type = \"number\"\nstep = 1",
    ]
    numbers_that_do_not_fit, with_question, false: [
        "type = \"rating\"\nstyle = \"thumbs\"\ncount = 3",
        "type = \"rating\"\nstyle = \"smileys\"\ncount = 8",
        "type = \"rating\"\nstyle = \"stars\"\nfirst = 0",
        "type = \"slider\"\nmin = 5\nmax = 5",
        "type = \"slider\"\nmin = 5\nmax = 1",
        "type = \"slider\"\nmin = 0\nmax = 1\nstep = 2",
        "type = \"number\"\nmin = 0.5",
        "type = \"number\"\nmin = 5\nmax = 1",
        "type = \"number\"\nmax = 1000000000001",
        "type = \"number\"\ndecimals = 6\nmax = 1000000001",
    ]
    settings_that_cannot_be_meant, with_question, false: [
        "type = \"csat\"\ncount = 4\nmiddle = \"So so\"",
        "type = \"nps\"\npoints = [ { point = 3, label = \"A\" }, { point = 3, label = \"B\" } ]",
        "type = \"csat\"\npoints = [ { point = 6, label = \"A\" } ]",
        "type = \"rating\"\npoints = [ { label = \"A\" } ]",
        "type = \"rating\"\ncount = 11",
        "type = \"short_text\"\nauto_advance = true",
        "type = \"nps\"\nauto_advance = \"yes\"",
        "type = \"short_text\"\nerror = \"No\"\npattern = 'a('",
        "type = \"short_text\"\nerror = \"No\"\npattern = '\\bword'",
        "type = \"long_text\"\nerror = \"No\"\npattern = '(a{100}){100}'",
        "type = \"number\"\npattern = 'a'",
        "type = \"date\"\nmin = \"tomorrow\"",
        "type = \"date\"\nmin = \"today\"\nmax = \"today-1d\"",
        "type = \"time\"\nmin = \"today\"",
        "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\", type = \"number\", min = \"1\" } ]",
        "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\", type = \"number\", min = 5, max = 1 } ]",
        "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\", type = \"date\", min = 5 } ]",
        "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\", min = 5 } ]",
        "type = \"matrix\"\nmax = 1\nrows = [ { id = \"r\", label = \"R\" } ]\ncolumns = [ { id = \"c\", label = \"C\" } ]",
        "type = \"ranking\"\ntop = 3\noptions = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" } ]",
        "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\", image = \"http://example.com\" } ]",
        "type = \"dropdown\"\noptions = [ { id = \"a\", label = \"A\", image = \"https://example.com/a.png\" } ]",
        "type = \"single_choice\"\nsearch = true\noptions = [ { id = \"a\", label = \"A\" } ]",
    ]
    shapes_of_choices, with_question, true: [
        "type = \"single_choice\"",
        "type = \"single_choice\"\noptions = []",
        "type = \"single_choice\"\noptions = [ \"a\" ]",
        "type = \"single_choice\"\noptions = [ { id = \"a\" } ]",
        "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\", color = \"red\" } ]",
        "type = \"single_choice\"\noptions = [ { id = \"a b\", label = \"A\" } ]",
        "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\", score = \"1\" } ]",
        "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\" } ]\nmax = 1",
        "type = \"multiple_choice\"\noptions = [ { id = \"a\", label = \"A\" } ]\nmin = 0",
        "type = \"multiple_choice\"\noptions = [ { id = \"a\", label = \"A\" } ]\npick = 0",
        "type = \"multiple_choice\"\noptions = [ { id = \"a\", label = \"A\" } ]\nother = \"Else\"",
        "type = \"single_choice\"\noptions_from = \"c\"",
        "type = \"single_choice\"\noptions_from = { which = \"all\" }",
        "type = \"single_choice\"\noptions_from = { question = \"c\", which = \"some\" }",
        "type = \"dropdown\"\nlist = \"cities\"",
        "type = \"picture_choice\"\noptions = [ { id = \"a\", image = \"https://example.com/a.png\" } ]",
        "type = \"picture_choice\"\noptions = [ { id = \"a\", image = \"a.png\", alt = \"A\" } ]",
        "type = \"picture_choice\"",
        "type = \"ranking\"\noptions = [ { id = \"a\", label = \"A\" } ]\nother = true",
        "type = \"matrix\"\nrows = [ { id = \"a\", label = \"A\" } ]",
        "type = \"matrix\"\ncolumns = [ { id = \"a\", label = \"A\" } ]",
        "type = \"matrix\"\nrows = [ { id = \"a\", label = \"A\", comment = true } ]\ncolumns = [ { id = \"a\", label = \"A\", fixed = true } ]",
    ]
    choices_that_do_not_fit, with_question, false: [
        "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\" }, { id = \"a\", label = \"B\" } ]",
        "type = \"single_choice\"\nother = true\nnone = true\ndont_know = true\noptions = [\n{ id = \"none\", label = \"A\" },\n{ id = \"dont_know\", label = \"B\" },\n{ id = \"other\", label = \"C\" } ]",
        "type = \"single_choice\"\npick = 2\noptions = [ { id = \"a\", label = \"A\" } ]",
        "type = \"multiple_choice\"\nmin = 2\nmax = 1\noptions = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" } ]",
        "type = \"multiple_choice\"\nmax = 3\noptions = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" } ]",
        "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\", score = 1000001 } ]",
        "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\", show_if = { question = \"n\", is = \"x\" } } ]",
        "type = \"single_choice\"\noptions_from = { question = \"z\" }",
        "type = \"single_choice\"\noptions_from = { question = \"q\" }",
        "type = \"single_choice\"\noptions_from = { question = \"t\" }",
        "type = \"single_choice\"\noptions_from = { question = \"c\" }\noptions = [ { id = \"a\", label = \"A\" } ]",
        "type = \"dropdown\"\nlist = \"countries\"\noptions = [ { id = \"a\", label = \"A\" } ]",
        "type = \"dropdown\"\noptions = [ { id = \"a\", label = \"A\", comment = true } ]",
        "type = \"picture_choice\"\noptions = [ { id = \"a\", image = \"https://example.com/a.png\", alt = \"\" } ]",
        "type = \"picture_choice\"\nmin = 1\noptions = [ { id = \"a\", image = \"https://example.com/a.png\", alt = \"A\" } ]",
    ]
    shapes_of_texts_and_parts, with_question, true: [
        "type = \"short_text\"\nmax_length = 256",
        "type = \"long_text\"\nmax_length = 10001",
        "type = \"email\"\nmax_length = 10",
        "type = \"date\"\nplaceholder = \"When?\"",
        "type = \"contact\"\nfields = [\"fax\"]",
        "type = \"contact\"\nfields = [\"email\", \"email\"]",
        "type = \"address\"\nfields = \"street\"",
        "type = \"inputs\"",
        "type = \"inputs\"\ninputs = [ { id = \"a\" } ]",
        "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\", type = \"color\" } ]",
        "type = \"consent\"\nlabel = true",
        "type = \"yes_no\"\nyes = 1",
        "type = \"link\"\nbutton = \"Go\"",
        "type = \"link\"\nbutton = \"Go\"\nurl = \"javascript:alert(1)\"",
        "type = \"link\"\nurl = \"https://example.com\"",
        "type = \"signature\"\nplaceholder = \"Sign\"",
        "type = \"file\"\nmax_mb = 0",
        "type = \"file\"\nmax_files = 21",
        "type = \"file\"\naccept = \"pdf\"",
    ]
    texts_and_parts_that_do_not_fit, with_question, false: [
        "type = \"short_text\"\nmin_length = 5\nmax_length = 3",
        "type = \"date\"\nmin = \"tomorrow\"",
        "type = \"date\"\nmin = \"2026-12-31\"\nmax = \"2026-12-30\"",
        "type = \"time\"\nmax = \"9:00\"",
        "type = \"contact\"\nfields = [\"email\"]\nrequired_fields = [\"phone\"]",
        "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\" }, { id = \"a\", label = \"B\" } ]",
        "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\", type = \"number\", max_length = 3 } ]",
        "type = \"link\"\nbutton = \"Go\"\nurl = \"https://example.com/a b\"",
        "type = \"file\"\naccept = [\"p df\"]",
    ]
    shapes_of_any_question, with_question, true: [
        "",
        "type = \"statement\"\npromt = \"Q?\"",
        "type = \"statement\"\nrequired = \"yes\"",
        "type = \"statement\"\ndescription = \"\"",
        "type = \"statement\"\nimage = { src = \"https://example.com/a.png\" }",
        "type = \"statement\"\nimage = { src = \"http://example.com/a.png\", alt = \"A\" }",
        "type = \"statement\"\nvideo = { src = \"https://example.com/a.mp4\" }",
        "type = \"statement\"\nvideo = { src = \"https://example.com/a.mp4\", title = \"A\", captions = \"a.vtt\" }",
        "type = \"nps\"\nattribute = \"$score\"",
        "type = \"nps\"\nattribute = \"_merge_objects\"",
        "type = \"nps\"\nshow_if = true",
        "type = \"nps\"\nset = []",
        "type = \"nps\"\njump = []",
        "type = \"nps\"\nnext = 3",
    ]
    what_any_question_cannot_say, with_question, false: [
        "type = \"nps\"\nattribute = \"email\"",
        "type = \"nps\"\ndescription = \"You said {q}, {n}, {z} and {g.z}\"",
        "type = \"nps\"\ndescription = \"A hole \\U000F0000\"",
    ]
}

// Conditions, variables, jumps.
refused! {
    shapes_of_conditions, with_question, true: [
        "type = \"nps\"\nshow_if = { question = \"n\" }",
        "type = \"nps\"\nshow_if = { is = 3 }",
        "type = \"nps\"\nshow_if = { question = \"n\", is = 3, at_least = 2 }",
        "type = \"nps\"\nshow_if = { question = \"n\", hidden = \"plan\", is = 3 }",
        "type = \"nps\"\nshow_if = { question = \"n\", equals = 3 }",
        "type = \"nps\"\nshow_if = { question = \"n\", is = [3] }",
        "type = \"nps\"\nshow_if = { question = \"n\", one_of = 3 }",
        "type = \"nps\"\nshow_if = { question = \"n\", answered = \"yes\" }",
        "type = \"nps\"\nshow_if = { all = [] }",
        "type = \"nps\"\nshow_if = { any = [ { question = \"n\" } ] }",
        "type = \"nps\"\nshow_if = { question = \"n\", is = { question = \"n\", hidden = \"plan\" } }",
    ]
    conditions_that_never_hold, with_question, false: [
        "type = \"nps\"\nshow_if = { question = \"z\", is = 3 }",
        "type = \"nps\"\nshow_if = { question = \"q\", is = 3 }",
        "type = \"nps\"\nrequire_if = { question = \"g.z\", is = \"y\" }",
        "type = \"nps\"\nshow_if = { question = \"plan\", is = \"pro\" }",
        "type = \"nps\"\nshow_if = { hidden = \"n\", is = 3 }",
        "type = \"nps\"\nshow_if = { variable = \"z\", is = 3 }",
        "type = \"nps\"\nshow_if = { question = \"n\", is = \"seven\" }",
        "type = \"nps\"\nshow_if = { question = \"t\", is = 7 }",
        "type = \"nps\"\nshow_if = { question = \"c\", one_of = [\"a\", \"z\"] }",
        "type = \"nps\"\nshow_if = { question = \"c\", is = \"other\" }",
        "type = \"nps\"\nshow_if = { question = \"c\", is = 1 }",
        "type = \"nps\"\nshow_if = { question = \"g.x\", is = \"z\" }",
        "type = \"nps\"\nshow_if = { question = \"t\", at_least = 3 }",
        "type = \"nps\"\nshow_if = { question = \"n\", contains = \"3\" }",
        "type = \"nps\"\nshow_if = { question = \"n\", first = \"a\" }",
        "type = \"nps\"\nshow_if = { hidden = \"plan\", all_of = [\"a\"] }",
        "type = \"nps\"\nshow_if = { question = \"n\", between = [1, 2, 3] }",
        "type = \"nps\"\nshow_if = { question = \"c\", chosen_at_most = { question = \"n\" } }",
        "type = \"nps\"\nshow_if = { question = \"n\", is = { question = \"z\" } }",
        "type = \"nps\"\nshow_if = { any = [ { question = \"n\", is = 1 }, { all = [ { question = \"n\", is = \"x\" } ] } ] }",
    ]
    shapes_of_sets_and_jumps, with_question, true: [
        "type = \"nps\"\nset = [ { add = 1 } ]",
        "type = \"nps\"\nset = [ { variable = \"total\" } ]",
        "type = \"nps\"\nset = [ { variable = \"total\", add = 1, to = 1 } ]",
        "type = \"nps\"\nset = [ { variable = \"total\", add = [1] } ]",
        "type = \"nps\"\njump = [ { to = \"end\" } ]",
        "type = \"nps\"\njump = [ { if = { question = \"n\", is = 1 } } ]",
    ]
    sets_and_jumps_that_lead_nowhere, with_question, false: [
        "type = \"nps\"\nset = [ { variable = \"z\", add = 1 } ]",
        "type = \"nps\"\nset = [ { variable = \"total\", to = \"x\" } ]",
        "type = \"nps\"\nset = [ { variable = \"total\", to = true } ]",
        "type = \"nps\"\nset = [ { variable = \"total\", append = \"x\" } ]",
        "type = \"nps\"\nset = [ { variable = \"words\", to = 3 } ]",
        "type = \"nps\"\nset = [ { variable = \"words\", add = { question = \"n\" } } ]",
        "type = \"nps\"\nset = [ { variable = \"total\", add = { question = \"z\" } } ]",
        "type = \"nps\"\njump = [ { if = { question = \"n\", is = 1 }, to = \"z\" } ]",
        "type = \"nps\"\njump = [ { if = { question = \"z\", is = 1 }, to = \"end\" } ]",
        "type = \"nps\"\nnext = \"q\"",
        "type = \"nps\"\nnext = \"n\"",
        "type = \"nps\"\nnext = \"end:z\"",
    ]
}

// The tables beside the questions.
refused! {
    shapes_of_tables, with_tables, true: [
        "[[endings]]\ntext = \"E\"",
        "[[endings]]\nid = \"e\"\ntext = \"E\"\nbutton = { label = \"Go\" }",
        "[[endings]]\nid = \"e\"\nredirect = \"http://example.com\"",
        "[[quotas]]\nid = \"k\"\nlimit = 5",
        "[[quotas]]\nid = \"k\"\nlimit = 0\nif = { question = \"n\", is = 1 }",
        "[[quotas]]\nlimit = 5\nif = { question = \"n\", is = 1 }",
        "[[shuffle]]\npick = 2",
        "[[shuffle]]\nquestions = []",
        "[limits]\nresponses = 0",
        "[limits]\nopens = 3",
        "[prompt]\naccept = \"Yes\"",
        "[welcome]\ntext = \"Hello\"",
        "[welcome]\ntitle = \"Hello\"\nminutes = 0",
        "[flow]\ntime_limit = 5",
        "[flow]\nback = \"no\"",
        "[flow]\nforward = true",
        "[braze]\nevents = \"both\"",
        "[translations.french]\n\"end.text\" = \"Salut\"",
        "[translations.fr]\n\"end.text\" = \"\"",
        "[translations.fr]\n\"end.text\" = 3",
        "[theme]\nshadow = true",
    ]
    what_tables_cannot_say, with_tables, false: [
        "[[endings]]\nid = \"e\"",
        "[[endings]]\nid = \"e\"\ntext = \"E\"\n[[endings]]\nid = \"e\"\ntext = \"F\"",
        "[[endings]]\nid = \"e\"\ntext = \"{z}\"\ndescription = \"{words} {z|Z}\"",
        "[[quotas]]\nid = \"k\"\nlimit = 5\nend = \"z\"\nif = { question = \"n\", is = 1 }",
        "[[quotas]]\nid = \"k\"\nlimit = 5\nif = { question = \"n\", is = 1 }\n[[quotas]]\nid = \"k\"\nlimit = 6\nif = { question = \"n\", is = 2 }",
        "[[shuffle]]\nquestions = [\"n\", \"t\"]",
        "[[shuffle]]\nquestions = [\"t\", \"g\"]",
        "[[shuffle]]\nquestions = [\"t\", \"z\"]",
        "[[shuffle]]\nquestions = [\"y\", \"z\"]",
        "[[shuffle]]\nquestions = [\"t\", \"t\"]",
        "[[shuffle]]\nquestions = [\"t\", \"c\"]\n[[shuffle]]\nquestions = [\"c\", \"g\"]",
        "[[shuffle]]\nquestions = [\"t\", \"c\"]\npick = 3",
        "[limits]\nopens = \"soon\"",
        "[limits]\nopens = \"2026-12-01T09:00:+5Z\"",
        "[limits]\nopens = \"2026-12-01T09:00:00+01:00\"",
        "[limits]\nopens = \"2026-12-02\"\ncloses = \"2026-12-01\"",
        "[limits]\nopens = \"2026-12-01T10:00:00Z\"\ncloses = \"2026-12-01T10:00:00Z\"",
        "[prompt]\ntext = \"{n}?\"",
        "[welcome]\ntitle = \"{words} {t}\"",
        "[translations.en]\n\"end.text\" = \"Hello\"",
        "[translations.fr]\n\"end.txet\" = \"Salut\"",
        "[translations.fr]\n\"questions.n.low\" = \"Bas\"",
        "[translations.fr]\n\"end.text\" = \"Salut \\U000F0001\"",
    ]
    cards_that_cannot_be, with_tables, false: [
        "[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\ncard = \"c\"\n[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"B {a}?\"\nshow_if = { question = \"a\", above = 1 }\ncard = \"c\"",
        "[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\ncard = \"c\"\n[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"B?\"\n[[questions]]\nid = \"d\"\ntype = \"nps\"\nprompt = \"D?\"\ncard = \"c\"",
        "[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\ncard = \"c\"\nset = [ { variable = \"total\", to = 1 } ]\njump = [ { if = { question = \"a\", above = 1 }, to = \"end\" } ]\nnext = \"end\"\n[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"B?\"\ncard = \"c\"",
        "[[questions]]\nid = \"z\"\ntype = \"nps\"\nprompt = \"Z?\"\nnext = \"b\"\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\ncard = \"c\"\n[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"B?\"\ncard = \"c\"",
        "[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\ncard = \"c\"\n[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"B?\"\ncard = \"c\"\n[[shuffle]]\nquestions = [\"a\", \"b\"]",
    ]
}
