//! Which accounts are likely one human's.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};
use touchpoint::config::IdentityHints;
use touchpoint::estate::{Account, AccountId, Estate, Source, State};
use touchpoint::identity::{Class, Confidence, Duplicate, MOST_ALIKE, Verdict, classify, duplicates};

use crate::case::*;

fn id(n: usize) -> String {
    format!("712020:ada00000-0000-4000-8000-{n:012x}")
}

/// An account of the directory, in Jira yesterday.
fn called(n: usize, name: &str, email: &str) -> Value {
    with(person(&id(n), name), json!({"email": email}))
}

fn found(case: &Case) -> Vec<Duplicate> {
    let estate = case.estate();
    duplicates(&estate, &classify(&estate, &IdentityHints::default(), as_of()), as_of())
}

/// What is found among accounts with these names and addresses.
fn among(accounts: &[(&str, &str)]) -> Vec<Duplicate> {
    let users = accounts.iter().enumerate().map(|(n, (name, email))| called(n, name, email));
    found(&users.fold(Case::new(), Case::user))
}

fn only(accounts: &[(&str, &str)]) -> Duplicate {
    let mut found = among(accounts);
    assert_eq!(found.len(), 1, "{accounts:?}: {found:#?}");
    found.remove(0)
}

/// Twenty Marias and twenty Silvas, as a large organisation has them.
fn many_marias() -> Vec<(String, String)> {
    let names = (0..20).flat_map(|n| {
        let letter = char::from(b'a' + n);
        [format!("Maria O{letter}rst{letter}n"), format!("K{letter}rl{letter}n Silva")]
    });
    names
        .map(|name| (name.clone(), format!("{}@acme.example", name.to_lowercase().replace(' ', "."))))
        .collect()
}

