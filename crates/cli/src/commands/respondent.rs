//! `sondage respondent`: what is kept of one person, to hand it over or to erase it.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use sondage_intake::export::{Revisions, export_object};
use sondage_intake::{Identifier, Millis, StoredResponse};
use sondage_relay::config::FileBounds;
use sondage_relay::files::Files;
use sondage_store::{Clock, DeliveryFilter, DeliveryRow, Store};
use uuid::Uuid;

use super::count;
use super::terminal::{note, say};
use crate::settings::{Database, Storage};

/// The most responses of one person.
const MOST: u32 = 100_000;

/// `sondage respondent export|erase`
#[derive(Args, Debug)]
pub(super) struct Respondent {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print all that is kept of one person, as JSON
    Export(Who),
    /// Erase all that is kept of one person, and say what is left to do in Braze
    Erase(Erase),
}

#[derive(Args, Debug)]
struct Erase {
    #[command(flatten)]
    who: Who,

    /// Do it; without, it is only said what would go
    #[arg(long)]
    yes: bool,
}

#[derive(Args, Debug)]
struct Who {
    #[command(flatten)]
    person: Person,

    #[command(flatten)]
    database: Database,

    #[command(flatten)]
    storage: Storage,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Person {
    /// By the id of their profile in Braze
    #[arg(long, value_name = "ID")]
    braze_id: Option<String>,

    /// By your own id
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,

    /// By an alias in Braze
    #[arg(long, value_names = ["LABEL", "NAME"], num_args = 2)]
    user_alias: Option<Vec<String>>,

    /// Of nobody known, by the response that they have the id of
    #[arg(long, value_name = "UUID", value_parser = response_id)]
    response: Option<String>,
}

/// As responses are stored by it.
fn response_id(id: &str) -> Result<String, uuid::Error> {
    Ok(Uuid::parse_str(id)?.to_string())
}

impl Person {
    fn identifier(&self) -> Option<Identifier> {
        let alias = match self.user_alias.as_deref() {
            Some([label, name]) => {
                Some(Identifier::UserAlias { name: name.clone(), label: label.clone() })
            }
            _ => None,
        };
        let braze_id = self.braze_id.clone().map(Identifier::BrazeId);
        braze_id.or_else(|| self.external_id.clone().map(Identifier::ExternalId)).or(alias)
    }
}

/// What is kept of one person.
struct Kept {
    identifier: Option<Identifier>,
    /// The response that they were named by, stored or not.
    named: Option<String>,
    responses: Vec<StoredResponse>,
    deliveries: Vec<DeliveryRow>,
    asked_at: Option<Millis>,
}

impl Respondent {
    pub(super) async fn run(&self) -> Result<()> {
        match &self.action {
            Action::Export(who) => {
                let store = Store::open_to_read(&who.database.url, Clock::system()).await?;
                let kept = who.kept(&store).await?;
                say!("{:#}", kept.to_json(&store, &who.files(&store)).await?)?;
                store.close().await;
            }
            Action::Erase(Erase { who, yes }) => {
                let store = who.open().await?;
                let kept = who.kept(&store).await?;
                if *yes {
                    kept.erase(&store, &who.files(&store)).await?;
                } else {
                    note!(
                        "{} and {} would be erased: say --yes to do it",
                        count(kept.responses.len(), "response"),
                        count(kept.deliveries.len(), "delivery")
                    );
                }
                kept.say_what_braze_has()?;
                store.close().await;
            }
        }
        Ok(())
    }
}

impl Who {
    async fn open(&self) -> Result<Store> {
        Ok(Store::open_existing(&self.database.url, Clock::system()).await?)
    }

    fn files(&self, store: &Store) -> Files {
        Files::new(&self.storage.folder(&self.database), store.clone(), FileBounds::default())
    }

