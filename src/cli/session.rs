//! What scan and demo share: collect into a snapshot, assess it, write the report, say where it lies.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::colour;
use super::progress::Progress;
use super::shown::{self, Look};
use super::{Failure, Verdict, Voice, answer, now};
use crate::assessment::{Assessment, assess_over_time};
use crate::collect::{Access, Credential, Keys, Scan, SiteReach, Suspects};
use crate::config::Config;
use crate::estate::Estate;
use crate::identity::{self, Class};
use crate::report;
use crate::scrub::{Scrubber, Secret};
use crate::snapshot::{Coverage, Snapshot, SnapshotError, record, rfc3339};
use crate::wire::Options;

/// Where the evidence lies in an output folder.
pub(super) fn snapshot_path(folder: &Path) -> PathBuf {
    folder.join("snapshot.db")
}

/// The evidence before this one, if any, and the file to write into.
pub(super) struct Evidence {
    pub(super) snapshot: Snapshot,
    pub(super) past: Past,
}

/// What was found before.
#[derive(Default)]
pub(super) struct Past {
    /// The snapshot to compare with.
    pub(super) baseline: Option<Snapshot>,
    /// Those before it: what was found then, and is back, is reopened.
    pub(super) earlier: Vec<Snapshot>,
}

/// So many snapshots before the baseline are looked at: three years of quarters.
const REMEMBERED: usize = 12;

/// Opens the evidence file of a folder. An unfinished one of the same configuration is gone on with; a
/// finished one becomes history, and the baseline of the new one.
pub(super) fn open_evidence(
    folder: &Path,
    digest: &str,
    fresh: bool,
    voice: Voice,
) -> Result<Evidence, Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::Job(format!("cannot make the folder {}: {error}", folder.display())))?;
    let path = snapshot_path(folder);
    let mut past = Past::default();
    let mut key = None;
    if path.exists() {
        let existing = Snapshot::open(&path)?;
        key = shown::noted_key(&existing)?;
        match existing.finished_at()? {
            Some(finished) => {
                let name = format!("{}.db", rfc3339(finished).replace(':', "-"));
                let kept = folder.join("history").join(name);
                drop(existing);
                move_aside(&path, &kept)?;
                if !fresh {
                    past = history(folder)?;
                    past.baseline = Some(Snapshot::read(&kept)?);
                }
            }
            None if fresh => voice.say("an unfinished scan is replaced"),
            None if existing.noted("config_digest")?.as_deref() != Some(digest)
                || existing.noted("mode")?.as_deref() != Some("scan") =>
            {
                voice.say("what was left unfinished here, under another configuration, is replaced");
            }
            None if !is_recent(&existing)? => {
                voice.say("an unfinished scan is too old to go on with, and is replaced");
            }
            None => {
                voice.say("going on with the scan that was cut off here");
                return Ok(Evidence { snapshot: existing, past: history(folder)? });
            }
        }
    }
    let snapshot = Snapshot::create(&path)?;
    shown::note_key(&snapshot, key)?;
    Ok(Evidence { snapshot, past })
}

/// Hours for which a cut-off scan may be gone on with: evidence of two different days is not one state of things.
const RESUMABLE_HOURS: i64 = 12;

fn is_recent(snapshot: &Snapshot) -> Result<bool, Failure> {
    let started = snapshot.noted("started_at")?;
    let started = started.and_then(|text| text.parse::<chrono::DateTime<chrono::Utc>>().ok());
    Ok(started.is_some_and(|started| (now() - started).num_hours() < RESUMABLE_HOURS))
}

fn move_aside(path: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::Job(format!("cannot move {} to {}: {error}", path.display(), to.display()))
    };
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::rename(path, to).map_err(failed)
}

/// The snapshots of a folder's history. Their names are times, so the last name is the newest, which is the baseline.
fn history(folder: &Path) -> Result<Past, Failure> {
    let Ok(entries) = std::fs::read_dir(folder.join("history")) else { return Ok(Past::default()) };
    let names = entries.flatten().map(|entry| entry.path());
    let mut names: Vec<PathBuf> =
        names.filter(|path| path.extension().is_some_and(|extension| extension == "db")).collect();
    names.sort();
    let baseline = names.pop().map(|path| Snapshot::read(&path)).transpose()?;
    let earlier = names.split_off(names.len().saturating_sub(REMEMBERED));
    // One that cannot be read any more only knows less of what came back.
    Ok(Past { baseline, earlier: earlier.iter().filter_map(|path| Snapshot::read(path).ok()).collect() })
}

