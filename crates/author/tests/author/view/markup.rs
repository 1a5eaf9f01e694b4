//! What an author writes: emphasis, links, and nothing else.

use crate::common::{html, question, session, small, submit};

/// The title of a question with this prompt.
fn title(prompt: &str) -> String {
    let prompt = serde_json::Value::from(prompt).to_string();
    let text = question("q", "type = \"statement\"\nattribute = \"q\"").replace("\"q?\"", &prompt);
    let card = html(&session(&small(&format!("variables = {{ total = 1 }}\n{text}"))));
    let title =
        card.split("tabindex=\"-1\">").nth(1).and_then(|rest| rest.split("</legend>").next());
    title.unwrap_or_default().to_owned()
}

#[test]
fn emphasis_and_links_are_markup() {
    for (prompt, markup) in [
        ("**bold** and *italic*", "<strong>bold</strong> and <em>italic</em>"),
        ("__bold__ _it_", "<strong>bold</strong> <em>it</em>"),
        ("***both***", "<em><strong>both</strong></em>"),
        (
            "[a *b*](https://example.com?a=1&b=2)",
            "<a href=\"https://example.com?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener\">a <em>b</em></a>",
        ),
        (
            "[mail](mailto:a@example.com)",
            "<a href=\"mailto:a@example.com\" target=\"_blank\" rel=\"noopener\">mail</a>",
        ),
        ("one\ntwo", "one<br>two"),
        ("one\n\ntwo", "one<br><br>two"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("\\*not\\*", "*not*"),
        ("a &amp; b &lt;i&gt;", "a &amp; b &lt;i&gt;"),
    ] {
        assert_eq!(title(prompt), markup, "{prompt}");
    }
}

#[test]
fn a_link_leads_to_a_page_or_to_mail_and_nowhere_else() {
    for prompt in [
        "[x](javascript:alert(1))",
        "[x](JavaScript:alert)",
        "[x](  javascript:alert)",
        "[x](&#x6A;avascript:alert)",
        "[x](<java script:alert>)",
        "[x](data:text/html,hello)",
        "[x](http://example.com)",
        "[x](//example.com)",
        "[x](/relative)",
        "[x](vbscript:x \"https://\")",
        "[x][y]\n\n[y]: javascript:alert",
        "[x]({total})",
        "[x](https://example.com/{total})",
    ] {
        let title = title(prompt);
        assert!(!title.contains("<a") && !title.contains("href"), "{prompt}: {title}");
        assert!(title.contains('x'), "it is shown as it stands: {title}");
    }
}

#[test]
fn anything_else_is_shown_as_it_stands() {
    for (prompt, markup) in [
        ("# No heading", "# No heading"),
        ("- no list", "- no list"),
        ("`code`", "`code`"),
        ("![alt](https://example.com/a.png)", "![alt](https://example.com/a.png)"),
        ("> quote", "&gt; quote"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("<div>\nblock\n</div>", "&lt;div&gt;\nblock\n&lt;/div&gt;"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        (
            "**bold** <script>alert(1)</script>",
            "<strong>bold</strong> &lt;script&gt;alert(1)&lt;/script&gt;",
        ),
        ("\" onfocus=\"alert(1)", "&quot; onfocus=&quot;alert(1)"),
        ("---", "---"),
    ] {
        assert_eq!(title(prompt), markup, "{prompt}");
    }
}

#[test]
fn no_entity_makes_a_gap() {
    for prompt in ["a &#xF0000;0&#xF0001; b", "&#983040;1&#983041;", "**&#xF0001;**"] {
        let title = title(prompt);
        assert!(title.contains("&amp;#"), "{prompt}: {title}");
    }
}

#[test]
fn an_error_is_tied_to_its_control() {
    let mut session = session(&small(&question("m", "type = \"email\"")));
    submit(&mut session, &[("q.m", "nobody")]);
    let html = html(&session);
    for part in [
        "aria-invalid=\"true\"",
        "aria-describedby=\"sondage-error\"",
        "id=\"sondage-error\"",
        "value=\"nobody\"",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn what_is_required_and_untouched_is_not_told_as_invalid_and_a_refused_one_is() {
    let text = "type = \"short_text\"\nrequired = true";
    let radios = "type = \"yes_no\"\nrequired = true";
    let rows = "type = \"matrix\"\nrequired = true\nevery_row = true\nrows = [{ id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }]\n\
        columns = [{ id = \"x\", label = \"X\" }, { id = \"y\", label = \"Y\" }]";
    for (own, given, untouched, refused, told) in [
        (text, vec![], 1, 0, 1),
        // Of empty radio buttons the browser itself says that they are invalid.
        (radios, vec![], 2, 0, 0),
        // What is answered is not wrong.
        (rows, vec![("q.m.a", "x")], 4, 2, 1),
    ] {
        let mut session = session(&small(&question("m", own)));
        let count =
            |html: &str, value: &str| html.matches(&format!("aria-invalid=\"{value}\"")).count();
        let before = html(&session);
        assert_eq!((count(&before, "false"), count(&before, "true")), (untouched, 0), "{before}");
        submit(&mut session, &given);
        let after = html(&session);
        assert_eq!((count(&after, "false"), count(&after, "true")), (refused, told), "{after}");
    }
}

#[test]
fn an_error_joins_the_description_and_marks_only_the_field_that_is_wrong() {
    let own = "type = \"contact\"\ndescription = \"Who?\"\nfields = [\"first_name\", \"email\"]";
    let mut session = session(&small(&question("m", own)));
    submit(&mut session, &[("q.m.email", "nobody")]);
    let html = html(&session);
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{html}");
    let described = "aria-describedby=\"sondage-description q.m.email.error sondage-error\"";
    assert_eq!(html.matches(described).count(), 1, "{html}");
    let said = "<span class=\"error\" id=\"q.m.email.error\">Please enter an e-mail address";
    assert!(html.contains(said), "{html}");
}

#[test]
fn every_field_that_is_wrong_says_so_beside_it_and_all_of_it_is_announced() {
    let own = "type = \"contact\"\nrequired = true\nfields = [\"first_name\", \"email\", \"phone\"]\n\
        required_fields = [\"first_name\", \"phone\"]";
    for (given, wrong, announced) in [
        (
            vec![("q.m.email", "nobody")],
            vec!["first_name", "email", "phone"],
            "Please fill in: First name. E-mail: Please enter an e-mail address, \
             like name@example.com. Please fill in: Phone",
        ),
        // Of nothing at all, what must be there is named.
        (vec![], vec!["first_name", "phone"], "Please fill in: First name. Please fill in: Phone"),
        (vec![("q.m.first_name", "Ada"), ("q.m.phone", "1")], vec!["phone"], ""),
    ] {
        let mut session = session(&small(&question("m", own)));
        submit(&mut session, &given);
        let html = html(&session);
        for name in ["first_name", "email", "phone"] {
            let is_wrong =
                html.contains(&format!("<span class=\"error\" id=\"q.m.{name}.error\">"));
            assert_eq!(is_wrong, wrong.contains(&name), "{name}: {html}");
        }
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), wrong.len(), "{html}");
        assert!(html.contains("id=\"sondage-error\"></p>"), "nothing is said twice: {html}");
        let all = session.error().unwrap();
        assert!(announced.is_empty() || all == announced, "{all}");
    }
}

#[test]
fn every_open_row_is_marked_and_said_once_for_all() {
    let own = "type = \"matrix\"\nrequired = true\nevery_row = true\n\
        rows = [{ id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"c\", label = \"C\" }]\n\
        columns = [{ id = \"x\", label = \"X\" }, { id = \"y\", label = \"Y\" }]";
    let mut session = session(&small(&question("m", own)));
    submit(&mut session, &[("q.m.b", "x")]);
    let html = html(&session);
    let rows = html.split("class=\"row\"").skip(1).map(|row| row.split_once('>').unwrap().0);
    let marked: Vec<bool> = rows.map(|row| row.contains("aria-invalid=\"true\"")).collect();
    assert_eq!(marked, [true, false, true], "{html}");
    assert_eq!(html.matches("Please answer every row.").count(), 1, "{html}");
}

#[test]
fn the_first_line_feed_of_an_answer_survives_the_parser() {
    let mut session = session(&small(&question("m", "type = \"long_text\"\nmax_length = 5")));
    submit(&mut session, &[("q.m", "\n\nlong enough")]);
    let html = html(&session);
    assert!(
        html.contains(">\n\n\nlong enough</textarea>"),
        "one line feed after the tag is the parser's: {html}"
    );
}

#[test]
fn what_is_wrong_beside_an_option_marks_its_field_and_what_is_wrong_with_the_whole_does_not() {
    let own = "type = \"multiple_choice\"\nother = true\nmax = 1\n\
        options = [{ id = \"a\", label = \"A\", comment = true }, { id = \"b\", label = \"B\" }]";
    for (given, told) in [
        // The comment beside it is as good as it was.
        (vec![("q.m", "+other"), ("q.m.other", "")], 1),
        (vec![("q.m", "+other"), ("q.m.other", "words"), ("q.m", "b")], 0),
    ] {
        let mut session = session(&small(&question("m", own)));
        submit(&mut session, &given);
        let html = html(&session);
        assert!(html.contains("sondage-error"), "{html}");
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), told, "{html}");
    }
}

#[test]
fn fields_say_which_of_them_may_be_left_open_where_any_may_not() {
    for (own, says) in [
        ("", [true, false, false]),
        ("required_fields = [\"email\"]", [false, true, false]),
        ("required = true\nrequired_fields = [\"email\"]", [false, true, false]),
        ("required = true", [false, true, true]),
    ] {
        let fields = "type = \"contact\"\nfields = [\"first_name\", \"email\"]\n";
        let html = html(&session(&small(&question("m", &format!("{fields}{own}")))));
        let after = |mark: &str| html.split_once(mark).unwrap().1;
        let title = after("sondage-title").split_once("</legend>").unwrap().0;
        let label = |name: &str| after(name).split_once("</label>").unwrap().0.to_owned();
        let is_said = [title.to_owned(), label(">First name"), label(">E-mail")]
            .map(|part| part.contains("Optional"));
        assert_eq!(is_said, says, "{own}: {html}");
    }
}
