//! How fast a server is asked, and when it is left alone.
//!
//! Three things decide when a request may go, from coarse to fine:
//!
//! 1. **Gates.** A server that says "wait" closes a gate: for the endpoint family it spoke of, or, when a quota
//!    is used up, for the whole host. All requests wait at the same gate. Were each task to sleep its own
//!    `Retry-After` instead, the others would go on asking and be refused in vain, and Atlassian answers a
//!    request sent too early with the same or a longer wait (JRACLOUD-69262).
//! 2. **A family's own rate.** A refusal halves it, answers let it grow again by [`RECOVERY`]; so a server whose
//!    limit lies below ours is met at its limit instead of being run against it.
//! 3. **The host's ceiling**, `requests_per_second`, by [governor]: the burst is 1, so requests are spread out
//!    evenly, and a pause does not save up a flood.
//!
//! Time is tokio's, so that tests can turn it forward.

use std::collections::BTreeMap;
use std::ops::Add;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

use super::headers::{Scope, Signals};

/// How fast a family's rate grows again: requests per second, per second.
const RECOVERY: f64 = 2.0;
/// A family is never asked more slowly than this, in requests per second: waits beyond are the gates' business.
const SLOWEST: f64 = 0.2;
/// A 429 without any header: one second, doubled with each refusal in a row, up to this.
const LONGEST_GUESS: Duration = Duration::from_secs(60);
/// An exhausted limit that does not tell its reset: burst limits count by the second.
const BURST_WINDOW: Duration = Duration::from_secs(1);

/// tokio's clock in the shape governor wants it. governor's own does not stand still when a test stops time.
#[derive(Debug, Clone, Copy, Default)]
struct TokioClock;

/// An instant of [`TokioClock`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tick(Instant);

impl Add<Nanos> for Tick {
    type Output = Tick;

    fn add(self, wait: Nanos) -> Tick {
        Tick(self.0 + Duration::from(wait))
    }
}

impl Reference for Tick {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        self.0.checked_sub(duration.into()).map_or(*self, Tick)
    }
}

impl Clock for TokioClock {
    type Instant = Tick;

    fn now(&self) -> Tick {
        Tick(Instant::now())
    }
}

type Ceiling = RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Tick>>;

/// The pace of one host, shared by every session that talks to it.
pub(super) struct Pace {
    ceiling: Ceiling,
    fastest: f64,
    seats: Semaphore,
    longest_wait: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    host_opens: Option<Instant>,
    families: BTreeMap<&'static str, Family>,
}

#[derive(Default)]
struct Family {
    opens: Option<Instant>,
    /// Refusals without a header since the last answer.
    guesses: u32,
    /// Requests per second; none while the family never had to slow down.
    rate: Option<f64>,
    /// When the family's own rate allows the next request.
    next: Option<Instant>,
}

/// The server wants to be left alone for longer than the session is willing to wait.
#[derive(Debug)]
pub(super) struct TooLong(pub Duration);

enum Slot {
    Free,
    /// The host's ceiling allows the next request then.
    Later(Instant),
    /// A gate is closed, or the family's own rate wants a pause.
    Closed,
}

impl Pace {
    /// `fastest` in requests per second, finite and above zero; `seats` requests in flight at once.
    pub(super) fn new(fastest: f64, seats: usize, longest_wait: Duration) -> Option<Self> {
        let spacing = Duration::try_from_secs_f64(1.0 / fastest).ok().filter(|_| fastest > 0.0)?;
        let quota = Quota::with_period(spacing)?;
        Some(Self {
            ceiling: RateLimiter::direct_with_clock(quota, TokioClock),
            fastest,
            seats: Semaphore::new(seats),
            longest_wait,
            state: Mutex::default(),
        })
    }

