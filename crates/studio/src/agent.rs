//! What a browser calls itself, in a name that people know.

/// Browsers by what tells them from those that they pretend to be, in the order to look for them.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

/// What they run on, in the same way: an iPad says that it is like a Mac, and Android that it is Linux.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Which browser it is and what it runs on, as far as it says: `Firefox, Linux`; of one that is not
/// known, the first of its own words.
pub(crate) fn name_of_agent(agent: &str) -> Option<String> {
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| (*name).to_owned())
    };
    let first = || agent.split_whitespace().next().map(str::to_owned);
    let browser = known(&BROWSERS).or_else(first)?;
    Some(known(&SYSTEMS).map_or(browser.clone(), |system| format!("{browser}, {system}")))
}

#[cfg(test)]
mod tests {
    use super::name_of_agent;

    #[test]
    fn a_browser_has_the_name_that_people_know_it_by() {
        let mozilla = "Mozilla/5.0";
        for (agent, name) in [
            ("(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge, Windows",
            ),
            (
                "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "Safari, macOS",
            ),
            (
                "(iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
                "Chrome, iPhone",
            ),
            (
                "(Linux; Android 16; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
                "Samsung Internet, Android",
            ),
        ] {
            assert_eq!(name_of_agent(&format!("{mozilla} {agent}")).as_deref(), Some(name));
        }
        assert_eq!(name_of_agent("curl/8.14.1").as_deref(), Some("curl/8.14.1"));
        assert_eq!(name_of_agent(" "), None);
    }
}
