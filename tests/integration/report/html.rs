//! The page: self-contained, harmless, complete, the same each time.

use std::collections::BTreeSet;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde::Serialize;
use serde_json::Value;
use touchpoint::assessment::Assessment;
use touchpoint::assessment::rows::QuestionRow;
use touchpoint::report;

use super::{SCRIPT, demo, hostile, nothing, written};

fn page(assessment: &Assessment) -> String {
    written(assessment, "report.html")
}

/// What stands between two marks, once.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let mut parts = text.split(from);
    let rest = parts.nth(1).unwrap_or_else(|| panic!("the page has no {from}"));
    assert!(parts.next().is_none(), "the page has {from} twice");
    rest.split(to).next().unwrap()
}

fn style(page: &str) -> &str {
    between(page, "<style>", "</style>")
}

fn script(page: &str) -> &str {
    between(page, "<script>", "</script>")
}

fn data(page: &str) -> &str {
    between(page, "<script type=\"text/plain\" id=\"data\">", "</script>")
}

/// The page without what is not markup.
fn markup(page: &str) -> String {
    page.replace(style(page), "").replace(script(page), "").replace(data(page), "")
}

fn tags(markup: &str) -> Vec<&str> {
    markup.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()).collect()
}

fn opened(page: &str) -> Value {
    let mut json = String::new();
    GzDecoder::new(STANDARD.decode(data(page)).unwrap().as_slice()).read_to_string(&mut json).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// Puts the columns of a table together to rows again.
fn rows(table: &Value) -> Vec<Value> {
    let order = table["order"].as_array().unwrap();
    let cell = |name: &str, row: usize| match &table["c"][name] {
        Value::Array(values) => values[row].clone(),
        column => column["d"][usize::try_from(column["v"][row].as_u64().unwrap()).unwrap()].clone(),
    };
    let row = |at| {
        let cells =
            order.iter().map(|name| (name.as_str().unwrap().to_owned(), cell(name.as_str().unwrap(), at)));
        Value::Object(cells.collect())
    };
    (0..usize::try_from(table["n"].as_u64().unwrap()).unwrap()).map(row).collect()
}

fn assert_holds<Row: Serialize>(opened: &Value, table: &str, expected: &[Row]) {
    let rows = rows(&opened["tables"][table]);
    assert_eq!(rows.len(), expected.len(), "{table}");
    for (row, expected) in rows.iter().zip(expected) {
        for (name, value) in serde_json::to_value(expected).unwrap().as_object().unwrap() {
            assert_eq!(row[name], *value, "{table}.{name}");
        }
    }
}

fn policy(page: &str) -> &str {
    between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")
}

fn hash(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    format!("'sha256-{}'", STANDARD.encode(digest))
}

#[test]
fn loads_nothing() {
    for assessment in [demo(), hostile(), nothing()] {
        let page = page(&assessment);
        let markup = markup(&page);
        for tag in tags(&markup) {
            let name = tag.split(char::is_whitespace).next().unwrap();
            let loads =
                ["img", "iframe", "object", "embed", "audio", "video", "source", "base", "form", "use"];
            assert!(!loads.contains(&name), "<{tag}>");
            assert!(!tag.contains(" src="), "<{tag}>");
            if name == "link" {
                assert!(tag.contains("href=\"data:,\""), "<{tag}>");
            } else if name == "a" {
                assert!(tag.contains("href=\"#"), "<{tag}>");
            }
        }
        for word in ["url(", "@import", "@font-face"] {
            assert!(!style(&page).contains(word), "{word}");
        }
    }
}

#[test]
fn the_policy_allows_its_own_script_and_style_and_nothing_else() {
    let page = page(&demo());
    let expected = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(script(&page)),
        hash(style(&page))
    );
    assert_eq!(policy(&page).replace("&#x2F;", "/").replace("&#39;", "'").replace("&#x27;", "'"), expected);
    assert_eq!(policy(&page), expected, "the policy is written without character references");
    assert!(!page.contains('\r'), "a browser hashes what it reads, which has line feeds only");
    for tag in tags(&markup(&page)) {
        assert!(!tag.contains(" style="), "<{tag}>");
        let handler =
            tag.split(char::is_whitespace).skip(1).any(|part| part.starts_with("on") && part.contains('='));
        assert!(!handler, "<{tag}>");
    }
}

