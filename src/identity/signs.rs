//! The one table of signs: what speaks for a robot or a person, with its weight and its sentence.
//!
//! Positive weights speak for a robot, negative ones for a person. The table and the way in which its weights are
//! added up are the whole of the method.

use std::borrow::Cow;

use super::{Class, Confidence, Verdict};

/// What a sign is taken from. What several signs of one aspect say is one thing said in several ways, so each aspect
/// counts up to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The display name.
    Name,
    /// The e-mail address.
    Address,
    /// Page views, the use of tokens, what was made.
    Use,
    /// The audit log.
    Log,
    /// What the directory says: title, second factor, where the account comes from.
    Record,
    /// Groups.
    Groups,
    /// What the organisation calls its other robots.
    Pattern,
    /// Rules and tokens it holds.
    Holdings,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Aspect; 8] = [
        Aspect::Name,
        Aspect::Address,
        Aspect::Use,
        Aspect::Log,
        Aspect::Record,
        Aspect::Groups,
        Aspect::Pattern,
        Aspect::Holdings,
    ];

    /// What it is called in the documentation.
    pub fn title(self) -> &'static str {
        match self {
            Aspect::Name => "display name",
            Aspect::Address => "e-mail address",
            Aspect::Use => "use",
            Aspect::Log => "audit log",
            Aspect::Record => "directory",
            Aspect::Groups => "groups",
            Aspect::Pattern => "naming patterns",
            Aspect::Holdings => "holdings",
        }
    }

    /// Whether it is what an account is called, which proves nothing by itself.
    fn is_name(self) -> bool {
        matches!(self, Aspect::Name | Aspect::Address | Aspect::Pattern)
    }

    /// The most that its signs may say for a person and for a robot.
    pub fn bounds(self) -> (i32, i32) {
        match self {
            Aspect::Name => (-2, 5),
            Aspect::Address => (-3, 4),
            Aspect::Use => (-2, 4),
            Aspect::Log => (-3, 4),
            Aspect::Record => (-4, 4),
            Aspect::Groups => (0, 3),
            Aspect::Pattern => (0, 4),
            Aspect::Holdings => (-1, 2),
        }
    }
}

/// A sign: what speaks for a robot or a person, and how much.
#[derive(Debug, PartialEq, Eq)]
pub struct Sign {
    /// Its name in the documentation.
    pub id: &'static str,
    /// What it is taken from.
    pub aspect: Aspect,
    /// How much it says; for a person where negative.
    pub weight: i32,
    /// Why it says that.
    pub why: &'static str,
}

macro_rules! signs {
    ($($name:ident: $id:literal, $aspect:ident, $weight:literal, $why:literal;)*) => {
        $(pub(super) const $name: &Sign =
            &Sign { id: $id, aspect: Aspect::$aspect, weight: $weight, why: $why };)*
        /// Every sign.
        pub const SIGNS: &[&Sign] = &[$($name),*];
    };
}