    async fn kept(&self, store: &Store) -> Result<Kept> {
        let identifier = self.person.identifier();
        let ids = match (&identifier, &self.person.response) {
            (Some(identifier), _) => store.responses_of(identifier, MOST).await?,
            (None, response) => response.iter().cloned().collect(),
        };
        let (mut responses, mut deliveries) = (Vec::new(), Vec::new());
        for id in ids {
            responses.extend(store.response(&id).await?);
            let limit = Some(MOST);
            let filter = DeliveryFilter { response: Some(id), limit, ..DeliveryFilter::default() };
            deliveries.extend(store.deliveries(&filter).await?);
        }
        let asked_at = match &identifier {
            Some(identifier) => store.last_asked(identifier).await?,
            None => None,
        };
        if responses.is_empty() && asked_at.is_none() {
            note!("nothing is kept of this person");
        }
        let named = self.person.response.clone();
        Ok(Kept { identifier, named, responses, deliveries, asked_at })
    }
}

impl Kept {
    async fn to_json(&self, store: &Store, files: &Files) -> Result<Value> {
        let mut surveys: HashMap<&str, Revisions> = HashMap::new();
        let mut responses = Vec::new();
        for response in &self.responses {
            let survey = response.survey.as_str();
            if !surveys.contains_key(survey) {
                let sources = store.revisions(survey).await?;
                let read = sources.iter().filter_map(|source| source.to_published().ok()).collect();
                let revisions = Revisions::new(read)
                    .with_context(|| format!("\"{survey}\" is of a version newer than this"))?;
                surveys.insert(survey, revisions);
            }
            let Some(revisions) = surveys.get(survey) else { bail!("no survey {survey}") };
            let object = export_object(response, revisions);
            let sent = store.files_of(&response.id).await?;
            let sent = sent.into_iter().map(|file| {
                json!({
                    "file": file.id, "question": file.owner.question, "name": file.name,
                    "bytes": file.bytes, "at": files.place(&file.id),
                })
            });
            let beside = json!({ "survey": survey, "files": sent.collect::<Value>() });
            responses.push(joined(object, beside));
        }
        let deliveries = self.deliveries.iter().map(|row| {
            json!({
                "survey": row.survey, "response": row.response, "question": row.question,
                "state": row.state.as_str(), "owed_at": row.created_at.to_rfc3339(),
                "attribute": row.owed.attribute, "value": row.owed.value,
                "event": row.owed.event.as_ref().map(|event| &event.name),
            })
        });
        Ok(json!({
            "respondent": self.identifier,
            "responses": responses,
            "deliveries": deliveries.collect::<Vec<_>>(),
            "asked_at": self.asked_at.map(Millis::to_rfc3339),
        }))
    }

    async fn erase(&self, store: &Store, files: &Files) -> Result<()> {
        let mut ids: BTreeSet<String> = self.responses.iter().map(|one| one.id.clone()).collect();
        ids.extend(self.named.clone());
        if let Some(identifier) = &self.identifier {
            // From now on nothing of before is taken, so these are all.
            store.forget_person(identifier).await?;
            ids.extend(store.responses_of(identifier, MOST).await?);
        }
        let erased = store.erase_responses(&Vec::from_iter(ids)).await?;
        if let Some(identifier) = &self.identifier {
            // What was on its way to Braze meanwhile may have been noted.
            store.forget_person(identifier).await?;
        }
        // Those of before, which no answer names, go in their own time.
        let n_files = files.take_away(Millis(1)).await?;
        say!(
            "erased: {}, {}, {}",
            count(usize::try_from(erased.n_responses)?, "response"),
            count(usize::try_from(erased.n_deliveries)?, "delivery"),
            count(usize::try_from(n_files)?, "file")
        )?;
        note!(
            "What they answered until now is not taken from a browser that still has it, for 30 days."
        );
        note!("Copies of the database and of its files, as backups are, still have it.");
        Ok(())
    }

    /// What went to Braze stays there until it is erased there.
    fn say_what_braze_has(&self) -> Result<()> {
        let owed = self.deliveries.iter().map(|row| &row.owed);
        let attributes: BTreeSet<&str> =
            owed.clone().filter_map(|owed| owed.attribute.as_deref()).collect();
        let events: BTreeSet<&str> =
            owed.filter_map(|owed| Some(owed.event.as_ref()?.name.as_str())).collect();
        let Some(identifier) = &self.identifier else { return Ok(()) };
        let (array, value) = match identifier {
            Identifier::BrazeId(id) => ("braze_ids", json!(id)),
            Identifier::ExternalId(id) => ("external_ids", json!(id)),
            Identifier::UserAlias { name, label } => {
                ("user_aliases", json!({ "alias_name": name, "alias_label": label }))
            }
        };
        say!(
            "In Braze: POST /users/delete with {} erases the profile.",
            json!({ array: [value] })
        )?;
        say!("To keep it without what it was asked, set these to null by POST /users/track:")?;
        for attribute in attributes.into_iter().chain(["survey_last_asked"]) {
            say!("  attribute {attribute}")?;
        }
        for event in events {
            say!("  event {event} (events cannot be taken back: only deleting the profile does)")?;
        }
        note!(
            "What was delivered more than 30 days ago is not remembered here, and may be there too."
        );
        Ok(())
    }
}

/// An object with what another one has, too.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Some(one), Value::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}
