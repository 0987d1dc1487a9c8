//! How the answer is shown: each thing once, nothing that breaks left out, no name that is more than a name.

use serde_json::json;
use touchpoint::assessment::offboard::Offboarding;
use touchpoint::audit::effects::When;
use touchpoint::report::offboard;
use touchpoint::snapshot::{Status, record};

use super::super::case::{
    ADA, BEN, Case, board, board_configuration, connection, filter, jira_user, person, rule, step, token,
    with,
};
use super::going;

/// What would steer a terminal, forge a line, a heading, a box, a link or a tag, or turn the reading direction.
const HOSTILE: &str = "# x\n- [x] **done** [a](https://evil.example) <b onload=x> | `c` \u{1b}[2J\u{202e}txt";

fn whole(case: Case) -> Case {
    let all = touchpoint::departure::needed([]);
    all.into_iter().fold(case, |case, surface| case.covered(surface, Status::Complete))
}

fn shown(
    answer: &Offboarding,
    write: fn(&Offboarding, &mut dyn std::io::Write) -> std::io::Result<()>,
) -> String {
    let mut bytes = Vec::new();
    write(answer, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn text(answer: &Offboarding) -> String {
    shown(answer, offboard::text)
}

fn markdown(answer: &Offboarding) -> String {
    shown(answer, offboard::markdown)
}

fn page(answer: &Offboarding) -> String {
    shown(answer, offboard::html)
}

/// A text on one line, wherever it was broken.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ben acts in one rule and lends it a connection, owns a filter behind a board, and holds a token.
fn usual() -> Case {
    let acting = with(rule("Nightly sync"), json!({"actor": {"type": "ACCOUNT_ID", "actor": BEN}}));
    whole(Case::usual())
        .rule_with(acting, connection(BEN, "OAUTH_3LO"))
        .raw("jira.filters", record::FILTER, "100", filter("100", "Open work"))
        .raw("jira.boards", record::BOARD, "7", board(7, "Team board"))
        .raw("jira.boards", record::BOARD_CONFIGURATION, "7", board_configuration(7, "100"))
        .token(token("t1", BEN, "ci"))
}

fn both(case: &Case, accounts: &[&str]) -> Offboarding {
    case.offboard(&going(accounts, None)).unwrap()
}

#[test]
fn eighty_columns_hold_everything_but_an_address() {
    let long = "a name that goes on and on, ".repeat(8);
    let case = usual().rule(rule(&long)).rule(rule(&"漢字".repeat(60))).raw(
        "jira.filters",
        record::FILTER,
        "200",
        filter("200", &"x".repeat(300)),
    );
    for line in text(&both(&case, &[BEN])).lines() {
        let wide = textwrap::core::display_width(line);
        assert!(wide <= 80 || line.trim_start().starts_with("https://"), "{wide}: {line}");
    }
}

#[test]
fn each_thing_stands_once_under_the_worst() {
    let answer = both(&usual(), &[BEN]);
    let text = text(&answer);
    let groups = text.split("WHAT TO DO").next().unwrap();
    assert_eq!(groups.matches("Nightly sync").count(), 1, "{groups}");
    let stops = groups.split("STOPS (1)").nth(1).unwrap();
    assert!(stops.find("Nightly sync") < stops.find("NOT KNOWN"), "{groups}");
    assert!(groups.contains("also connection") && groups.contains("also owner"), "{groups}");
    let headings: Vec<&str> =
        ["STOPS (1)", "NOT KNOWN: CHECK FIRST (1)", "LOSES ITS OWNER (2)", "GOES ON (1)"].into();
    let places: Vec<Option<usize>> = headings.iter().map(|heading| groups.find(heading)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {groups}");
}

#[test]
fn what_deletion_adds_is_said_beside_it() {
    let answer = both(&usual(), &[BEN]);
    for shown in [text(&answer), markdown(&answer), page(&answer)].map(|shown| flat(&shown)) {
        assert!(shown.to_lowercase().contains("if deleted"), "{shown}");
        assert!(shown.contains("deletion takes 1 filter or dashboard along"), "{shown}");
    }
    let deleted = usual().offboard(&going(&[BEN], Some(When::Delete))).unwrap();
    assert!(!text(&deleted).to_lowercase().contains("if deleted"));
}

#[test]
fn steps_end_with_the_account_itself() {
    let answer = both(&usual(), &[BEN]);
    let count = answer.steps.len();
    for shown in [text(&answer), markdown(&answer)] {
        let first = shown.find("Ask which program uses the token").unwrap();
        let moved = shown.find("Set the rule's actor").unwrap();
        let off = shown.find("Deactivate the account first").unwrap();
        let gone = shown.find("Delete it, if at all").unwrap();
        assert!(first < moved && moved < off && off < gone);
        assert!(shown.contains(&format!("{}. Deactivate", count + 1)), "{shown}");
    }
    let left = whole(Case::new()).user(super::super::case::deactivated(person(BEN, "Ben Example")));
    assert!(!text(&both(&left, &[BEN])).contains("Deactivate the account first"));
}

#[test]
fn what_was_not_read_is_loud_and_never_clean() {
    let clean = both(&whole(Case::usual()), &[BEN]);
    let partly = both(&whole(Case::usual()).partly("jira.filters"), &[BEN]);
    for show in [text, markdown, page] {
        let (clean, partly) = (flat(&show(&clean)), flat(&show(&partly)));
        assert!(clean.contains("Nothing that an API shows breaks"), "{clean}");
        assert!(!partly.contains("Nothing that an API shows breaks"), "{partly}");
        assert!(partly.contains("cannot be called safe") && partly.contains("jira.filters"), "{partly}");
        assert!(partly.to_lowercase().contains("not the whole picture"), "{partly}");
    }
}

#[test]
fn several_accounts_say_whose_each_thing_is() {
    let case = usual().user(person(ADA, "Ada Sample")).token(token("t2", ADA, "cd"));
    let answer = both(&case, &[BEN, ADA]);
    for show in [text, markdown, page] {
        let shown = show(&answer);
        assert!(
            shown.contains("Ada Sample and Ben Example") || shown.contains("Ben Example and Ada Sample"),
            "{shown}"
        );
        assert!(shown.contains("of Ada Sample") && shown.contains("of Ben Example"), "{shown}");
    }
    assert!(!text(&both(&usual(), &[BEN])).contains("of Ben Example"));
}

#[test]
fn a_name_is_a_name_and_nothing_more() {
    let case =
        usual().user(person(ADA, HOSTILE)).rule(with(rule(HOSTILE), json!({"authorAccountId": ADA}))).raw(
            "jira.filters",
            record::FILTER,
            "300",
            with(filter("300", HOSTILE), json!({"owner": jira_user(ADA, HOSTILE)})),
        );
    let answer = both(&case, &[ADA, BEN]);
    let (text, markdown, page) = (text(&answer), markdown(&answer), page(&answer));
    for shown in [&text, &markdown, &page] {
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown}");
    }
    assert!(!text.lines().any(|line| line.trim_start().starts_with("- [x]")), "{text}");
    assert!(
        !markdown.lines().any(|line| line.trim_start().starts_with("- [x]") || line == "# x"),
        "{markdown}"
    );
    assert!(!markdown.contains("](https://evil.example)") && !markdown.contains("**done**"), "{markdown}");
    assert!(!markdown.contains("https://evil.example"), "a bare address is a link as well: {markdown}");
    let table = markdown.lines().filter(|line| line.starts_with("| ")).map(|line| line.replace("\\|", ""));
    assert!(table.map(|line| line.matches('|').count()).all(|bars| bars == 6), "{markdown}");
    assert!(!page.contains("<b onload") && page.contains("&lt;b onload"), "{page}");
}

#[test]
fn nothing_that_breaks_is_left_out_however_much_there_is() {
    let mut case = whole(Case::usual());
    for number in 0..300 {
        let made = format!("Rule number {number:03}");
        let acting =
            with(rule(&made), json!({"actor": {"type": "ACCOUNT_ID", "actor": BEN}, "authorAccountId": ADA}));
        case = case.rule(acting);
        let key = format!("{}", 1000 + number);
        case = case.raw(
            "jira.filters",
            record::FILTER,
            &key,
            filter(&key, &format!("Filter number {number:03}")),
        );
    }
    let answer = both(&case, &[BEN]);
    for show in [text, markdown, page] {
        let shown = flat(&show(&answer));
        for number in 0..300 {
            assert!(shown.contains(&format!("Rule number {number:03}")));
            assert!(shown.contains(&format!("Filter number {number:03}")), "deletion takes it along");
        }
    }
}

#[test]
fn the_page_runs_nothing_and_loads_nothing() {
    let page = page(&both(&usual(), &[BEN]));
    assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains(" onclick"), "{page}");
    assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
    for part in page.split("href=\"").skip(1) {
        assert!(part.starts_with("https://") || part.starts_with("data:,"), "{part}");
    }
    let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    for part in page.split("aria-labelledby=\"").skip(1) {
        let wanted = part.split('"').next().unwrap();
        assert!(ids.contains(&wanted), "{wanted}");
    }
}

#[test]
fn the_picture_counts_each_thing_once_and_joins_what_needs_another() {
    let page = page(&both(&usual(), &[BEN]));
    let pictures: Vec<&str> =
        page.split("<figure>").skip(1).map(|part| part.split("</figure>").next().unwrap()).collect();
    assert_eq!(pictures.len(), 2, "deactivated, and deleted");
    assert!(pictures[0].contains("Jira automation rule, stops: 1"), "{}", pictures[0]);
    assert!(pictures[0].contains("Filter, loses its owner: 1") && pictures[1].contains("Filter, stops: 1"));
    assert!(pictures[1].contains("<line"), "the board hangs on the filter: {}", pictures[1]);
    assert!(!page.contains("NaN"));
}

/// A step that mails an address is told of under the address.
#[test]
fn an_address_is_somebody_too() {
    let mails = step("jira.issue.outgoing.email", json!({"to": ["gone@acme.example"], "subject": "x"}));
    let case = whole(Case::usual()).rule(with(rule("Mails somebody"), json!({"components": [mails]})));
    let answer = both(&case, &["gone@acme.example"]);
    for show in [text, markdown, page] {
        assert!(show(&answer).contains("belongs to no account that was seen"));
    }
}
