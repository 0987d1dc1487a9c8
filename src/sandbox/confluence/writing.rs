//! What was written: a few pages of everybody who matters, so that counts differ and every search has pages.

use super::spaces::Space;
use crate::sandbox::account::Account;
use crate::sandbox::rule::Stage;

pub(super) struct Content {
    pub id: String,
    pub title: String,
    /// `page`, `blogpost`, `comment` or `attachment`.
    pub kind: &'static str,
    /// Which of the spaces.
    pub space: usize,
    pub creator: String,
    /// Everybody who wrote on it, the creator included.
    pub contributors: Vec<String>,
    /// Days ago.
    pub created_days: i64,
    /// Days ago that it was last changed, by whoever created it.
    pub modified_days: i64,
}

struct Batch {
    writer: &'static str,
    kind: &'static str,
    space: &'static str,
    count: usize,
    /// Somebody else who worked on all of them, or nobody.
    with: &'static str,
    /// How many days ago the newest was changed; each further one is a day older.
    newest: i64,
    /// How many days before its last change each was created.
    age: i64,
}

const fn batch(
    writer: &'static str,
    kind: &'static str,
    space: &'static str,
    count: usize,
    newest: i64,
) -> Batch {
    Batch { writer, kind, space, count, with: "", newest, age: 0 }
}

/// Of the robots `wikisync` writes to this day, two wrote long ago, the others never did.
const BATCHES: &[Batch] = &[
    // Made long ago, written anew every night.
    Batch { age: 500, ..batch("wikisync", "page", "DOCS", 31, 1) },
    batch("wikisync", "blogpost", "PARTNER", 4, 20),
    batch("wikisync", "attachment", "DOCS", 3, 2),
    batch("wikisync", "page", "OLDNET", 5, 600),
    batch("jenkins", "page", "BUILD", 12, 410),
    batch("deploybot", "page", "REL", 6, 290),
    batch("deploybot", "comment", "REL", 2, 280),
    // People, leavers and a service account write as well; none of them is a robot.
    Batch { with: "wikisync", ..batch("pia", "page", "DOCS", 22, 3) },
    Batch { with: "ben", ..batch("eve", "page", "REL", 9, 240) },
    batch("dan", "page", "OPS", 14, 400),
    batch("fay", "page", "OLDNET", 8, 700),
    batch("nora", "blogpost", "HELP", 5, 10),
    batch("notify", "page", "FEED", 7, 1),
    batch("mia", "comment", "DOCS", 6, 4),
];

/// Everything written. Only its creator changes it last: who wrote and when stay in step, so that each way of
/// asking what somebody wrote lately has the same answer.
pub(super) fn contents(stage: &Stage<'_>, spaces: &[Space]) -> Vec<Content> {
    let mut all = vec![];
    for batch in BATCHES {
        let Some(space) = spaces.iter().position(|s| s.key == batch.space) else { continue };
        let creator = stage.who(batch.writer).id.clone();
        let with = (!batch.with.is_empty()).then(|| stage.who(batch.with).id.clone());
        for n in 0..batch.count {
            let days = batch.newest + n as i64;
            all.push(Content {
                id: (1_310_721 + 4_096 * all.len()).to_string(),
                title: format!("{} {} {}", spaces[space].name, batch.kind, n + 1),
                kind: batch.kind,
                space,
                creator: creator.clone(),
                contributors: [creator.clone()].into_iter().chain(with.clone()).collect(),
                created_days: days + batch.age,
                modified_days: days,
            });
        }
    }
    all
}

/// Whether `account` wrote a page or blog post, and how many days ago it did so last.
pub(super) fn last_wrote(contents: &[Content], account: &Account) -> Option<i64> {
    let written = contents.iter().filter(|c| c.creator == account.id);
    written.filter(|c| matches!(c.kind, "page" | "blogpost")).map(|c| c.modified_days).min()
}
