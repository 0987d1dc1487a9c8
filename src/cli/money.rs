//! `touchpoint savings`, `touchpoint plan`, `touchpoint price`

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;

use super::{ConfigFile, Failure, Format, Voice, midnight, print, today};
use crate::assessment::price::{PriceQuestion, price};
use crate::assessment::{Assessment, assess};
use crate::config::{Aim, Billing, Config};
use crate::snapshot::Snapshot;

/// The evidence that an answer is made from.
#[derive(Debug, clap::Args)]
struct Evidence {
    /// The evidence: a snapshot.db
    #[arg(value_name = "SNAPSHOT")]
    snapshot: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    config: ConfigFile,
    /// Count ages, and take prices, from this day instead of from the end of the scan
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
}

impl Evidence {
    fn assess(&self, config: &Config, voice: Voice) -> Result<Assessment, Failure> {
        let snapshot = Snapshot::read(&self.snapshot)?;
        if snapshot.finished_at()?.is_none() {
            voice.say("this scan was cut off: what it did not come to is not counted");
        }
        Ok(assess(&snapshot, None, config, self.as_of.and_then(midnight))?)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct SavingsArguments {
    #[command(flatten)]
    evidence: Evidence,
}

#[derive(Debug, clap::Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    evidence: Evidence,
    /// What to care for first where there is not room for everything; the configuration's when left out
    #[arg(long, value_enum, value_name = "AIM")]
    first: Option<First>,
    /// Plan for so many service accounts in all, those in use among them, instead of the configured quota
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    service_accounts: Option<u32>,
}

/// What a plan cares for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum First {
    /// What stops when somebody goes; then what is saved
    Risk,
    /// What is saved; then what stops
    Cost,
}

#[derive(Debug, clap::Args)]
pub(super) struct PriceArguments {
    /// jira, confluence, jira-service-management, guard … or a Marketplace app's key
    #[arg(long, value_name = "PRODUCT")]
    product: String,
    /// standard, premium, enterprise or free
    #[arg(long, value_name = "PLAN")]
    plan: String,
    /// How it is billed
    #[arg(long, value_enum, value_name = "BILLING")]
    billing: Bill,
    /// How many seats
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    seats: u32,
    /// Take the prices of this day instead of today's
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// The site, where the configuration has a licence for each
    #[arg(long, value_name = "HOST")]
    site: Option<String>,
    /// A term of so many months as well, on an annual plan
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
    months: Option<u32>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    config: ConfigFile,
}

/// How a licence is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Bill {
    /// By the month and the seat
    Monthly,
    /// By the year and the tier
    Annual,
}

pub(super) fn savings(arguments: &SavingsArguments, voice: Voice) -> Result<ExitCode, Failure> {
    let config = arguments.evidence.config.load_if_there()?;
    let assessment = arguments.evidence.assess(&config, voice)?;
    print(&assessment.savings, arguments.evidence.format)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn plan(arguments: &PlanArguments, voice: Voice) -> Result<ExitCode, Failure> {
    let mut config = arguments.evidence.config.load_if_there()?;
    if let Some(first) = arguments.first {
        config.quota.first = match first {
            First::Risk => Aim::Risk,
            First::Cost => Aim::Cost,
        };
    }
    if let Some(limit) = arguments.service_accounts {
        config.quota.service_accounts = limit;
    }
    let assessment = arguments.evidence.assess(&config, voice)?;
    print(&assessment.plan, arguments.evidence.format)?;
    Ok(ExitCode::SUCCESS)
}

/// A price that is not known is an answer that was not given: exit code 1.
pub(super) fn cost(arguments: &PriceArguments) -> Result<ExitCode, Failure> {
    let config = arguments.config.load_if_there()?;
    let question = PriceQuestion {
        product: arguments.product.clone(),
        plan: arguments.plan.clone(),
        billing: match arguments.billing {
            Bill::Monthly => Billing::Monthly,
            Bill::Annual => Billing::Annual,
        },
        seats: arguments.seats,
        site: arguments.site.as_ref().map(|site| site.to_lowercase()),
        months: arguments.months,
        as_of: arguments.as_of.unwrap_or_else(today),
    };
    let found = price(&config, &question);
    if let Some(why) = &found.unpriced_because {
        if arguments.format == Format::Json {
            print(&found, Format::Json)?;
        }
        return Err(Failure::Job(format!("price unknown: {why}")));
    }
    print(&found, arguments.format)?;
    Ok(ExitCode::SUCCESS)
}
