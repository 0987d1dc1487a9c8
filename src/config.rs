//! temp
#![allow(missing_docs)]
use chrono::NaiveDate;
#[derive(Default, Clone, Debug)]
pub struct IdentityHints {
    pub robots: Vec<String>,
    pub people: Vec<String>,
}
impl IdentityHints {
    pub fn matches(_l: &[String], _id: &str, _e: Option<&str>) -> bool {
        false
    }
}
#[derive(Clone, Debug)]
pub struct Policy {
    pub stale_days: i64,
    pub expiring_days: i64,
}
impl Default for Policy {
    fn default() -> Self {
        Self { stale_days: 90, expiring_days: 30 }
    }
}
#[derive(Clone, Debug, Copy, PartialEq, Eq)]
pub enum Billing {
    Monthly,
    Annual,
}
#[derive(Clone, Debug)]
pub struct Licence {
    pub product: String,
    pub plan: String,
    pub billing: Billing,
    pub seats: Option<u32>,
    pub tier: Option<u32>,
    pub renewal: Option<NaiveDate>,
    pub price_per_seat: Option<String>,
    pub currency: String,
}
#[derive(Clone, Debug)]
pub struct RegisterEntry {
    pub account: String,
    pub owner: Option<String>,
    pub purpose: Option<String>,
    pub review_by: Option<NaiveDate>,
}
#[derive(Clone, Debug)]
pub struct Accept {
    pub finding: Option<String>,
    pub check: Option<String>,
    pub account: Option<String>,
    pub reason: String,
    pub approver: String,
    pub until: NaiveDate,
}
#[derive(Clone, Debug)]
pub struct Quota {
    pub service_accounts: u32,
}
impl Default for Quota {
    fn default() -> Self {
        Self { service_accounts: 5 }
    }
}
#[derive(Default, Clone, Debug)]
pub struct Config {
    pub policy: Policy,
    pub identity: IdentityHints,
    pub licences: Vec<Licence>,
    pub quota: Quota,
    pub register: Vec<RegisterEntry>,
    pub accept: Vec<Accept>,
}
impl Config {
    pub fn digest(&self) -> String {
        String::new()
    }
}