#[test]
fn the_script_takes_no_markup_and_reaches_nowhere() {
    let page = page(&demo());
    let forbidden = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "sendBeacon",
        "localStorage",
        "sessionStorage",
        "document.cookie",
        "<!--",
        "Date(",
    ];
    for word in forbidden {
        assert!(!script(&page).contains(word), "{word}");
    }
}

#[test]
fn the_rows_are_all_there() {
    for assessment in [demo(), hostile(), nothing()] {
        let opened = opened(&page(&assessment));
        assert_holds(&opened, "findings", &assessment.findings);
        assert_holds(&opened, "touchpoints", &assessment.touchpoints);
        assert_holds(&opened, "accounts", &assessment.accounts);
        assert_holds(&opened, "coverage", &assessment.coverage);
        assert_holds(&opened, "savings", &assessment.savings.rows);
        assert_holds(&opened, "plan", &assessment.plan.rows);
        assert_holds(&opened, "gaps", &assessment.gaps);
    }
}

#[test]
fn the_order_of_the_columns_is_written_down() {
    let opened = opened(&page(&nothing()));
    let order: Vec<&str> = opened["tables"]["gaps"]["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert_eq!(order, ["surface", "site", "place", "reason"]);
}

#[test]
fn every_value_has_a_word() {
    let assessment = demo();
    let opened = opened(&page(&assessment));
    let words = |group: &str| -> BTreeSet<String> {
        opened["words"][group].as_object().unwrap().keys().cloned().collect()
    };
    for row in &assessment.findings {
        assert!(words("severity").contains(row.severity.word()));
        assert!(words("status").contains(row.status));
        assert!(words("confidence").contains(row.confidence));
        for (group, value) in [
            ("effect", row.effect),
            ("certainty", row.certainty),
            ("role", row.role),
            ("class", row.account_class),
            ("state", row.account_state),
            ("kind", row.touchpoint_kind),
            ("replacement", row.replacement),
        ] {
            assert!(value.is_none_or(|value| words(group).contains(value)), "{group}: {value:?}");
        }
        assert!(opened["checks"][row.check]["why"].is_string(), "{}", row.check);
    }
    for row in &assessment.coverage {
        assert!(words("coverage").contains(&row.status), "{}", row.status);
    }
}

#[test]
fn what_is_unverified_is_never_called_safe() {
    let assessment = demo();
    let page = page(&assessment);
    assert!(script(&page).contains("Atlassian does not say what happens here: check before you act."));
    let opened = opened(&page);
    assert_eq!(opened["words"]["effect"]["unverified"][0], "Not known: check first");
    let accounts = rows(&opened["tables"]["accounts"]);
    for account in &accounts {
        let id = account["account_id"].as_str();
        let open: BTreeSet<&str> = assessment
            .touchpoints
            .iter()
            .filter(|row| {
                row.account_id.as_deref() == id && ["enabled", "active"].contains(&row.state.as_str())
            })
            .filter(|row| row.effect_if_deactivated == Some("unverified"))
            .map(|row| row.touchpoint_id.as_str())
            .collect();
        assert_eq!(account["unverified"], open.len(), "{id:?}");
    }
    assert!(accounts.iter().any(|account| account["unverified"].as_u64() > Some(0)));
}

#[test]
fn an_effect_borrows_no_words_that_were_said_of_another() {
    let opened = opened(&page(&demo()));
    let table = touchpoint::audit::effects::table();
    let mut said = 0;
    for row in rows(&opened["tables"]["touchpoints"]) {
        let Some(words) = row["words"].as_str() else { continue };
        said += 1;
        let source = table.iter().any(|effect| {
            effect.words == words
                && row["effect_if_deactivated"] == effect.effect.word()
                && row["certainty"] == effect.certainty.word()
                && row["kind"] == effect.kind
                && row["role"] == effect.role
        });
        assert!(source, "{row}");
    }
    assert!(said > 0);
}

#[test]
fn hostile_texts_stay_texts() {
    let assessment = hostile();
    let page = page(&assessment);
    let markup = markup(&page);
    assert_eq!(page.matches("<script").count(), 2, "the data and the script");
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!markup.contains("<img") && !markup.contains("<svg onload"));
    assert!(!tags(&markup).iter().any(|tag| tag.contains("=\"javascript:") || tag.contains(" onfocus=")));
    assert!(!markup.contains(SCRIPT));
    for sign in ['\u{202e}', '\u{2066}', '\0', '\u{1b}'] {
        assert!(!markup.contains(sign), "{sign:?}");
    }
    assert!(!markup.contains(&"n".repeat(1000)), "a name does not fill the page");
    assert!(markup.contains("{{ script }}{% raw %}"), "a template in a name is a name");
}

