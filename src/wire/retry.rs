//! Which failures are worth another try, and when.
//!
//! At most four tries, two seconds before the second, doubled each time up to 30, times 0.7 to 1.3: Atlassian's
//! own advice (<https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>). Everything sent here only
//! reads, so a repeated request does no harm.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

use super::error::{Broken, ErrorKind};

const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(30);

/// Whether a request that failed with `kind` on try number `tries` (from 1) gets another one.
pub(super) fn again(kind: &ErrorKind, tries: u32, most: u32) -> bool {
    let most = match kind {
        ErrorKind::RateLimited { .. } => most,
        ErrorKind::Transport(Broken::Connect { .. } | Broken::Timeout | Broken::Interrupted { .. }) => most,
        // 409 is how Jira's users/search says that it was interrupted or took more than ten seconds.
        ErrorKind::Client { status: 408 | 409 } => most,
        ErrorKind::Server { status: 502..=504 } => most,
        // The API-token list answers 500 to a parameter it does not know; asking four times will not teach it.
        ErrorKind::Server { status: 500 } => most.min(2),
        // A document that cannot be read now cannot be read later; a refused credential stays refused.
        _ => 1,
    };
    tries < most
}

/// The pause after try number `tries` (from 1), before jitter.
pub(super) fn backoff(tries: u32) -> Duration {
    FIRST.saturating_mul(1 << tries.saturating_sub(1).min(8)).min(LONGEST)
}

/// Randomness to keep tasks that failed together from returning together. Nothing secret hangs on it.
pub(super) struct Jitter(AtomicU64);

impl Jitter {
    pub(super) fn new() -> Self {
        let mut seed = [0; 8];
        // Without randomness the spread is the same in every run, which is still a spread.
        let _ = SystemRandom::new().fill(&mut seed);
        Self(AtomicU64::new(u64::from_le_bytes(seed)))
    }

    /// `pause` times 0.7 to 1.3.
    pub(super) fn spread(&self, pause: Duration) -> Duration {
        pause.mul_f64(0.7 + 0.6 * self.unit())
    }

    /// The next number from 0 to 1: SplitMix64, whose state is a plain counter and so needs no lock.
    fn unit(&self) -> f64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut bits = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }
}
