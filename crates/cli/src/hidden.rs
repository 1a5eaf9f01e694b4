//! Secrets that were given as flags, where every user of the machine can read them.

use std::env;
use std::ffi::OsString;

/// Flags that are secrets, and the variables that say the same.
const SECRETS: [(&str, &str); 6] = [
    ("--signing-secret", "SONDAGE_SIGNING_SECRET"),
    ("--signing-secret-before", "SONDAGE_SIGNING_SECRET_BEFORE"),
    ("--studio-password", "SONDAGE_STUDIO_PASSWORD"),
    ("--braze-api-key", "SONDAGE_BRAZE_API_KEY"),
    ("--metrics-token", "SONDAGE_METRICS_TOKEN"),
    ("--encryption-key", "SONDAGE_ENCRYPTION_KEY"),
];

/// Begins the program anew with such flags as variables, so that lists of processes show none of
/// them. Where that cannot be done, it goes on as it is.
pub(crate) fn take_off_the_command_line() {
    let (args, secrets) = without_secrets(env::args_os());
    if secrets.is_empty() {
        return;
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let Ok(program) = env::current_exe() else { return };
        let mut args = args.into_iter();
        let name = args.next().unwrap_or_default();
        // The process stays the one that it is, whoever waits for it.
        let _ = std::process::Command::new(program).arg0(name).args(args).envs(secrets).exec();
    }
    #[cfg(not(unix))]
    let _ = args;
}

/// The arguments without those that are secrets, and these as variables.
fn without_secrets(
    all: impl Iterator<Item = OsString>,
) -> (Vec<OsString>, Vec<(&'static str, OsString)>) {
    let (mut args, mut secrets) = (Vec::new(), Vec::new());
    let mut all = all.peekable();
    while let Some(arg) = all.next() {
        let text = arg.to_str().unwrap_or_default();
        let (flag, value) =
            text.split_once('=').map_or((text, None), |(flag, value)| (flag, Some(value)));
        match SECRETS.iter().find(|(known, _)| *known == flag) {
            None => args.push(arg),
            Some((_, variable)) => match value.map(OsString::from).or_else(|| all.next()) {
                Some(value) => secrets.push((*variable, value)),
                // There is no value: the manual says so.
                None => args.push(arg),
            },
        }
    }
    (args, secrets)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::without_secrets;

    #[test]
    fn secrets_go_and_everything_else_stays() {
        let all = "sondage serve --signing-secret a=b --listen=x --studio-password=c --braze-api-key-file d";
        let (args, secrets) = without_secrets(all.split(' ').map(OsString::from));
        assert_eq!(args.join(" ".as_ref()), "sondage serve --listen=x --braze-api-key-file d");
        let secrets: Vec<_> =
            secrets.iter().map(|(name, value)| (*name, value.to_str().unwrap())).collect();
        assert_eq!(secrets, [("SONDAGE_SIGNING_SECRET", "a=b"), ("SONDAGE_STUDIO_PASSWORD", "c")]);
        let (args, secrets) = without_secrets(["--metrics-token"].map(OsString::from).into_iter());
        assert_eq!((args.len(), secrets.len()), (1, 0));
    }
}