    /// Waits until a request of `family` may go; it must be sent at once, and the seat kept until the answer is
    /// read.
    ///
    /// A single wait is bounded by `longest_wait`. Their number is bounded too: every one of them stems from
    /// another request's refusal, and requests give up after a few tries.
    pub(super) async fn admit(&self, family: &'static str) -> Result<SemaphorePermit<'_>, TooLong> {
        loop {
            // Wait at a gate without a seat: a family told to wait for minutes must not keep the others out.
            let now = Instant::now();
            if let Some(opens) = self.lock().gate(family, now)
                && opens - now > self.longest_wait
            {
                return Err(TooLong(opens - now));
            }
            let closed = self.lock().closed(family, now);
            if let Some(opens) = closed {
                sleep_until(opens).await;
                continue; // whatever was true before the sleep may not be true after it
            }
            let Ok(seat) = self.seats.acquire().await else { continue };
            loop {
                match self.slot(family) {
                    Slot::Free => return Ok(seat),
                    Slot::Later(then) => sleep_until(then).await,
                    Slot::Closed => break,
                }
            }
        }
    }

    /// Takes a slot if there is one. Gate and ceiling are looked at under one lock, so that a refusal arriving
    /// meanwhile is either seen here or came after the request was on its way.
    fn slot(&self, family: &'static str) -> Slot {
        let mut state = self.lock();
        let now = Instant::now();
        if state.closed(family, now).is_some() {
            return Slot::Closed;
        }
        if let Err(busy) = self.ceiling.check() {
            return Slot::Later(now + busy.wait_time_from(Tick(now)));
        }
        let family = state.families.entry(family).or_default();
        family.next = family.rate.map(|rate| now + Duration::from_secs_f64(1.0 / rate));
        Slot::Free
    }

    /// The server refused (429, or 503 with a wait): closes the gate and returns for how long.
    pub(super) fn refused(&self, name: &'static str, signals: &Signals) -> Duration {
        let mut guard = self.lock();
        let state = &mut *guard;
        let now = Instant::now();
        // Requests that were under way together are refused together; only the first refusal counts.
        let first = state.gate(name, now).is_none();
        let family = state.families.entry(name).or_default();
        let wait = signals.wait().unwrap_or_else(|| {
            if first {
                family.guesses += 1;
            }
            let doubled = Duration::from_secs(1 << family.guesses.saturating_sub(1).min(16));
            doubled.min(LONGEST_GUESS)
        });
        if first && signals.scope == Scope::Family {
            let rate = family.rate.unwrap_or(self.fastest) / 2.0;
            family.rate = Some(rate.max(SLOWEST.min(self.fastest)));
        }
        let opens = now + wait;
        let gate = match signals.scope {
            Scope::Family => &mut family.opens,
            Scope::Host => &mut state.host_opens,
        };
        *gate = (*gate).max(Some(opens));
        wait
    }

    /// The server answered: lets the family grow faster again, and heeds a warning before it becomes a refusal.
    pub(super) fn answered(&self, family: &'static str, signals: &Signals) {
        let mut state = self.lock();
        let now = Instant::now();
        let family = state.families.entry(family).or_default();
        family.guesses = 0;
        family.rate = family
            .rate
            // One answer is one request's time at this rate, so the sum over a second is `RECOVERY`.
            .map(|rate| rate + RECOVERY / rate.max(1.0))
            .filter(|rate| *rate < self.fastest);
        if signals.near_limit {
            let half = self.fastest / 2.0;
            family.rate = Some(family.rate.map_or(half, |rate| rate.min(half)));
        }
        if signals.exhausted {
            let opens = now + signals.reset.unwrap_or(BURST_WINDOW);
            family.opens = family.opens.max(Some(opens));
        }
    }

    /// The lock is held for arithmetic only; a panic within it leaves nothing half done worth refusing for.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// When the server lets `family` in again, if not now.
    fn gate(&self, family: &str, now: Instant) -> Option<Instant> {
        let own = self.families.get(family).and_then(|family| family.opens);
        own.max(self.host_opens).filter(|opens| *opens > now)
    }

    /// When `family` may be asked again, if not now: the server's gates and its own slow rate.
    fn closed(&self, family: &str, now: Instant) -> Option<Instant> {
        let paced = self.families.get(family).and_then(|family| family.next);
        self.gate(family, now).max(paced.filter(|next| *next > now))
    }
}