/// Notes who made a snapshot, with what, when.
pub(super) fn note_provenance(
    snapshot: &Snapshot,
    mode: &str,
    config: &Config,
    run_by: &str,
) -> Result<(), Failure> {
    if snapshot.noted("started_at")?.is_none() {
        snapshot.note("started_at", &rfc3339(now()))?;
    }
    snapshot.note("mode", mode)?;
    snapshot.note("tool_version", env!("CARGO_PKG_VERSION"))?;
    snapshot.note("config_digest", &config.digest())?;
    snapshot.note("run_by", run_by)?;
    if let Some(org) = &config.org {
        snapshot.note("org", &org.id)?;
    }
    Ok(())
}

/// Reads the secrets from where the configuration says they are, or says which one is missing.
fn keys(config: &Config, voice: Voice) -> Result<Keys, Failure> {
    let credentials = &config.credentials;
    let sources = [&credentials.org_key, &credentials.site_email, &credentials.site_token];
    for source in sources.into_iter().flatten() {
        if let Some(warning) = source.warning() {
            voice.say(&format!("warning: {warning}"));
        }
    }
    if config.org.is_none() && config.sites.is_empty() {
        return Err(Failure::Usage(
            "the configuration names neither an [org] nor a [[site]]: there is nothing to scan".to_owned(),
        ));
    }
    let needed = |missing: bool, what: &str, key: &str| match missing {
        true => Err(Failure::Usage(format!(
            "the configuration has {what} but no `{key}` under [credentials]: say where it is, for example \
             {key} = {{ env = \"…\" }}"
        ))),
        false => Ok(()),
    };
    needed(config.org.is_some() && credentials.org_key.is_none(), "an [org]", "org_key")?;
    needed(!config.sites.is_empty() && credentials.site_token.is_none(), "a [[site]]", "site_token")?;
    let read = |source: &Option<crate::config::SecretSource>| source.as_ref().map(|s| s.read()).transpose();
    Ok(Keys {
        org_key: if config.org.is_some() { read(&credentials.org_key)? } else { None },
        site_email: match config.sites.is_empty() {
            true => None,
            false => read(&credentials.site_email)?.map(|email| email.expose().to_owned()),
        },
        site_token: if config.sites.is_empty() { None } else { read(&credentials.site_token)? },
    })
}

/// A scan that is ready to begin: its secrets are read and its sessions open. Nothing of what an earlier scan
/// left has been touched yet.
pub(super) struct Ready {
    access: Access,
    scrubber: Arc<Scrubber>,
    run_by: String,
}

/// Reads the secrets and opens the sessions.
pub(super) async fn prepare(config: &Config, voice: Voice) -> Result<Ready, Failure> {
    let keys = keys(config, voice)?;
    let scrubber = Arc::new(Scrubber::new().knowing(spellings(&keys)));
    let mut options = Options::new(now);
    options.requests_per_second = f64::from(config.pace.requests_per_second);
    options.concurrency = config.pace.concurrency;
    let access = Access::open(config, &keys, &options, &scrubber).await?;
    let run_by = keys.site_email.clone().unwrap_or_else(|| "an API key of the organisation".to_owned());
    Ok(Ready { access, scrubber, run_by })
}

/// Our own credentials in every spelling in which a server may send them back.
fn spellings(keys: &Keys) -> Vec<Secret> {
    let mut plain: Vec<String> =
        keys.org_key.iter().chain(&keys.site_token).map(|key| key.expose().to_owned()).collect();
    if let (Some(email), Some(token)) = (&keys.site_email, &keys.site_token) {
        plain.push(format!("{email}:{}", token.expose()));
    }
    let encoded = plain.iter().flat_map(|text| {
        [
            STANDARD.encode(text),
            STANDARD_NO_PAD.encode(text),
            URL_SAFE.encode(text),
            URL_SAFE_NO_PAD.encode(text),
        ]
    });
    let percent = plain.iter().map(|text| percent_encoded(text));
    encoded.chain(percent).chain(plain.iter().cloned()).map(Secret::new).collect()
}

fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// Which surfaces to look at, once what was read so far tells.
type Further = Box<dyn FnOnce(&Snapshot) -> Result<BTreeSet<&'static str>, Failure> + Send>;

