//! How a report is shown: with the names of people or with pseudonyms, and by which templates.

use std::path::PathBuf;

use ring::rand::{SecureRandom, SystemRandom};

use super::{Failure, Voice};
use crate::assessment::Assessment;
use crate::assessment::pseudonyms::Pseudonyms;
use crate::config::{Config, SecretSource};
use crate::report::Templates;
use crate::scrub::Secret;
use crate::snapshot::{Snapshot, SnapshotError, hex};

/// Options of every command that writes a report.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Shown {
    /// Pseudonyms instead of people's names, addresses and account ids, in every file of the report; the snapshot keeps
    /// the names
    #[arg(long)]
    redact_people: bool,
    /// A folder with your own templates or a logo (logo.svg, logo.png, logo.jpg) for the page; `touchpoint templates`
    /// writes out those there are
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// The same, read.
pub(super) struct Look {
    pub(super) redact_people: bool,
    pub(super) templates: Templates,
    /// Somebody's own key for pseudonyms.
    key: Option<Secret>,
}

impl Shown {
    /// Reads the templates, and the key where the configuration says that there is one: what is wrong with them is told
    /// before anything is collected.
    pub(super) fn read(&self, config: &Config, voice: Voice) -> Result<Look, Failure> {
        let templates = self.templates.as_deref().map(Templates::read).transpose();
        let templates = templates.map_err(|error| Failure::Usage(error.to_string()))?.unwrap_or_default();
        let source = config.credentials.pseudonym_key.as_ref().filter(|_| self.redact_people);
        let key = source.map(|source| own_key(source, voice)).transpose()?;
        Ok(Look { redact_people: self.redact_people, templates, key })
    }
}

fn own_key(source: &SecretSource, voice: Voice) -> Result<Secret, Failure> {
    if let Some(warning) = source.warning() {
        voice.say(&format!("warning: {warning}"));
    }
    let key = source.read()?;
    if key.expose().len() < SHORTEST_KEY {
        return Err(Failure::Usage(format!(
            "the pseudonym_key is shorter than {SHORTEST_KEY} letters, so that somebody could guess it and with it try \
             names; make a long random one, for example with openssl rand -hex 32"
        )));
    }
    Ok(key)
}

/// Where the key lies in a snapshot. It opens nothing: whoever has the snapshot has the names.
const KEY: &str = "pseudonym_key";
/// A shorter key of somebody's own is refused.
const SHORTEST_KEY: usize = 16;

/// The key that comes with the evidence.
pub(super) fn noted_key(snapshot: &Snapshot) -> Result<Option<String>, SnapshotError> {
    snapshot.noted(KEY)
}

/// Notes the key of the evidence before, so that pseudonyms stay what they were; a new one where there is none.
pub(super) fn note_key(snapshot: &Snapshot, before: Option<String>) -> Result<(), Failure> {
    let key = match before {
        Some(key) => key,
        None => {
            let mut key = [0; 32];
            let random = SystemRandom::new().fill(&mut key);
            random.map_err(|_| Failure::Job("the system gives no random numbers".to_owned()))?;
            hex(&key)
        }
    };
    Ok(snapshot.note(KEY, &key)?)
}

impl Look {
    /// Takes people out of an assessment, where that is asked for.
    pub(super) fn redact(&self, assessment: &mut Assessment, snapshot: &Snapshot) -> Result<(), Failure> {
        if !self.redact_people {
            return Ok(());
        }
        let noted;
        let key = match &self.key {
            Some(key) => key.expose(),
            None => {
                noted = noted_key(snapshot)?.ok_or_else(|| {
                    Failure::Usage(
                        "this snapshot holds no key for pseudonyms: say where one is, for example \
                         pseudonym_key = { env = \"…\" } under [credentials]"
                            .to_owned(),
                    )
                })?;
                &noted
            }
        };
        let pseudonyms = Pseudonyms::of(assessment, key.as_bytes());
        let pseudonyms =
            pseudonyms.map_err(|error| Failure::Job(format!("the names cannot be looked for: {error}")))?;
        pseudonyms.apply(assessment);
        Ok(())
    }
}
