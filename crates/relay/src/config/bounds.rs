//! How much of everything strangers may use.

/// How much of everything strangers may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many proxies stand before the relay, each of which says whom it speaks for.
    pub trusted_proxies: u8,
    /// Connections at once.
    pub connections: usize,
    /// Posts of one address in a minute that prove nothing of who answers, beyond which nobody new
    /// begins there; 0 for any number.
    pub responses_per_address: u32,
    /// Posts of one respondent, or of one response of nobody known, in a minute; 0 for any number.
    pub posts_per_respondent: u32,
    /// What respondents may send along.
    pub files: FileBounds,
}

/// How much respondents may send along, in bytes where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileBounds {
    /// All together.
    pub total: u64,
    /// To one survey.
    pub per_survey: u64,
    /// From one address in a day; 0 for any amount.
    pub per_address: u64,
    /// How many files there may be that no answer names.
    pub unnamed: u32,
    /// What is left free on the disk, for answers.
    pub free: u64,
}

const GB: u64 = 1_000_000_000;

impl Default for Bounds {
    fn default() -> Self {
        Self {
            trusted_proxies: 0,
            connections: 4_096,
            responses_per_address: 300,
            posts_per_respondent: 120,
            files: FileBounds::default(),
        }
    }
}

impl Default for FileBounds {
    fn default() -> Self {
        Self { total: 10 * GB, per_survey: 5 * GB, per_address: GB / 2, unnamed: 5_000, free: GB }
    }
}
