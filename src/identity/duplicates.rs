//! Which accounts are likely one human's: the same name, and a second reason.
//!
//! The same name alone proves nothing: where ten thousand work, two are called Maria Silva. So nothing here is ever
//! of high confidence, and where an account may belong to either of two namesakes nothing is said at all.
//!
//! Accounts meet by the forms of their names and addresses in maps. Pairs are looked at among [`MOST_ALIKE`] accounts
//! at most that share name and address: more of them are a template or a default, and no human's. So the time grows
//! with the number of accounts, also where twenty thousand have one name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::called::apart;
use super::kin::{Mailbox, Mark, Name, alike};
use super::letters;
use super::seen::ago;
use super::shared;
use super::{Class, Confidence, Verdict};
use crate::estate::{Account, AccountId, Estate};

/// Accounts that are likely one human's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The accounts, two or more, in the order of their ids.
    pub accounts: Vec<AccountId>,
    /// Those of them that are marked as an administrator's second account, by name or address.
    pub administrators: BTreeSet<AccountId>,
    /// Those of them that are marked as an external's.
    pub externals: BTreeSet<AccountId>,
    /// How sure that is: medium or low, never high.
    pub confidence: Confidence,
    /// Why, in plain words: the names, then what else speaks for it.
    pub reasons: Vec<String>,
}

/// Most accounts of one name and address that are looked at pair by pair.
pub const MOST_ALIKE: usize = 12;
/// Days without a page view after which an account seems to be left behind.
const LONG_UNSEEN: i64 = 365;
/// Days within which a page view shows that an account is in use.
const LATELY: i64 = 90;
/// So many further people of a name are to be expected, going by how frequent its words are, from which on the name
/// is a frequent one.
const FREQUENT: f64 = 0.05;

/// Groups of accounts that are likely one human's, in the order of their first ids. Only accounts that are taken for
/// people's, have a name and have not left; ages are counted from `as_of`.
pub fn duplicates(
    estate: &Estate,
    verdicts: &BTreeMap<AccountId, Verdict>,
    as_of: DateTime<Utc>,
) -> Vec<Duplicate> {
    let people = estate.accounts.values().filter(|account| {
        let class = verdicts.get(&account.id).map(|verdict| verdict.class);
        class == Some(Class::Person) && !account.state.is_gone()
    });
    let members: Vec<Member<'_>> = people.filter_map(Member::new).collect();
    let mut crowd = Crowd { as_of, words: frequencies(&members), members, links: Vec::new() };
    let mut by_name = crowd.by(|member| Some(member.name.key.as_str()));
    by_name.retain(|namesakes| !crowd.is_of_several(namesakes[0]));
    for namesakes in &by_name {
        crowd.link_by_address(namesakes);
    }
    crowd.link_by_mailbox();
    crowd.link_across_scripts();
    let mut groups = Groups::new(crowd.members.len());
    groups.join(&mut crowd.links);
    for namesakes in &by_name {
        crowd.link_by_standing(namesakes, &mut groups);
    }
    groups.join(&mut crowd.links);
    crowd.told(groups)
}

/// An account that may be one of several.
struct Member<'a> {
    account: &'a Account,
    name: Name,
    mailbox: Option<Mailbox>,
}

impl<'a> Member<'a> {
    fn new(account: &'a Account) -> Option<Member<'a>> {
        let plain = letters::plain(account.name.as_deref()?);
        let (own, aside) = apart(plain.trim());
        let name = Name::new(&own, &aside)?;
        let mailbox = account.email.as_deref().and_then(Mailbox::new);
        Some(Member { account, name, mailbox })
    }

    fn host(&self) -> Option<&str> {
        self.mailbox.as_ref().map(|mailbox| mailbox.host.as_str())
    }

    fn base(&self) -> Option<&str> {
        self.mailbox.as_ref().map(|mailbox| mailbox.base.as_str())
    }

    fn is_private(&self) -> bool {
        self.mailbox.as_ref().is_some_and(Mailbox::is_private)
    }

    /// What a sentence calls it: by its address, which tells namesakes apart.
    fn label(&self) -> String {
        let email = self.account.email.as_deref().map(letters::plain);
        format!("\"{}\"", email.as_deref().unwrap_or(self.account.id.as_str()).trim())
    }

    fn shown_name(&self) -> String {
        let name = letters::plain(self.account.name.as_deref().unwrap_or_default());
        format!("\"{}\"", name.trim())
    }
}

/// Two accounts, and what beside their names makes them one human's.
#[derive(Debug)]
struct Link {
    one: usize,
    other: usize,
    confidence: Confidence,
    why: String,
}

/// Everybody, with how frequent the words of their names are.
struct Crowd<'a> {
    as_of: DateTime<Utc>,
    members: Vec<Member<'a>>,
    words: HashMap<String, usize>,
    links: Vec<Link>,
}