fn beside_many_marias(accounts: &[(&str, &str)]) -> Vec<Duplicate> {
    let many = many_marias();
    let many = many.iter().map(|(name, email)| (&**name, &**email));
    among(&many.chain(accounts.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn one_name_is_one_name_however_it_is_written() {
    for (one, other, local) in [
        ("Maria Silva", "Silva, Maria", "maria.silva"),
        ("Maria Silva", "MARIA SILVA", "maria.silva"),
        ("Maria Silva", "maria  silva", "msilva"),
        ("Dr. Maria A. Silva", "Maria Silva", "maria.silva"),
        ("Jürgen Müller", "Juergen Mueller", "j.mueller"),
        ("François Lefèvre", "Francois LEFEVRE", "francois.lefevre"),
        ("Łukasz Żółć", "Lukasz Zolc", "lukasz.zolc"),
        ("Søren Ødegård", "Soren Odegard", "soren"),
        ("Анна Иванова", "ИВАНОВА Анна", "anna.ivanova"),
        ("Γιώργος Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΙΩΡΓΟΣ", "g.papadopoulos"),
        ("王 伟", "伟 王", "wei.wang"),
        ("佐藤 健", "健 佐藤", "sato"),
        ("Nguyễn Thị Hoa", "Nguyen Thi Hoa", "hoa.nguyen"),
        ("محمد علي", "علي محمد", "m.ali"),
        ("דוד כהן", "כהן דוד", "david.cohen"),
        ("अनिल शर्मा", "शर्मा अनिल", "anil.sharma"),
        ("Seán O'Brien", "Sean O’Brien", "sean.obrien"),
        ("Ａｄａ Ｅｘａｍｐｌｅ", "Ada Example", "ada"),
    ] {
        let mails = [format!("{local}@acme.example"), format!("{local}@former.example")];
        let found = only(&[(one, &mails[0]), (other, &mails[1])]);
        assert_eq!(found.confidence, Confidence::Medium, "{one}, {other}: {found:?}");
        assert!(found.reasons.iter().any(|reason| reason.contains("same part before the @")), "{found:?}");
        assert!(found.administrators.is_empty() && found.externals.is_empty(), "{found:?}");
    }
}

#[test]
fn other_names_do_not_meet() {
    for (one, other) in [
        ("Maria Silva", "Maria Silveira"),
        ("Maria Silva", "Mario Silva"),
        ("Maria Silva", "Maria Silva 2"),
        ("Maria", "Maria Silva"),
        ("Christopher Guest", "Christopher"),
        ("Former user", "Former user"),
        ("🙂 🙂", "🙂 🙂"),
        ("A", "A"),
        ("Front Desk", "Front Desk"),
        ("Anna & Tom", "Anna & Tom"),
    ] {
        let found = among(&[(one, "info.x@acme.example"), (other, "info.x@former.example")]);
        assert_eq!(found, [], "{one}, {other}");
    }
}

#[test]
fn the_same_name_alone_proves_nothing() {
    for other in [
        "m.silva@acme.example",
        "maria.silva2@acme.example",
        "maria.silva.1990@other.example",
        "mariasilva@acme.example",
    ] {
        assert_eq!(
            among(&[("Maria Silva", "maria.silva@acme.example"), ("Maria Silva", other)]),
            [],
            "{other}"
        );
    }
}

#[test]
fn one_mailbox_is_one_mailbox() {
    for (one, other) in [
        ("maria.silva@acme.example", "maria.silva+news@acme.example"),
        ("maria.silva+a@acme.example", "maria.silva+b@acme.example"),
        ("mariasilva@gmail.com", "Maria.Silva@googlemail.com"),
        ("maria.silva@acme.example", "MARIA.SILVA@ACME.EXAMPLE"),
        ("maria.silva@partner.example", "maria.silva_partner.example#EXT#@acme.example"),
    ] {
        for name in ["Maria Silva", "M. Silva", "Maria"] {
            let found = only(&[("Maria Silva", one), (name, other)]);
            assert_eq!(found.confidence, Confidence::Medium, "{found:?}");
        }
        // A team's mailbox, with a tag for each of them.
        assert_eq!(among(&[("Maria Silva", one), ("Tom Lund", other)]), [], "{one}, {other}");
    }
    let dots = [("Maria Silva", "maria.silva@acme.example"), ("Maria Silva", "mariasilva@acme.example")];
    assert_eq!(among(&dots), []);
}

#[test]
fn the_second_account_of_an_administrator_is_told_from_others() {
    for (name, email) in [
        ("Maria Silva", "adm-maria.silva@acme.example"),
        ("Maria Silva", "admin.maria.silva@acme.example"),
        ("Maria Silva", "a-maria.silva@acme.example"),
        ("Maria Silva", "maria.silva-adm@acme.example"),
        ("Maria Silva", "maria.silva.admin@acme.example"),
        ("Maria Silva (Admin)", "maria.silva-a@acme.example"),
        ("Maria Silva (Admin)", "msilva7@acme.example"),
        ("ADM Maria Silva", "adm_maria.silva@acme.example"),
        ("Silva, Maria [Administrator]", "adm.maria.silva@acme.example"),
        ("Maria Silva (ylläpito)", "msilva7@acme.example"),
        ("Maria Silva (Διαχειριστής)", "msilva7@acme.example"),
        ("Maria Silva (админ)", "msilva7@acme.example"),
        ("Maria Silva (管理员)", "msilva7@acme.example"),
    ] {
        let found = only(&[("Maria Silva", "maria.silva@acme.example"), (name, email)]);
        assert_eq!(
            found.administrators.iter().map(AccountId::as_str).collect::<Vec<_>>(),
            [id(1)],
            "{found:?}"
        );
        assert_eq!(found.confidence, Confidence::Medium, "{found:?}");
    }
    let external =
        only(&[("Maria Silva", "maria.silva@acme.example"), ("Maria Silva", "ext-maria.silva@acme.example")]);
    assert_eq!((external.externals.len(), external.administrators.len()), (1, 0));
    // An initial is no affix.
    assert_eq!(among(&[("Ana Silva", "silva@acme.example"), ("Ana Silva", "a.silva@acme.example")]), []);
}

#[test]
fn a_private_address_beside_the_organisations_is_a_reason() {
    let ours = ("Maria Silva", "maria.silva@acme.example");
    for private in
        ["ms77@gmail.com", "ms77@yahoo.co.jp", "ms77@gmx.net", "ms77@mail.ru", "ms77@qq.com", "ms77@web.de"]
    {
        let found = only(&[ours, ("Silva, Maria", private)]);
        assert_eq!(found.confidence, Confidence::Medium, "{found:?}");
    }
    for other in ["ms77@gmx.partner.example", "ms77@yahoo.partner.example", "ms77@notgmail.com"] {
        assert_eq!(among(&[ours, ("Maria Silva", other)]), [], "{other}");
    }
    // Two of the organisation's, and whose the private one is nobody knows.
    assert_eq!(
        among(&[ours, ("Maria Silva", "maria.silva2@acme.example"), ("Maria Silva", "ms77@gmail.com")]),
        []
    );
    assert_eq!(among(&[("Maria", "maria@acme.example"), ("Maria", "ms77@gmail.com")]), []);
}

#[test]
fn an_unmanaged_account_beside_a_managed_one_is_a_weak_reason() {
    let other =
        |claim: &str| with(called(1, "Maria Silva", "ms@partner.example"), json!({"claimStatus": claim}));
    let of = |claim| {
        found(&Case::new().user(called(0, "Maria Silva", "maria.silva@acme.example")).user(other(claim)))
    };
    assert_eq!(of("managed"), []);
    assert_eq!(of("unmanaged").iter().map(|one| one.confidence).collect::<Vec<_>>(), [Confidence::Low]);
}

#[test]
fn a_name_of_which_there_are_many_tells_less() {
    let former = [("Maria Silva", "maria.silva@acme.example"), ("Maria Silva", "maria.silva@former.example")];
    let found = beside_many_marias(&former);
    assert_eq!(found.iter().map(|one| one.confidence).collect::<Vec<_>>(), [Confidence::Low], "{found:?}");
    assert!(found[0].reasons.iter().any(|reason| reason.contains("frequent")), "{found:?}");
    assert_eq!(beside_many_marias(&[former[0], ("Maria Silva", "ms77@gmail.com")]), []);
    let rare = [("Xenia Quist", "xenia.quist@acme.example"), ("Xenia Quist", "xenia.quist@former.example")];
    assert_eq!(beside_many_marias(&rare)[0].confidence, Confidence::Medium);
    // An administrator's affix at the same host is a reason whatever the name.
    let affix = [former[0], ("Maria Silva", "adm-maria.silva@acme.example")];
    assert_eq!(beside_many_marias(&affix)[0].confidence, Confidence::Medium);
}

#[test]
fn a_number_is_another_person_unless_one_account_is_left_behind() {
    let seen = |n: usize, email: &str, days: Option<i64>| {
        let mut seat = json!({"key": "jira-software", "id": "p-1"});
        if let Some(days) = days {
            seat["lastActiveTimestamp"] = json!(ago(days));
        }
        with(called(n, "Maria Silva", email), json!({"productAccess": [seat]}))
    };
    let pair = |one: Option<i64>, other: Option<i64>| {
        let one = seen(0, "maria.silva@acme.example", one);
        found(&Case::new().user(one).user(seen(1, "maria.silva2@acme.example", other)))
    };
    for (one, other) in [(Some(1), Some(366)), (Some(400), Some(90)), (Some(1), None)] {
        let found = pair(one, other);
        assert_eq!(found.len(), 1, "{one:?} {other:?}");
        assert_eq!(found[0].confidence, Confidence::Low);
    }
    for (one, other) in [(Some(1), Some(365)), (Some(91), Some(400)), (Some(91), None), (None, None)] {
        assert_eq!(pair(one, other), [], "{one:?} {other:?}");
    }
}

#[test]
fn names_of_two_scripts_meet_where_the_address_says_so_too() {
    let ours = ("Yulia Ivanova", "yulia.ivanova@acme.example");
    let found = only(&[ours, ("Юлия Иванова", "yulia.ivanova@former.example")]);
    assert_eq!(found.confidence, Confidence::Low);
    assert!(found.reasons[0].contains("sound alike"), "{found:?}");
    assert_eq!(among(&[ours, ("Юлия Иванова", "yi77@gmail.com")]), []);
    assert_eq!(among(&[ours, ("Пётр Сидоров", "yulia.ivanova@former.example")]), []);
}

#[test]
fn who_has_left_or_is_no_person_is_nobodys_second_account() {
    let ours = || Case::new().user(called(0, "Maria Silva", "maria.silva@acme.example"));
    let other = called(1, "Maria Silva", "maria.silva@former.example");
    assert_eq!(found(&ours().user(other.clone())).len(), 1);
    assert_eq!(found(&ours().user(suspended(other.clone()))).len(), 1);
    assert_eq!(found(&ours().user(deactivated(other.clone()))), []);
    assert_eq!(found(&ours().user(deleted(other.clone()))), []);
    assert_eq!(found(&ours().user(other.clone()).service(service_account(&id(1)))), []);
    assert_eq!(found(&ours().user(with(other, json!({"name": null, "nickname": null})))), []);
}

/// Three accounts, each of which is another's for a reason of its own, are one group.
#[test]
fn several_accounts_are_one_group() {
    let found = only(&[
        ("Maria Silva", "maria.silva@acme.example"),
        ("Maria Silva", "maria.silva@former.example"),
        ("Maria Silva (Admin)", "adm-maria.silva@acme.example"),
        ("Maria Silva", "ms77@gmail.com"),
    ]);
    assert_eq!((found.accounts.len(), found.administrators.len()), (4, 1), "{found:#?}");
}

#[test]
fn more_accounts_than_a_human_has_are_nobodys() {
    let hosts = |many: usize| {
        let accounts: Vec<(String, String)> =
            (0..many).map(|n| ("Maria Silva".to_owned(), format!("maria.silva@h{n}.example"))).collect();
        among(&accounts.iter().map(|(name, email)| (&**name, &**email)).collect::<Vec<_>>())
    };
    assert_eq!(hosts(MOST_ALIKE)[0].accounts.len(), MOST_ALIKE);
    assert_eq!(hosts(MOST_ALIKE + 1), []);
}

/// Estates in memory, for what a snapshot takes too long to hold.
fn crowd(accounts: impl Iterator<Item = (String, String)>) -> (Estate, BTreeMap<AccountId, Verdict>) {
    let mut estate = Case::new().estate();
    let mut verdicts = BTreeMap::new();
    for (n, (name, email)) in accounts.enumerate() {
        let id = AccountId::new(id(n));
        let mut account = Account::named(id.clone());
        account.learn_name(Some(&name), Some(&email), Source::Directory);
        account.state = State::Active;
        estate.accounts.insert(id.clone(), account);
        let verdict = Verdict { class: Class::Person, confidence: Confidence::Medium, reasons: Vec::new() };
        verdicts.insert(id, verdict);
    }
    (estate, verdicts)
}

fn time_of(accounts: impl Iterator<Item = (String, String)>) -> (Duration, usize) {
    let (estate, verdicts) = crowd(accounts);
    let start = Instant::now();
    let found = duplicates(&estate, &verdicts, as_of()).len();
    (start.elapsed(), found)
}

/// What goes through all pairs of twenty thousand takes minutes.
#[test]
fn twenty_thousand_of_one_name_take_no_time() {
    let maria = |n: usize| ("Maria Silva".to_owned(), format!("maria{n}@acme.example"));
    let (elapsed, found) = time_of((0..20_000).map(maria));
    assert_eq!(found, 0);
    assert!(elapsed < Duration::from_secs(30), "{elapsed:?}");
    let same = |n: usize| ("Maria Silva".to_owned(), format!("maria@h{n}.example"));
    let (elapsed, found) = time_of((0..20_000).map(same));
    assert_eq!(found, 0);
    assert!(elapsed < Duration::from_secs(30), "{elapsed:?}");
    let affixes = |n: usize| ("Maria Silva".to_owned(), format!("{}adm@acme.example", "adm-".repeat(n % 40)));
    assert!(time_of((0..20_000).map(affixes)).0 < Duration::from_secs(30));
}

/// `cargo test --release duplicates -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: how long things take is no promise of a test"]
#[allow(clippy::print_stdout, reason = "the figures are printed by the promise of this test")]
fn time_grows_with_the_number_of_accounts() {
    let word = |n: usize| format!("{}{}", char::from(b'A' + (n % 26) as u8), "ab".repeat(1 + n / 26 % 5));
    for many in [15_000, 150_000] {
        // Two of every name, a fifth of them at two hosts.
        let account = |n: usize| {
            let pair = n / 2;
            let name = format!("{} {}{}", word(pair), word(pair / 7), word(pair / 910));
            let local = name.to_lowercase().replace(' ', ".");
            let (number, host) = if pair.is_multiple_of(5) { (pair, n % 2) } else { (n, 0) };
            (name, format!("{local}.{number}@h{host}.example"))
        };
        println!("{many}: {:?}", time_of((0..many).map(account)));
    }
}

#[test]
fn the_order_of_the_pages_changes_nothing() {
    let case = || {
        let accounts = [
            ("Maria Silva", "maria.silva@acme.example"),
            ("Silva, Maria", "maria.silva@former.example"),
            ("Maria Silva", "maria.silva+x@acme.example"),
            ("Юлия Иванова", "yulia.ivanova@former.example"),
            ("Yulia Ivanova", "yulia.ivanova@acme.example"),
            ("Maria Silva (Admin)", "adm-maria.silva@acme.example"),
        ];
        let users = accounts.iter().enumerate().map(|(n, (name, email))| called(n, name, email));
        users.fold(Case::new(), Case::user)
    };
    let one = found(&case());
    assert_eq!(one.len(), 2);
    assert_eq!(one, found(&case().reversed()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Names and addresses are written by strangers.
    #[test]
    fn nothing_that_a_name_or_address_holds_breaks_it(
        names in proptest::collection::vec("\\PC{0,12}( \\PC{0,12})?|[Mm]aria [A-B]{1,2}", 1..8),
        mails in proptest::collection::vec("\\PC{0,8}@\\PC{0,8}|(adm-|ext.|a_)?[a-b.+#]{0,3}@(gmail.com|acme.example)", 8),
    ) {
        let (estate, verdicts) = crowd(names.into_iter().zip(mails));
        let found = duplicates(&estate, &verdicts, as_of());
        for one in &found {
            prop_assert!(one.accounts.len() > 1 && one.reasons.len() > 1, "{one:?}");
            prop_assert!(one.confidence != Confidence::High);
            prop_assert!(one.administrators.iter().chain(&one.externals).all(|id| one.accounts.contains(id)));
        }
        let mut seen = String::new();
        for id in found.iter().flat_map(|one| &one.accounts) {
            prop_assert!(!seen.contains(id.as_str()), "{id} is in two groups");
            write!(seen, "{id} ").unwrap();
        }
        prop_assert_eq!(&found, &duplicates(&estate, &verdicts, as_of()));
    }
}