signs! {
    NAME_ONLY_MACHINE: "name-only-machine", Name, 5,
        "The name is made of nothing but words for programs, tools, accounts and what they are for.";
    NAME_ROBOT_WORD: "name-robot-word", Name, 4,
        "The name has a word that only programs are called by, beside others.";
    NAME_MARKED: "name-marked", Name, 4,
        "The name is marked as a program's in brackets: [bot], (service account).";
    NAME_DUMMY: "name-dummy", Name, 4,
        "The name is that of somebody who does not exist: Test User, Max Mustermann.";
    NAME_TOOL: "name-tool", Name, 4,
        "The account is called after a tool that connects to others.";
    NAME_PURPOSES: "name-purposes", Name, 3,
        "The name has several words for what an account is for.";
    NAME_TASK: "name-task", Name, 3,
        "The name is one word for a task or an account.";
    NAME_MAILBOX: "name-mailbox", Name, 2,
        "The name is that of a desk, a team or a mailbox, at which several people may sit.";
    NAME_AMBIGUOUS: "name-ambiguous", Name, 1,
        "The name has a word that programs are called by, but people are called so too. The answer is a question then, \
         unless other things than names speak clearly.";
    NAME_NUMBER: "name-number", Name, 1,
        "There is a number in the name.";
    NAME_CODED: "name-coded", Name, 1,
        "The name is a log-in, or begins with the same code as the address: zz_report, F-Purchasing.";
    NAME_HUMAN_FORM: "name-human-form", Name, -1,
        "The name has the form of a person's: a given and a family name.";
    ADDRESS_ROBOT_WORD: "address-robot-word", Address, 4,
        "The address has a word that only programs are called by.";
    ADDRESS_TOOL: "address-tool", Address, 3,
        "The address is that of a tool.";
    ADDRESS_TASK: "address-task", Address, 2,
        "The address is that of a task or an account, not of a person.";
    ADDRESS_DESK: "address-desk", Address, 1,
        "The address is that of a desk, a team or a mailbox.";
    ADDRESS_AMBIGUOUS: "address-ambiguous", Address, 1,
        "The address has a word that programs are called by, but people are called so too.";
    ADDRESS_HYPHENED: "address-hyphened", Address, 1,
        "The address sets a program's word apart by a hyphen; people set their names apart by dots.";
    ADDRESS_OF_NAME: "address-of-name", Address, -3,
        "The address is made of given and family name.";
    ADDRESS_SHORT_OF_NAME: "address-short-of-name", Address, -2,
        "The address is made of initials and a name of this person.";
    ADDRESS_ONE_NAME: "address-one-name", Address, -1,
        "The address is one of the two names of this person.";
    ADDRESS_HUMAN_FORM: "address-human-form", Address, -1,
        "The address has the form of a person's: two words, neither of them a program's.";
    USE_TOKEN_ALONE: "token-used-never-viewed", Use, 4,
        "It holds a seat, no page view is on record, and its token is used: nobody sits there. Page views are up to a \
         day late, and the use of an API does not count as one, as far as is known.";
    USE_TOKEN_LONG_AFTER: "token-used-long-after-views", Use, 3,
        "Its token is used though nobody viewed a page for half a year.";
    USE_MADE_UNSEEN: "made-things-never-viewed", Use, 3,
        "It makes issues, and no page view is on record.";
    USE_NEVER_VIEWED: "never-viewed", Use, 1,
        "It holds a seat and never viewed a page. Some people never do.";
    USE_VIEWED: "viewed-lately", Use, -1,
        "A page was viewed in the last 45 days. Somebody may log in to a robot too.";
    LOG_ROUND_THE_CLOCK: "log-round-the-clock", Log, 4,
        "The audit log shows it at all hours and on all days of the week, as no single person works.";
    LOG_BY_TOKEN: "log-by-token", Log, 1,
        "The audit log shows it with tokens alone.";
    LOG_OFFICE_HOURS: "log-office-hours", Log, -3,
        "The audit log shows it without a token, and within the working hours of a day.";
    LOG_BY_HAND: "log-by-hand", Log, -2,
        "The audit log shows it without a token: somebody logged in.";
    RECORD_MACHINE_TITLE: "title-of-a-machine", Record, 4,
        "The job title says that it is no person.";
    RECORD_TITLE: "job-title", Record, -3,
        "It has a job title.";
    RECORD_DEPARTMENT: "department", Record, -1,
        "It has a department. Robots are filed under one too.";
    RECORD_NO_TITLE: "no-title-where-all-have", Record, 1,
        "It has no job title, where nearly all people of the organisation have one.";
    RECORD_INVITED: "invited-where-all-synced", Record, 1,
        "It was invited by hand, where nearly all people come from an identity provider.";
    RECORD_NO_FACTOR: "no-second-factor", Record, 1,
        "It has no second factor, where nearly all people have one, or was invited by hand as well.";
    RECORD_FACTOR: "second-factor", Record, -1,
        "It has a second factor.";
    GROUP_OF_MACHINES: "group-of-machines", Groups, 3,
        "It is in a group whose name says that its members are programs.";
    GROUP_OF_ROBOTS: "group-of-robots", Groups, 2,
        "It is in a group whose other members are robots.";
    PATTERN_OF_ROBOTS: "pattern-of-robots", Pattern, 4,
        "It is named in a way in which this organisation names its robots, and hardly anybody else.";
    PATTERN_SERIES: "pattern-series", Pattern, 2,
        "Several accounts share its name but for a number.";
    PATTERN_OF_NOBODY: "pattern-of-nobody", Pattern, 2,
        "It is named in a way in which several accounts are named, some of which look like robots and none like a \
         person.";
    HOLDS_MACHINE_TOKENS: "tokens-of-integrations", Holdings, 1,
        "All of its tokens are labelled as those of integrations.";
    HOLDS_OWN_TOKENS: "tokens-of-a-person", Holdings, -1,
        "A token of it is labelled as a person's own.";
    HOLDS_MANY: "holds-much", Holdings, 1,
        "It holds several tokens, or several rules run as it. People who automate a lot do too.";
}

/// What was seen of an account.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    seen: Vec<Seen>,
}

#[derive(Debug, Clone)]
struct Seen {
    sign: &'static Sign,
    sentence: Cow<'static, str>,
}

