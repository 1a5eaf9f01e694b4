//! `sondage doctor`: tries everything, a line each.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use sondage_braze::{Check, Client};

use super::studio::{self, signing_secrets};
use super::terminal::say;
use crate::settings::{Access, Address, Braze, Database, Encryption, Signing, Storage, Studio};
use sondage_intake::identity::Trust;
use sondage_relay::assets::Assets;
use sondage_relay::catalogue::Catalogue;
use sondage_relay::files;
use sondage_store::{Attempt, Clock, DeliveryCounts, Store, StoreError};

/// `sondage doctor`
#[derive(Args, Debug)]
pub(super) struct Doctor {
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    braze: Braze,
    #[command(flatten)]
    encryption: Encryption,
    #[command(flatten)]
    signing: Signing,
    #[command(flatten)]
    access: Access,
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    studio: Studio,
}

/// What came of one trial.
enum Finding {
    /// As it should be.
    Good(String),
    /// It works, and less well than it could.
    Note(String),
    /// It does not.
    Bad(String),
}

impl Doctor {
    pub(super) async fn run(&self) -> Result<ExitCode> {
        let mut findings = self.database().await;
        findings.push(("files", self.files().await));
        findings.push(("public URL", self.public_url()));
        findings.push(("widget", widget()));
        findings.push(("signing secret", self.signing().await));
        findings.push(("studio password", self.studio()));
        findings.extend(self.braze().await);
        let mut is_well = true;
        for (what, finding) in findings {
            let (mark, sentence) = match finding {
                Finding::Good(sentence) => ("ok", sentence),
                Finding::Note(sentence) => ("note", sentence),
                Finding::Bad(sentence) => {
                    is_well = false;
                    ("problem", sentence)
                }
            };
            say!("{mark:8} {what}: {sentence}")?;
        }
        Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn database(&self) -> Vec<(&'static str, Finding)> {
        let url = &self.database.url;
        let opened = async {
            let store = Store::open_existing(url, Clock::system()).await?;
            store.check().await?;
            store.check_integrity().await?;
            let n_surveys = Catalogue::load(store.clone()).await?.all_published().len();
            let counts = store.delivery_counts().await?;
            let last = store.last_attempt().await?;
            store.close().await;
            Ok::<_, StoreError>((n_surveys, deliveries(&counts, last.as_ref())))
        };
        let (database, deliveries) = match opened.await {
            Ok((0, deliveries)) => {
                let advice = "sondage publish FILE";
                let finding = format!("{url} is there, with no survey yet: {advice}");
                (Finding::Note(finding), Some(deliveries))
            }
            Ok((n, deliveries)) => {
                let surveys = super::count(n, "survey");
                (Finding::Good(format!("{url} is there, with {surveys}")), Some(deliveries))
            }
            Err(error @ StoreError::NoFile(_)) => (Finding::Note(error.to_string()), None),
            Err(error) => (Finding::Bad(error.to_string()), None),
        };
        let deliveries = deliveries.map(|finding| ("deliveries", finding));
        std::iter::once(("database", database)).chain(deliveries).collect()
    }

    fn public_url(&self) -> Finding {
        let url = self.address.public_url();
        if url.is_https() {
            Finding::Good(format!("{url}"))
        } else if url.is_loopback() {
            Finding::Note(format!(
                "{url} is this machine alone: set SONDAGE_PUBLIC_URL before anybody else is to answer"
            ))
        } else {
            Finding::Bad(format!(
                "{url} is not https://: messages and sites are secure pages, from which browsers block it as mixed content"
            ))
        }
    }

    async fn signing(&self) -> Finding {
        match self.signing.trust(&self.access) {
            Ok(Trust { secret: Some(_), requires_token: false, .. }) => Finding::Note(
                "is set, and answers without a token are believed all the same: set SONDAGE_REQUIRE_TOKEN=true".into(),
            ),
            Ok(Trust { secret: Some(_), refuses_old_tokens: true, .. }) => {
                Finding::Good("is set, and old tokens are refused".into())
            }
            Ok(Trust { secret: Some(_), .. }) => Finding::Good(
                "is set; old tokens are taken too, until SONDAGE_REFUSE_OLD_TOKENS says no".into(),
            ),
            Ok(Trust { secret: None, .. }) => self.signing_of_studio().await,
            Err(error) => Finding::Bad(format!("{error:#}")),
        }
    }

    /// What was set up in the studio, where the environment has none.
    async fn signing_of_studio(&self) -> Finding {
        let none = "is not set, so whoever answers is believed to be who they say: set SONDAGE_SIGNING_SECRET, or make one in the studio";
        // Of a database that cannot be opened the first finding tells.
        let Ok(store) = Store::open_existing(&self.database.url, Clock::system()).await else {
            return Finding::Note(none.into());
        };
        let kept = signing_secrets(store.clone(), &self.address, &self.encryption).await;
        store.close().await;
        match kept {
            Ok(Some(secrets)) if self.access.require_token().unwrap_or(secrets.requires_token) => {
                Finding::Good("is set in the studio".into())
            }
            Ok(Some(_)) => Finding::Note(
                "is set in the studio, and answers without a token are believed all the same"
                    .into(),
            ),
            Ok(None) => Finding::Note(none.into()),
            Err(error) => Finding::Bad(format!("{error:#}")),
        }
    }

    fn studio(&self) -> Finding {
        match self.studio.password() {
            Ok(Some(_)) => Finding::Good("is set".into()),
            Ok(None) => Finding::Note(
                "is not set, so files that respondents send are not handed out: set SONDAGE_STUDIO_PASSWORD"
                    .into(),
            ),
            Err(error) => Finding::Bad(format!("{error:#}")),
        }
    }

    async fn files(&self) -> Finding {
        let folder = self.storage.folder(&self.database);
        let shown = folder.display();
        match files::check(&folder).await {
            Ok(()) => Finding::Good(format!("{shown} takes what respondents send")),
            Err(error) => {
                let advice = "give this user write access to it, or set SONDAGE_FILES";
                let sentence =
                    format!("{shown} cannot take what respondents send: {error}: {advice}");
                if self.storage.is_set() { Finding::Bad(sentence) } else { Finding::Note(sentence) }
            }
        }
    }

    /// What was set up in the studio, where the database is there.
    async fn braze_of_studio(&self) -> Result<Option<Client>> {
        let store = match Store::open_existing(&self.database.url, Clock::system()).await {
            Ok(store) => store,
            // Nothing was set up yet.
            Err(StoreError::NoFile(_)) => return Ok(None),
            Err(error) => {
                let context = "the environment has no connection, and whether the studio has one could not be looked at";
                return Err(error).context(context);
            }
        };
        let client = studio::braze_client(store.clone(), &self.address, &self.encryption).await;
        store.close().await;
        client
    }

    async fn braze(&self) -> Vec<(&'static str, Finding)> {
        let of_environment = self.braze.client();
        let client = match of_environment {
            Ok(None) => self.braze_of_studio().await,
            given => given,
        };
        let client = match client {
            Ok(Some(client)) => client,
            Ok(None) => {
                let advice = "connect it in the studio, or set SONDAGE_BRAZE_ENDPOINT and SONDAGE_BRAZE_API_KEY";
                return vec![(
                    "Braze",
                    Finding::Bad(format!("is not configured, so answers stay here: {advice}")),
                )];
            }
            Err(error) => return vec![("Braze", Finding::Bad(format!("{error:#}")))],
        };
        let probe = client.probe().await;
        // Answers arrive without this one; only the figures of active people are missing.
        let kpi_mau = match probe.kpi_mau {
            Check::Good(found) => Finding::Good(found.to_string()),
            Check::Bad(found) | Check::Unknown(found) => Finding::Note(found.to_string()),
        };
        vec![
            ("Braze endpoint", needed(probe.endpoint)),
            ("Braze API key", needed(probe.key)),
            ("Braze users.track", needed(probe.users_track)),
            ("Braze kpi.mau.data_series", kpi_mau),
        ]
    }
}

fn deliveries(counts: &DeliveryCounts, last: Option<&Attempt>) -> Finding {
    let DeliveryCounts { pending, failed, .. } = counts;
    if let Some(trouble) = super::deliveries::trouble(last) {
        Finding::Bad(format!("{trouble}; {pending} wait"))
    } else if *failed > 0 {
        let advice =
            "sondage deliveries --state failed says why, and sondage deliveries retry tries again";
        Finding::Note(format!("{failed} were given up: {advice}"))
    } else {
        Finding::Good(format!("{pending} on the way, none given up"))
    }
}

fn needed(check: Check) -> Finding {
    match check {
        Check::Good(found) => Finding::Good(found.to_string()),
        Check::Bad(found) | Check::Unknown(found) => Finding::Bad(found.to_string()),
    }
}

fn widget() -> Finding {
    let assets = Assets::embedded();
    if assets.file("sondage.js").is_some() && assets.css().is_some() {
        Finding::Good("is part of this binary".into())
    } else {
        Finding::Bad(
            "is not part of this binary: build the widget, then build the relay again".into(),
        )
    }
}
