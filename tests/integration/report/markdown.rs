//! `report.md`: what somebody else's reader makes of it.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{demo, nothing, written};
use crate::case::*;

fn parsed(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH)
}

/// What a report never holds: markup of its own, links, pictures, code.
pub(super) fn events(text: &str) -> Vec<String> {
    let foreign = |event: &Event<'_>| {
        matches!(
            event,
            Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Code(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::Rule
                | Event::HardBreak
                | Event::Start(
                    Tag::Link { .. }
                        | Tag::Image { .. }
                        | Tag::CodeBlock(_)
                        | Tag::BlockQuote(_)
                        | Tag::HtmlBlock
                        | Tag::Strong
                        | Tag::Emphasis
                        | Tag::Strikethrough
                )
        )
    };
    parsed(text).filter(foreign).map(|event| format!("{event:?}")).collect()
}

/// Tables, their rows, headings and items of lists.
pub(super) fn rows(text: &str) -> (usize, usize, usize) {
    let ends: Vec<TagEnd> = parsed(text)
        .filter_map(|event| match event {
            Event::End(end) => Some(end),
            _ => None,
        })
        .collect();
    let count = |of: fn(&TagEnd) -> bool| ends.iter().filter(|end| of(end)).count();
    (
        count(|end| matches!(end, TagEnd::Table)),
        count(|end| matches!(end, TagEnd::TableRow)),
        count(|end| matches!(end, TagEnd::Heading(_))),
    )
}

fn headings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut within = false;
    for event in parsed(text) {
        match event {
            Event::Start(Tag::Heading { level, .. }) if level as u8 <= 2 => {
                within = true;
                found.push(String::new());
            }
            Event::End(TagEnd::Heading(_)) => within = false,
            Event::Text(text) if within => found.last_mut().unwrap().push_str(&text),
            _ => {}
        }
    }
    found
}

#[test]
fn it_tells_the_whole_report() {
    let text = written(&demo(), "report.md");
    let all = headings(&text);
    let expected = [
        "Risk by place and severity",
        "Key people",
        "Findings",
        "What robots' seats cost",
        "Register of service accounts and robots",
        "Questions to answer",
        "Coverage",
        "Where this comes from",
    ];
    for heading in expected {
        assert!(all.iter().any(|one| one == heading), "{heading}: {all:?}");
    }
    assert_eq!(events(&text), Vec::<String>::new());
    let worst = demo().findings.into_iter().find(|row| row.status != "accepted").unwrap();
    assert!(text.contains(&worst.finding), "the worst finding is told");
}

#[test]
fn a_report_about_nothing_says_so() {
    let text = written(&nothing(), "report.md");
    assert!(text.contains("Not known, because no rules could be read."), "{text}");
    assert!(!text.contains("| 0 % |"), "{text}");
}

/// A name that begins like a list stays a name.
#[test]
fn names_keep_their_letters() {
    let names = ["- first", "1. second", "a_b*c*", "~~x~~ & <y> #z $1$"];
    for name in names {
        let user = person(ADA, "Ada Example");
        let case = Case::usual()
            .user(with(user, serde_json::json!({"name": name})))
            .rule(with(rule("Close"), serde_json::json!({"actor": {"type": "ACCOUNT_ID", "actor": ADA}})));
        let text = written(&case.assess(), "report.md");
        assert_eq!(events(&text), Vec::<String>::new());
        let mut seen = String::new();
        for event in parsed(&text) {
            match event {
                Event::Text(text) => seen.push_str(&text),
                Event::End(_) => seen.push('\n'),
                _ => {}
            }
        }
        assert!(seen.lines().any(|cell| cell == name), "{name}: {text}");
    }
}