/// What of an organisation is read.
pub(super) enum Focus {
    /// All of it.
    Everything,
    /// These surfaces, then those that they lead to.
    Some(BTreeSet<&'static str>, Further),
}

/// Collects into the snapshot. Interrupted, it leaves what it has, to be gone on with.
pub(super) async fn collect(
    config: &Config,
    ready: Ready,
    snapshot: Snapshot,
    focus: Focus,
    voice: Voice,
) -> Result<Snapshot, Failure> {
    let Ready { access, scrubber, run_by } = ready;
    note_provenance(&snapshot, "scan", config, &run_by)?;
    if access.sites.iter().any(|site| matches!(site.reach, SiteReach::Host)) {
        snapshot.note("person", &run_by)?;
    }
    for site in &access.sites {
        if let Ok(cloud_id) = &site.cloud_id {
            snapshot.note(&format!("site:{cloud_id}"), &site.host)?;
        }
    }
    let snapshot = Arc::new(Mutex::new(snapshot));
    let progress = Arc::new(Progress::new(voice));
    let watching = Arc::clone(&progress);
    let kept = match &focus {
        Focus::Everything => "interrupted; what was read is kept, run the same command again to go on",
        Focus::Some(..) => "interrupted; without the whole there is no answer, run the same command again",
    };
    let (only, further) = match focus {
        Focus::Everything => (None, None),
        Focus::Some(first, further) => (Some(first), Some(further)),
    };
    let mut scan = Scan {
        access,
        snapshot: Arc::clone(&snapshot),
        scrubber,
        now,
        concurrency: config.pace.concurrency,
        watch: Arc::new(move |event| watching.tell(&event)),
        suspects: suspects(config),
        only,
        probing: false,
    };
    // A task of its own: whatever it is busy with, Ctrl-C is heard.
    let running = tokio::spawn(async move {
        scan.run().await?;
        if let Some(further) = further {
            let more = further(&scan.snapshot.lock().unwrap_or_else(PoisonError::into_inner))?;
            scan.only = Some(more);
            scan.run().await?;
        }
        Ok::<(), Failure>(())
    });
    let outcome = tokio::select! {
        outcome = running => outcome.map_err(|broken| Failure::Job(format!("the scan broke off: {broken}"))),
        _ = tokio::signal::ctrl_c() => Err(Failure::Job(kept.to_owned())),
    };
    progress.finish();
    outcome??;
    let snapshot = Arc::into_inner(snapshot)
        .ok_or_else(|| Failure::Job("the snapshot is still being written to".to_owned()))?;
    let snapshot = snapshot.into_inner().unwrap_or_else(PoisonError::into_inner);
    snapshot.finish(now())?;
    Ok(snapshot)
}

/// What a look at every surface came to.
pub(super) struct Examined {
    pub(super) credentials: Vec<Credential>,
    pub(super) coverage: Vec<Coverage>,
}

/// Asks every surface if it answers, one page of each list, and keeps nothing.
pub(super) async fn examine(config: &Config, ready: Ready) -> Result<Examined, Failure> {
    let Ready { access, scrubber, .. } = ready;
    let snapshot = Arc::new(Mutex::new(Snapshot::scratch()?));
    let scan = Scan {
        access: access.clone(),
        snapshot: Arc::clone(&snapshot),
        scrubber,
        now,
        concurrency: config.pace.concurrency,
        watch: Arc::new(|_| ()),
        suspects: Arc::new(anybody),
        only: None,
        probing: true,
    };
    scan.run().await?;
    let credentials = access.credentials(&snapshot).await?;
    let coverage = snapshot.lock().unwrap_or_else(PoisonError::into_inner).coverage()?;
    Ok(Examined { credentials, coverage })
}

/// Some account that was seen: whether a question about an account is answered does not depend on which.
fn anybody(snapshot: &Snapshot) -> Result<Vec<String>, SnapshotError> {
    let known = [record::JIRA_USER, record::DIRECTORY_USER].map(|kind| snapshot.records(kind));
    let mut seen = Vec::new();
    for records in known {
        seen.extend(records?.into_iter().map(|record| record.key).take(1));
    }
    Ok(seen)
}

/// Whom the surfaces that cost a request for each account ask about: accounts that look like robots, from what was
/// read so far.
fn suspects(config: &Config) -> Suspects {
    let hints = config.identity.clone();
    Arc::new(move |snapshot| {
        let estate = Estate::read(snapshot, now())?;
        let verdicts = identity::classify(&estate, &hints, now());
        let robots = verdicts.iter().filter(|(_, verdict)| verdict.class == Class::Robot);
        Ok(robots.map(|(id, _)| id.to_string()).collect())
    })
}

/// Assesses a snapshot, writes the report, prints the summary, where the report lies, and what only somebody who
/// knows the organisation can answer.
pub(super) fn conclude(
    snapshot: &Snapshot,
    past: &Past,
    config: &Config,
    verdict: &Verdict,
    shown: &Look,
    folder: &Path,
) -> Result<(Assessment, ExitCode), Failure> {
    let (baseline, earlier) = (past.baseline.as_ref(), &past.earlier);
    let mut assessment = assess_over_time(snapshot, baseline, earlier, config, verdict.as_of())?;
    shown.redact(&mut assessment, snapshot)?;
    report::write_with(&assessment, &shown.templates, folder)?;
    let summary = report::summary(&assessment) + &report::place(&folder.join("report.html"));
    colour::answer(summary.trim_end());
    let questions = report::questions(&assessment, &config.identity);
    // Lines with pseudonyms would mean nobody.
    if !questions.is_empty() && !shown.redact_people {
        answer(&format!("\n{}", questions.trim_end()));
    }
    let code = verdict.judge(&assessment);
    Ok((assessment, code))
}