/// How many have a word in their name.
fn frequencies(members: &[Member<'_>]) -> HashMap<String, usize> {
    let mut words: HashMap<String, usize> = HashMap::new();
    for member in members {
        let distinct: BTreeSet<&String> = member.name.words.iter().collect();
        for word in distinct {
            *words.entry(word.clone()).or_default() += 1;
        }
    }
    words
}

impl Crowd<'_> {
    /// Members that share a key, two or more, in the order of the keys.
    fn by<'k>(&'k self, key: impl Fn(&'k Member<'_>) -> Option<&'k str>) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, member) in self.members.iter().enumerate() {
            if let Some(key) = key(member) {
                groups.entry(key).or_default().push(index);
            }
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }

    /// Whether so few have the words of a name that two of that name are hardly two people: as many more as its
    /// words let expect, if given and family names were dealt out by chance.
    fn is_rare(&self, namesakes: &[usize]) -> bool {
        let Some(name) = namesakes.first().map(|index| &self.members[*index].name) else { return false };
        let all = self.members.len() as f64;
        let share = |word: &String| {
            let others = self.words.get(word).copied().unwrap_or_default().saturating_sub(namesakes.len());
            others as f64 / all
        };
        name.is_full && name.words.iter().map(share).product::<f64>() * all < FREQUENT
    }

    fn link(&mut self, one: usize, other: usize, confidence: Confidence, why: String) {
        self.links.push(Link { one, other, confidence, why });
    }

    /// Links namesakes by the parts before the `@`: the same at two hosts, or one the other's with an affix.
    fn link_by_address(&mut self, namesakes: &[usize]) {
        let unless_frequent = |alike: &[usize]| match self.is_rare(alike) {
            true => Confidence::Medium,
            false => Confidence::Low,
        };
        let mut by_base: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for index in namesakes {
            if let Some(base) = self.members[*index].base() {
                by_base.entry(base).or_default().push(*index);
            }
        }
        let mut found = Vec::new();
        for alike in by_base.values().filter(|alike| (2..=MOST_ALIKE).contains(&alike.len())) {
            let (first, confidence) = (alike[0], unless_frequent(alike));
            for other in &alike[1..] {
                if self.members[first].host() != self.members[*other].host() {
                    let (a, b) = (self.members[first].label(), self.members[*other].label());
                    let why = format!("{a} and {b} have the same part before the @");
                    found.push((first, *other, confidence, why));
                }
            }
        }
        for index in namesakes {
            let member = &self.members[*index];
            let Some(mailbox) = &member.mailbox else { continue };
            for (rest, mark) in mailbox.without_affix() {
                let Some(plain) = by_base.get(rest).filter(|plain| plain.len() <= MOST_ALIKE) else {
                    continue;
                };
                let at_home = plain.iter().find(|other| self.members[**other].host() == member.host());
                let other = at_home.copied().unwrap_or(plain[0]);
                let sure = at_home.is_some() && mark == Mark::Administrator;
                let confidence = if sure { Confidence::Medium } else { unless_frequent(&[*index, other]) };
                let (a, b) = (member.label(), self.members[other].label());
                found.push((
                    *index,
                    other,
                    confidence,
                    format!("{a} is {b} with the mark of {}", mark.whose()),
                ));
            }
        }
        for (one, other, confidence, why) in found {
            self.link(one, other, confidence, why);
        }
    }

    /// Whether an account is called as desks and teams are, of which there is one in every place.
    fn is_of_several(&self, index: usize) -> bool {
        shared::is_called_as_several(self.members[index].account)
    }

    /// Links accounts that read one mailbox, where their names go together.
    fn link_by_mailbox(&mut self) {
        let mailboxes = self.by(|member| member.mailbox.as_ref().map(|mailbox| mailbox.whole.as_str()));
        for mailbox in mailboxes.into_iter().filter(|mailbox| mailbox.len() <= MOST_ALIKE) {
            for (at, other) in mailbox.iter().enumerate() {
                let goes_with = |one: &&usize| alike(&self.members[**one].name, &self.members[*other].name);
                let Some(one) = mailbox[..at].iter().find(goes_with) else { continue };
                if self.is_of_several(*one) {
                    continue;
                }
                let (a, b) = (self.members[*one].label(), self.members[*other].label());
                let why = match a == b {
                    true => format!("both have the address {a}"),
                    false => format!("{a} and {b} are one mailbox"),
                };
                self.link(*one, *other, Confidence::Medium, why);
            }
        }
    }

    /// Links names that sound alike in two scripts, where the parts before the `@` are the same too.
    fn link_across_scripts(&mut self) {
        for sounds in self.by(|member| member.name.bones.as_deref()) {
            let mut by_base: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for index in &sounds {
                if let Some(base) = self.members[*index].base() {
                    by_base.entry(base).or_default().push(*index);
                }
            }
            let alike = by_base.into_values().filter(|alike| (2..=MOST_ALIKE).contains(&alike.len()));
            let mut found = Vec::new();
            for alike in alike {
                let is_latin = |index: &usize| self.members[*index].name.is_latin;
                let (latin, other): (Vec<usize>, Vec<usize>) = alike.into_iter().partition(is_latin);
                let Some(first) = latin.first() else { continue };
                for other in other {
                    let (a, b) = (self.members[*first].label(), self.members[other].label());
                    found.push((*first, other, format!("{a} and {b} have the same part before the @")));
                }
            }
            for (one, other, why) in found {
                self.link(one, other, Confidence::Low, why);
            }
        }
    }

    /// Links two namesakes, where there are no more of them, by what else tells one from the other: the mark of an
    /// administrator, an address or an account that is not the organisation's, a use that ended.
    fn link_by_standing(&mut self, namesakes: &[usize], groups: &mut Groups) {
        let roots: BTreeSet<usize> = namesakes.iter().map(|index| groups.root(*index)).collect();
        if roots.len() != 2 {
            return;
        }
        let first = groups.root(namesakes[0]);
        let (mine, others): (Vec<usize>, Vec<usize>) =
            namesakes.iter().partition(|index| groups.root(**index) == first);
        let rare = self.is_rare(namesakes);
        let pairs = mine.iter().take(MOST_ALIKE).flat_map(|one| {
            let both = others.iter().take(MOST_ALIKE);
            both.flat_map(move |other| [(*one, *other), (*other, *one)])
        });
        let pairs: Vec<(usize, usize)> = pairs.collect();
        let standings = [Crowd::marked, Crowd::private, Crowd::unmanaged, Crowd::left_behind];
        for standing in standings {
            let found = pairs.iter().find_map(|(one, other)| {
                let (confidence, why) = standing(self, *one, *other, rare)?;
                Some((*one, *other, confidence, why))
            });
            if let Some((one, other, confidence, why)) = found {
                self.link(one, other, confidence, why);
            }
        }
    }

    fn marked(&self, one: usize, other: usize, rare: bool) -> Option<(Confidence, String)> {
        let (one, other) = (&self.members[one], &self.members[other]);
        let mark = one.name.mark.filter(|_| other.name.mark.is_none())?;
        let sure = rare && one.host().is_some() && one.host() == other.host();
        let confidence = if sure { Confidence::Medium } else { Confidence::Low };
        Some((confidence, format!("{} is named as the account of {}", one.label(), mark.whose())))
    }

    fn private(&self, one: usize, other: usize, rare: bool) -> Option<(Confidence, String)> {
        let (one, other) = (&self.members[one], &self.members[other]);
        let differ = one.is_private() && other.mailbox.is_some() && !other.is_private();
        let why = format!("{} is at a consumer mail host, {} is not", one.label(), other.label());
        (rare && differ).then_some((Confidence::Medium, why))
    }

    fn unmanaged(&self, one: usize, other: usize, rare: bool) -> Option<(Confidence, String)> {
        let (one, other) = (&self.members[one], &self.members[other]);
        let differ = one.account.managed == Some(false) && other.account.managed == Some(true);
        let why = format!("the organisation manages {}, and not {}", other.label(), one.label());
        (rare && differ && !one.is_private()).then_some((Confidence::Low, why))
    }

    /// At one host, a second address is rather that of another person, unless its account seems to be left behind.
    fn left_behind(&self, one: usize, other: usize, rare: bool) -> Option<(Confidence, String)> {
        let (one, other) = (&self.members[one], &self.members[other]);
        let days = |account: &Account| account.last_active.map(|time| (self.as_of - time).num_days().max(0));
        let used = days(other.account).filter(|days| *days <= LATELY)?;
        let unseen = match days(one.account) {
            Some(days) if days > LONG_UNSEEN => format!("not for {days} days"),
            None if one.account.never_viewed() => "never, as far as is on record".to_owned(),
            _ => return None,
        };
        let (a, b) = (one.label(), other.label());
        let why = format!("a page was viewed with {b} {}, with {a} {unseen}", ago(used));
        (rare && one.host().is_some() && one.host() == other.host()).then_some((Confidence::Low, why))
    }

    /// The groups in words.
    fn told(&self, mut groups: Groups) -> Vec<Duplicate> {
        let mut by_root: BTreeMap<usize, Vec<&Link>> = BTreeMap::new();
        for link in &self.links {
            by_root.entry(groups.root(link.one)).or_default().push(link);
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in 0..self.members.len() {
            members.entry(groups.root(index)).or_default().push(index);
        }
        let linked = by_root.into_iter().filter_map(|(root, links)| {
            let members = members.get(&root).filter(|members| members.len() > 1)?;
            Some(self.one_told(members, &links, groups.weakest[root]?))
        });
        let mut all: Vec<Duplicate> = linked.collect();
        all.sort_by(|a, b| a.accounts.cmp(&b.accounts));
        all
    }

    fn one_told(&self, members: &[usize], links: &[&Link], confidence: Confidence) -> Duplicate {
        let ids = |mark: Mark| {
            let marked = members.iter().map(|index| &self.members[*index]).filter(|member| {
                let of_address = || self.mark_of_address(member, members);
                member.name.mark.or_else(of_address) == Some(mark)
            });
            marked.map(|member| member.account.id.clone()).collect()
        };
        let mut reasons = vec![self.names_told(members)];
        for link in links {
            if !reasons.contains(&link.why) {
                reasons.push(link.why.clone());
            }
        }
        let name = &self.members[members[0]].name;
        if name.is_full && !self.is_rare(members) {
            reasons
                .push("note: the words of this name are frequent here, so two people may have it".to_owned());
        }
        let mut accounts: Vec<AccountId> =
            members.iter().map(|index| self.members[*index].account.id.clone()).collect();
        accounts.sort();
        Duplicate {
            accounts,
            administrators: ids(Mark::Administrator),
            externals: ids(Mark::External),
            confidence,
            reasons,
        }
    }

    /// The mark of an address that is another's of the group but for an affix.
    fn mark_of_address(&self, member: &Member<'_>, group: &[usize]) -> Option<Mark> {
        let mailbox = member.mailbox.as_ref()?;
        let bases: BTreeSet<&str> = group.iter().filter_map(|index| self.members[*index].base()).collect();
        mailbox.without_affix().find(|(rest, _)| bases.contains(rest)).map(|(_, mark)| mark)
    }

    fn names_told(&self, members: &[usize]) -> String {
        let names: BTreeSet<String> = members.iter().map(|index| self.members[*index].shown_name()).collect();
        let names: Vec<String> = names.into_iter().collect();
        let first = &self.members[members[0]].name;
        let same = members.iter().all(|index| self.members[*index].name.key == first.key);
        let scripts = members.iter().any(|index| self.members[*index].name.is_latin != first.is_latin);
        match (same, names.as_slice()) {
            (_, [one]) if members.len() == 2 => format!("both are called {one}"),
            (_, [one]) => format!("all are called {one}"),
            (true, several) => format!("they have one name: {}", several.join(", ")),
            (false, several) if scripts => format!("their names sound alike: {}", several.join(", ")),
            (false, several) => format!("their names go together: {}", several.join(", ")),
        }
    }
}

/// Which members belong together, and by how weak a link.
struct Groups {
    parents: Vec<usize>,
    weakest: Vec<Option<Confidence>>,
    joined: usize,
}

impl Groups {
    fn new(members: usize) -> Groups {
        Groups { parents: (0..members).collect(), weakest: vec![None; members], joined: 0 }
    }

    fn root(&mut self, index: usize) -> usize {
        let mut root = index;
        while self.parents[root] != root {
            root = self.parents[root];
        }
        let mut at = index;
        while self.parents[at] != root {
            at = std::mem::replace(&mut self.parents[at], root);
        }
        root
    }

    /// Joins what the links that are new say, the stronger first: a weak one between accounts that a strong one joins
    /// already makes nothing weaker.
    fn join(&mut self, links: &mut [Link]) {
        let new = &mut links[self.joined..];
        new.sort_by_key(|link| link.confidence);
        for link in new {
            let (one, other) = (self.root(link.one), self.root(link.other));
            if one != other {
                let (root, child) = (one.min(other), one.max(other));
                self.parents[child] = root;
                let both = [self.weakest[root], self.weakest[child], Some(link.confidence)];
                self.weakest[root] = both.into_iter().flatten().max();
            }
        }
        self.joined = links.len();
    }
}