#[test]
fn the_same_assessment_gives_the_same_bytes() {
    let assessment = demo();
    assert_eq!(page(&assessment), page(&assessment));
}

#[test]
fn templates_and_context_agree() {
    for assessment in [demo(), nothing()] {
        let (asked, given) = report::html_variables(&assessment).unwrap();
        assert_eq!(asked, given);
    }
}

#[test]
fn without_a_script_the_worst_findings_are_there() {
    let assessment = demo();
    let page = page(&assessment);
    let noscript = between(&page, "<noscript>", "</noscript>");
    assert_eq!(noscript.matches("<tr>").count(), 1 + 50);
    for row in assessment.findings.iter().take(50) {
        assert!(noscript.contains(&row.finding), "{}", row.finding);
    }
    assert!(noscript.contains("Atlassian does not say what happens here: check before you act"));
    assert!(noscript.contains("findings.csv"));
}

#[test]
fn what_could_not_be_read_stands_first() {
    let mut assessment = demo();
    assert!(markup(&page(&assessment)).contains("Everything this run set out to read was read whole."));
    let row = assessment.coverage.iter_mut().find(|row| row.surface == "org.users").unwrap();
    row.status = "denied".to_owned();
    row.consequence = "who has left".to_owned();
    assessment.summary.complete = false;
    let markup = markup(&page(&assessment));
    assert!(markup.contains("This report is blind to one place that"));
    assert!(markup.contains("<strong>org.users</strong> (denied): who has left"));
    assert!(!markup.contains("Everything this run set out to read"));
}

#[test]
fn a_scan_that_was_cut_off_says_so() {
    let mut assessment = demo();
    assessment.scan.finished_at = None;
    assessment.summary.complete = false;
    assert!(page(&assessment).contains("The collecting of this evidence was cut off."));
}

/// Readable without a script: the questions are markup, and each leads to its account.
#[test]
fn questions_are_asked_on_the_first_page() {
    let falcon = QuestionRow {
        account_id: "712020:f a".to_owned(),
        name: Some("Falcon & Co".to_owned()),
        email: Some("falcon'\"@acme.example".to_owned()),
        guess: "robot",
        confidence: "low",
        reasons: ["one", "two", "three", "four"].map(str::to_owned).to_vec(),
        if_robot: "a rule runs as a licensed dummy user".to_owned(),
        if_person: "nothing more to act on".to_owned(),
        entry: "falcon'\"@acme.example".to_owned(),
    };
    let mut assessment = nothing();
    assert!(!markup(&page(&assessment)).contains("Questions to answer"));
    assessment.questions = vec![falcon];
    assessment.questions_left = 1_234;
    let page = page(&assessment);
    let asked = between(&page, "<h3 id=\"title-asked\">", "</section>");
    for words in [
        "Is <a href=\"#account=712020:f%20a\"><bdi>Falcon &amp; Co</bdi></a> a program?",
        "Taken for a robot (a guess): <bdi>one</bdi>; <bdi>two</bdi>; <bdi>three</bdi></p>",
        "<dd>a rule runs as a licensed dummy user</dd>",
        "<dd>nothing more to act on</dd>",
        "1,234 more accounts are worth a question as well.",
    ] {
        assert!(asked.contains(words), "{words} is not in {asked}");
    }
    let entry = between(asked, "<code class=\"entry\">", "</code>");
    let entry = entry.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    let written: toml::Table = format!("entry = {entry}").parse().unwrap();
    assert_eq!(written["entry"].as_str(), Some("falcon'\"@acme.example"), "it is quoted as TOML is");
}

#[test]
fn money_that_is_not_known_is_said_plainly() {
    let page = page(&demo());
    assert!(page.contains("price unknown"));
    assert!(page.contains("No price is known, so nothing is added up."));
}

#[test]
fn one_is_not_called_many() {
    let mut assessment = demo();
    assessment.findings.truncate(1);
    assessment.summary.findings.values_mut().for_each(|n| *n = 0);
    assessment.summary.findings.insert("critical", 1);
    assessment.summary.robot_seats = Some(1);
    assessment.summary.robots_with_seats = Some(1);
    let page = page(&assessment);
    assert!(page.contains("The first of 1 finding<"));
    assert!(page.contains("paid seat held by 1 robot<"));
}