/// A score from which an account is taken for a robot.
pub(super) const ROBOT: i32 = 2;
/// From here on that is more than a question.
pub(super) const PROBABLY_ROBOT: i32 = 4;
/// From here on, with two aspects that say so, it is sure.
const SURELY_ROBOT: i32 = 7;
/// A sign of this weight says something by itself.
const CLEAR: i32 = 3;
/// Up to here an account is a person with more than a guess.
pub(super) const PROBABLY_PERSON: i32 = -2;
/// Up to here, with two aspects that say so, it is sure.
const SURELY_PERSON: i32 = -4;

/// What each aspect says.
struct Sums([i32; Aspect::ALL.len()]);

impl Sums {
    fn of(&self, aspect: Aspect) -> i32 {
        self.0[aspect as usize]
    }
}

impl Evidence {
    /// Adds a sign, with what was seen in the words of a report.
    pub(super) fn add(&mut self, sign: &'static Sign, sentence: impl Into<Cow<'static, str>>) {
        if self.seen.is_empty() {
            // Most accounts have four to eight.
            self.seen.reserve(8);
        }
        self.seen.push(Seen { sign, sentence: sentence.into() });
    }

    /// What each aspect says, within its bounds, in the order of [`Aspect::ALL`].
    fn sums(&self) -> Sums {
        let mut sums = [0; Aspect::ALL.len()];
        for seen in &self.seen {
            sums[seen.sign.aspect as usize] += seen.sign.weight;
        }
        for (sum, aspect) in sums.iter_mut().zip(Aspect::ALL) {
            let (least, most) = aspect.bounds();
            *sum = (*sum).clamp(least, most);
        }
        Sums(sums)
    }

    /// What all aspects say together.
    pub(super) fn score(&self) -> i32 {
        self.sums().0.iter().sum()
    }

    fn is_ambiguous(&self) -> bool {
        self.seen.iter().any(|seen| [NAME_AMBIGUOUS, ADDRESS_AMBIGUOUS].contains(&seen.sign))
    }

    /// The class, how sure that is, and why.
    pub(super) fn verdict(mut self) -> Verdict {
        let sums = self.sums();
        let score: i32 = sums.0.iter().sum();
        let class = if score >= ROBOT { Class::Robot } else { Class::Person };
        let side = |weight: i32| (weight > 0) == (class == Class::Robot) && weight != 0;
        let speaking = Aspect::ALL.into_iter().filter(|aspect| side(sums.of(*aspect)));
        let aspects = speaking.clone().count();
        let names_alone = speaking.clone().all(Aspect::is_name);
        let against = sums.0.iter().filter(|weight| !side(**weight));
        let contradicted = against.sum::<i32>().abs() >= 4 && score.abs() <= 4;
        // Many small signs are a question; so is a person of whom nothing but the use is a person's.
        let clear =
            self.seen.iter().any(|seen| seen.sign.weight >= CLEAR && seen.sign.aspect != Aspect::Pattern);
        let named = sums.of(Aspect::Name) + sums.of(Aspect::Address) < 0
            || self.seen.iter().any(|seen| [RECORD_TITLE, LOG_OFFICE_HOURS].contains(&seen.sign));
        let confidence = match (class, score) {
            (Class::Robot, _) if !clear => Confidence::Low,
            (Class::Person, _) if !named => Confidence::Low,
            (Class::Robot, SURELY_ROBOT..) if aspects >= 2 && !names_alone => Confidence::High,
            (Class::Robot, PROBABLY_ROBOT..) => Confidence::Medium,
            (Class::Robot, _) => Confidence::Low,
            (_, ..=SURELY_PERSON) if aspects >= 2 && !names_alone => Confidence::High,
            (_, ..=PROBABLY_PERSON) => Confidence::Medium,
            _ => Confidence::Low,
        };
        let beyond: i32 =
            Aspect::ALL.into_iter().filter(|aspect| !aspect.is_name()).map(|aspect| sums.of(aspect)).sum();
        let settled = if class == Class::Robot { beyond >= 4 } else { beyond <= -3 };
        let confidence = match self.is_ambiguous() || contradicted {
            true if !settled => Confidence::Low,
            true => confidence.max(Confidence::Medium),
            false => confidence,
        };
        self.seen.sort_by_key(|seen| (!side(seen.sign.weight), std::cmp::Reverse(seen.sign.weight.abs())));
        let mut reasons: Vec<Cow<'static, str>> = Vec::with_capacity(self.seen.len().max(1));
        if !self.seen.iter().any(|seen| side(seen.sign.weight)) {
            reasons.push(match class {
                Class::Robot => Cow::Borrowed("several small signs of a robot"),
                _ => Cow::Borrowed("an ordinary user account without any clear sign of a robot"),
            });
        }
        for seen in self.seen {
            reasons.push(match side(seen.sign.weight) {
                true => seen.sentence,
                false => format!("against it: {}", seen.sentence).into(),
            });
        }
        Verdict { class, confidence, reasons }
    }
}
