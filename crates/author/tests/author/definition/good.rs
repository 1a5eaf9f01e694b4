//! What is taken, by the parser and by the JSON Schema.

use crate::common::definition;
use crate::definition::schema::assert_valid;
use crate::definition::{with_question, with_tables};

#[track_caller]
fn taken(texts: &[&str], whole: fn(&str) -> String) {
    for text in texts {
        let whole = whole(text);
        definition(&whole);
        assert_valid(&whole);
    }
}

#[test]
fn the_keys_of_each_kind() {
    taken(
        &[
            "type = \"nps\"\nlow = \"Never\"\nhigh = \"Always\"\ncolors = true",
            "type = \"csat\"\nstyle = \"thumbs\"",
            "type = \"csat\"\nstyle = \"stars\"\ncount = 7",
            "type = \"ces\"\ncount = 5\nlow = \"Hard\"",
            "type = \"rating\"\nstyle = \"thumbs\"\ncount = 2",
            "type = \"rating\"\nstyle = \"hearts\"\ncount = 10",
            "type = \"rating\"\nfirst = 0\ncount = 2",
            "type = \"slider\"",
            "type = \"slider\"\nmin = -0.5\nmax = 0.5\nstep = 0.25\nunit = \"km\"",
            "type = \"number\"\ndecimals = 6\nmin = -1000000000\nmax = 0.000001",
            "type = \"yes_no\"\nyes = \"Yes!\"\nno = \"No!\"",
            "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\", score = -1.5, comment = true, exclusive = true, fixed = true, show_if = { question = \"n\", is = 3 } } ]",
            "type = \"single_choice\"\noptions_from = { question = \"c\" }\nother = true\nnone = true\ndont_know = true\nshuffle = true\npick = 3",
            "type = \"multiple_choice\"\noptions_from = { question = \"c\", which = \"not_chosen\" }\noptions = [ { id = \"z\", label = \"Z\" } ]\nmin = 1\nmax = 2",
            "type = \"dropdown\"\nlist = \"countries\"",
            "type = \"dropdown\"\noptions = [ { id = \"a\", label = \"A\" } ]\nshuffle = true",
            "type = \"picture_choice\"\nmultiple = true\nmin = 1\nmax = 1\nshuffle = true\noptions = [ { id = \"a\", image = \"https://example.com/a.png\", alt = \"\", label = \"A\" } ]",
            "type = \"ranking\"\noptions_from = { question = \"c\", which = \"all\" }\nshuffle = true",
            "type = \"matrix\"\nmultiple = true\nevery_row = true\nshuffle = true\nrows = [ { id = \"a\", label = \"A\" } ]\ncolumns = [ { id = \"b\", label = \"B\", score = 2 } ]",
            "type = \"short_text\"\nmin_length = 255\nmax_length = 255\nplaceholder = \"Say\"",
            "type = \"long_text\"\nmax_length = 10000",
            "type = \"date\"\nmin = 2026-01-01\nmax = \"2026-01-01\"",
            "type = \"time\"\nmin = \"00:00\"\nmax = \"23:59\"",
            "type = \"contact\"",
            "type = \"contact\"\nfields = [\"company\", \"email\"]\nrequired_fields = [\"company\"]",
            "type = \"address\"\nfields = [\"country\"]",
            "type = \"inputs\"\ninputs = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\", type = \"date\", min = \"2026-01-01\", required = true } ]",
            "type = \"consent\"\nlabel = \"I agree\"",
            "type = \"link\"\nurl = \"https://example.com\"\nbutton = \"Go\"",
            "type = \"signature\"",
            "type = \"file\"\naccept = [\".PDF\", \"png\"]\nmax_mb = 100\nmax_files = 20",
        ],
        with_question,
    );
}

#[test]
fn the_keys_of_any_question() {
    taken(
        &[
            "type = \"statement\"\nimage = { src = \"https://example.com/a.png\", alt = \"\" }",
            "type = \"statement\"\nvideo = { src = \"https://example.com/a.mp4\", title = \"A\", captions = \"https://example.com/a.vtt\" }",
            "type = \"email\"\ndescription = \"{n} {g.x|nothing} {plan} {words}\"",
            "type = \"nps\"\nattribute = \"score of all\"",
            "type = \"nps\"\nshow_if = { hidden = \"seats\", below = 9223372036854775807 }",
            "type = \"nps\"\nrequire_if = { none = [ { question = \"g.x\", is = \"y\" }, { any = [ { hidden = \"seats\", between = [1, 5.5] } ] } ] }",
            "type = \"nps\"\nshow_if = { question = \"c\", all_of = [\"a\", \"b\"] }",
            "type = \"nps\"\nset = [ { variable = \"total\", divide = { hidden = \"seats\" }, if = { question = \"q\", above = { variable = \"total\" } } } ]",
            "type = \"nps\"\nset = [ { variable = \"words\", to = { question = \"t\" } }, { variable = \"words\", append = 3 } ]",
            "type = \"nps\"\njump = [ { if = { question = \"q\", is = 3 }, to = \"end\" } ]\nnext = \"end\"",
        ],
        with_question,
    );
}

#[test]
fn the_tables_beside_the_questions() {
    taken(
        &[
            "[[endings]]\nid = \"e\"\ntext = \"{n}\"\ndescription = \"D\"\nif = { question = \"n\", is = 1 }\nbutton = { label = \"Go\", url = \"https://example.com\" }\nimage = { src = \"https://example.com/a.png\", alt = \"A\" }",
            "[[endings]]\nid = \"e\"\nredirect = \"https://example.com/?n={n|none}\"",
            "[[quotas]]\nid = \"k\"\nlimit = 1\nif = { question = \"n\", answered = true }",
            "[[shuffle]]\nquestions = [\"c\", \"t\"]\npick = 1",
            "[prompt]\ntext = \"Now, {plan|you}?\"\naccept = \"Yes\"\ndecline = \"No\"\n[[shuffle]]\nquestions = [\"n\", \"t\"]",
            "[welcome]\ntitle = \"Hello\"\ntext = \"{words}\"\nbutton = \"Go\"\nminutes = 120\nimage = { src = \"https://example.com/a.png\", alt = \"\" }",
            "[flow]\nprogress = false\nback = false\nauto_advance = true\nkeys = false\nreview = true\nlanguages = false\ntime_limit = 20",
            "[limits]\nopens = 2026-12-01\ncloses = 2026-12-31T18:00:00Z\nresponses = 1",
            "[limits]\nopens = \"2026-12-01T09:00Z\"",
            "[limits]\nopens = \"2026-12-01T09:00:00Z\"\ncloses = \"2026-12-01\"",
            "[braze]\nsend = false\nevents = \"sdk\"",
            "[translations.pt-BR]\n\"end.text\" = \"Tchau {n}\"\n\"questions.g.rows.x\" = \"X\"\n\"questions.g.columns.y\" = \"Y\"\n\"questions.c.options.a\" = \"A\"",
        ],
        with_tables,
    );
}
