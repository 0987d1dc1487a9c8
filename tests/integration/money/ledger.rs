//! Who holds a seat by what, how many are billed, and what of it would leave the invoice.

use serde_json::{Value, json};
use touchpoint::assessment::Assessment;
use touchpoint::assessment::rows::{ProductRow, SavingsRow};
use touchpoint::snapshot::{Status, record};

use crate::case::*;

fn role(key: &str, users: u64, seats: Value) -> Value {
    json!({
        "key": key, "name": key, "groups": ["users"], "groupDetails": [{"name": "users", "groupId": "g-1"}],
        "numberOfSeats": seats, "remainingSeats": 0, "userCount": users, "hasUnlimitedSeats": false,
    })
}

fn bot(n: u32) -> Value {
    let id = format!("712020:b0700000-0000-4000-8000-{n:012}");
    with(
        robot(&id),
        json!({"name": format!("CI Deploy Bot {n}"), "email": format!("ci-deploy-{n}@acme.example")}),
    )
}

/// So many robots, of `users` in Jira.
fn jira(robots: u32, users: u64) -> Case {
    (1..=robots).fold(Case::usual(), |case, n| case.user(bot(n))).raw(
        "jira.seats",
        record::APPLICATION_ROLE,
        "jira-software",
        role("jira-software", users, json!(-1)),
    )
}

fn licence(lines: &str) -> String {
    format!("[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\n{lines}\n")
}

fn product(assessment: &Assessment) -> &ProductRow {
    assessment.savings.products.iter().find(|row| row.product == "jira").unwrap()
}

fn rows(assessment: &Assessment) -> Vec<&SavingsRow> {
    assessment.savings.rows.iter().filter(|row| row.product == "jira").collect()
}

fn text(amount: &Option<String>) -> &str {
    amount.as_deref().unwrap_or("")
}

/// By bands the seats that go are the dearest of the cheapest band, counted together and shared out to the cent.
#[test]
fn bands_are_counted_together_and_shared_out() {
    let bands = "bands = [{ from = 1, to = 100, price = \"8.60\" }, { from = 101, price = \"7.30\" }]";
    let found = jira(3, 101).config(&licence(bands)).assess();
    let rows = rows(&found);
    // One of the three is in the second band, two in the first: 7.30 + 2 × 8.60 a month.
    assert_eq!(text(&found.savings.totals.realisable_next_period), "294.00");
    assert_eq!(rows.iter().map(|row| text(&row.realisable_next_period)).collect::<Vec<_>>(), ["98.00"; 3]);
    assert!(rows.iter().all(|row| text(&row.realisable_now) == "0.00" && row.certainty == Some("contract")));
    let product = product(&found);
    assert_eq!((product.seats, product.seats_without_robots), (Some(101), Some(98)));
    assert_eq!((text(&product.cost), text(&product.cost_without_robots)), ("10407.60", "10113.60"));
    assert!(product.seats_source.contains("itself counts"), "{}", product.seats_source);
}

/// 19: on an annual plan nothing goes inside a tier; to the next one down it is said how many more have to.
#[test]
fn a_tier_pays_by_steps() {
    let annual = |robots, more: &str| {
        let lines =
            format!("billing = \"annual\"\nseats = 20\ntiers = {{ 15 = \"1500\", 25 = \"2050\" }}\n{more}");
        jira(robots, 20).config(&licence(&lines)).assess()
    };
    let four = annual(4, "renewal = 2027-03-01");
    assert_eq!(text(&four.savings.totals.realisable_at_renewal), "0.00");
    assert_eq!(text(&four.savings.totals.realisable_next_period), "0.00");
    assert_eq!(text(&four.savings.totals.annual_list_cost), "328.00", "four of the 25 that are paid for");
    let row = product(&four);
    assert_eq!((row.to_next_tier_down, row.next_tier_down, row.tier), (Some(1), Some(15), Some(25)));
    assert_eq!(row.renewal.as_deref(), Some("2027-03-01"));
    assert!(rows(&four)[0].note.contains("1 more to go to the next, 15"), "{}", rows(&four)[0].note);
    let five = annual(5, "");
    assert_eq!(text(&five.savings.totals.realisable_at_renewal), "550.00");
    assert_eq!(
        rows(&five).iter().map(|row| text(&row.realisable_at_renewal)).collect::<Vec<_>>(),
        ["110.00"; 5]
    );
    assert!(rows(&five)[0].note.contains("renewal ="), "{}", rows(&five)[0].note);
}

/// Tiers above 300 users were remembered, not read: what depends on one is not promised, what does not is 0.
#[test]
fn a_tier_that_nobody_has_read_promises_nothing() {
    let annual = |seats: u32| {
        let lines = format!("billing = \"annual\"\nseats = {seats}\ntier = 800\nprice_per_seat = \"5\"");
        jira(2, 10).config(&licence(&lines)).assess()
    };
    let crossing = annual(601);
    assert_eq!(rows(&crossing)[0].realisable_at_renewal, None);
    assert_eq!(text(&rows(&crossing)[0].annual_list_cost), "60.00");
    assert_eq!(text(&rows(&annual(650))[0].realisable_at_renewal), "0.00");
    // Nor is what is paid now known, where no tier is stated and the one that would fit was only remembered.
    let unstated = licence("billing = \"annual\"\nseats = 301\nprice_per_seat = \"5\"");
    let unstated = jira(2, 10).config(&unstated).assess();
    assert_eq!(rows(&unstated)[0].realisable_at_renewal, None);
    assert_eq!(text(&unstated.savings.totals.realisable_next_period), "0.00");
}

/// Without a price of their own the list's holds, with its certainty; beyond what somebody has read it is unknown.
#[test]
fn the_price_book_steps_in() {
    let found = jira(2, 300).config(&licence("")).assess();
    assert_eq!(text(&found.savings.totals.realisable_next_period), "153.60");
    assert_eq!(rows(&found)[0].certainty, Some("inferred"));
    let dearer = jira(2, 501).config(&licence("")).assess();
    assert!(rows(&dearer)[0].note.contains("price unknown"), "{}", rows(&dearer)[0].note);
    assert_eq!(dearer.savings.totals.annual_list_cost, None);
    let euros = jira(2, 300).config(&licence("currency = \"EUR\"")).assess();
    assert!(rows(&euros)[0].note.contains("no price in EUR"), "{}", rows(&euros)[0].note);
    // Half a year later the figures are old, and say so.
    let later = jira(2, 300).config(&licence("")).counted_from("2027-04-01T00:00:00Z").assess();
    assert!(later.savings.warnings.iter().any(|one| one.contains("more than 180 days ago")));
    assert!(found.savings.warnings.is_empty(), "{:?}", found.savings.warnings);
}

/// Bands need to know how many seats there are; one price for all does not.
#[test]
fn how_many_seats_there_are_has_to_be_known_where_it_matters() {
    let bands = "bands = [{ from = 1, to = 100, price = \"8\" }, { from = 101, price = \"7\" }]";
    let only_seen = |lines: &str| Case::usual().user(bot(1)).config(&licence(lines)).assess();
    let found = only_seen(bands);
    let row = rows(&found)[0];
    assert_eq!(row.annual_list_cost, None);
    assert!(row.note.contains("seats = …"), "{}", row.note);
    assert_eq!((product(&found).seats, product(&found).seats_whole), (Some(2), false));
    assert_eq!(text(&rows(&only_seen("price_per_seat = \"8\""))[0].annual_list_cost), "96.00");
    let read = Case::usual().user(bot(1)).covered("org.users", Status::Complete);
    assert_eq!(text(&rows(&read.config(&licence(bands)).assess())[0].annual_list_cost), "96.00");
}

/// What the configuration and the site say differently is shown, both of it.
#[test]
fn contradictions_are_shown() {
    let told = |case: Case| case.assess().savings.warnings.join("\n");
    let fewer = told(jira(2, 30).config(&licence("seats = 20\nprice_per_seat = \"8\"")));
    assert!(fewer.contains("line 1: seats = 20") && fewer.contains("30"), "{fewer}");
    let robots = told(jira(3, 2).config(&licence("seats = 2\nprice_per_seat = \"8\"")));
    assert!(robots.contains("robots alone hold 3"), "{robots}");
    let role = role("jira-software", 20, json!(25));
    let tier = Case::usual()
        .user(bot(1))
        .raw("jira.seats", record::APPLICATION_ROLE, "jira-software", role)
        .config(&licence("billing = \"annual\"\ntier = 50\nprice_per_seat = \"8\""));
    let tier = told(tier);
    assert!(tier.contains("tier = 50") && tier.contains("licensed for 25"), "{tier}");
    assert!(tier.contains("the tier of 25 has room for all"), "{tier}");
    assert_eq!(told(jira(2, 30).config(&licence("seats = 30\nprice_per_seat = \"8\""))), "");
    let nowhere = licence("").replace("jira", "confluence");
    assert!(told(jira(2, 30).config(&nowhere)).contains("nothing that was read shows it"));
}

/// More seats of robots than are billed never make a negative cost.
#[test]
fn fewer_seats_than_robots_are_never_less_than_none() {
    let found = jira(3, 2).config(&licence("seats = 2\nprice_per_seat = \"8\"")).assess();
    assert_eq!(product(&found).seats_without_robots, Some(0));
    assert_eq!(text(&product(&found).cost_without_robots), "0.00");
    assert_eq!(text(&found.savings.totals.realisable_next_period), "192.00");
}

/// An app is billed for the users of its product, so a robot's seat costs its price as well; the larger product of a
/// site counts.
#[test]
fn an_app_is_billed_for_its_products_users() {
    let app = "[[licence]]\nproduct = \"com.example.tracker\"\nplan = \"standard\"\nprice_per_seat = \"2\"\n";
    let both = format!("{}{app}", licence("price_per_seat = \"8\""));
    let found = jira(2, 30).covered("org.users", Status::Complete).config(&both).assess();
    let of_app: Vec<_> =
        found.savings.rows.iter().filter(|row| row.product == "com.example.tracker").collect();
    assert_eq!(of_app.len(), 2);
    assert_eq!(text(&of_app[0].realisable_next_period), "24.00");
    assert_eq!(found.summary.robot_seats, Some(2), "no seats of their own");
    assert!(found.savings.warnings.iter().any(|one| one.contains("taken for jira: write host")));
    let app =
        json!({"key": "com.example.Tracker", "name": "Tracker", "enabled": true, "userInstalled": true});
    let wiki = jira(2, 30).raw("confluence.apps", record::APP, "app", app).config(&both).assess();
    assert!(wiki.savings.warnings.is_empty(), "{:?}", wiki.savings.warnings);
    assert!(wiki.savings.rows.iter().all(|row| row.product == "jira"), "no robot has a seat in Confluence");
    let desk = role("jira-servicedesk", 29, json!(-1));
    let found = jira(2, 30)
        .raw("jira.seats", record::APPLICATION_ROLE, "jira-servicedesk", desk)
        .config(&both)
        .assess();
    let app = found.savings.products.iter().find(|row| row.product == "com.example.tracker").unwrap();
    assert_eq!((app.seats, text(&app.cost), text(&app.cost_without_robots)), (Some(30), "720.00", "696.00"));
}

/// Guard is billed by Atlassian's own word for each account, and nobody says that a service account is free there.
#[test]
fn guard_goes_by_its_own_rules() {
    let managed = |id: &str, billable: bool| {
        json!({"account_id": id, "account_type": "atlassian", "account_status": "active", "name": "Somebody",
               "email": "x@acme.example", "access_billable": billable, "product_access": []})
    };
    let bot = bot(1);
    let id = bot["accountId"].as_str().unwrap().to_owned();
    let found = Case::usual()
        .user(bot)
        .raw("org.managed-accounts", record::MANAGED_ACCOUNT, &id, managed(&id, true))
        .raw("org.managed-accounts", record::MANAGED_ACCOUNT, BEN, managed(BEN, false))
        .config("[[licence]]\nproduct = \"guard\"\nplan = \"standard\"\nprice_per_seat = \"4\"\n")
        .assess();
    let guard = found.savings.products.iter().find(|row| row.product == "guard").unwrap();
    assert_eq!((guard.seats, guard.robots, text(&guard.cost)), (Some(1), 1, "48.00"));
    let row = found.savings.rows.iter().find(|row| row.product == "guard").unwrap();
    assert_eq!((text(&row.assumed_saving), &row.realisable_next_period), ("48.00", &None));
    assert!(row.note.contains("assumed"), "{}", row.note);
}

/// 23: Guard Premium bills whoever has access to Jira or Confluence, under whatever policy, and nobody else: of five users
/// with five products, the four. (Published: 8,000 of 10,000.)
#[test]
fn guard_premium_bills_users_of_jira_and_confluence() {
    let user = |n: u32, product: &str| {
        let id = format!("712020:e0000000-0000-4000-8000-{n:012}");
        with(
            person(&id, &format!("Ada Example{n}")),
            json!({"productAccess": [{"key": product, "id": "p-1"}]}),
        )
    };
    let products = ["jira-software", "jira-software", "confluence", "confluence", "trello"];
    let case = products.iter().zip(1..).fold(Case::new(), |case, (product, n)| case.user(user(n, product)));
    let found = case
        .covered("org.users", Status::Complete)
        .config("[[licence]]\nproduct = \"guard\"\nplan = \"premium\"\nprice_per_seat = \"5\"\n")
        .assess();
    let guard = found.savings.products.iter().find(|row| row.product == "guard").unwrap();
    assert_eq!((guard.seats, text(&guard.cost)), (Some(4), "240.00"));
}

/// Which group gives a seat, and what else goes with it.
#[test]
fn a_seat_says_by_which_group_it_is_held() {
    let group =
        |name: &str, id: &str, users: u64| json!({"id": id, "name": name, "counts": {"users": users}});
    let grant = |group: &str, product: &str| {
        let assignment = json!({"resourceOwner": product, "resourceId": format!("ari:{product}"), "roles": ["atlassian/user"]});
        json!({"groupId": group, "assignment": assignment})
    };
    let bot = with(bot(1), json!({"groups": [{"id": "g-9", "name": "integrations"}]}));
    let found = Case::usual()
        .user(bot)
        .raw("org.groups", record::GROUP, "g-9", group("integrations", "g-9", 4))
        .raw("org.groups", record::GROUP_GRANT, "g-9/1", grant("g-9", "jira-software"))
        .raw("org.groups", record::GROUP_GRANT, "g-9/2", grant("g-9", "confluence"))
        .assess();
    let row = &found.savings.rows[0];
    assert_eq!(row.seat_by.as_deref(), Some(&["integrations".to_owned()][..]));
    assert_eq!(row.seat_confidence, Some("high"));
    let removal = row.removal.as_deref().unwrap();
    assert!(removal.contains("confluence as well") && removal.contains("3 other members"), "{removal}");
    let unknown = Case::usual().user(self::bot(1)).assess();
    let row = &unknown.savings.rows[0];
    assert_eq!((row.seat_by.as_deref(), row.seat_confidence), (Some(&[][..]), Some("medium")));
    assert!(row.removal.as_deref().unwrap().contains("no group"));
}

/// Each site is billed by itself: prices that depend on the number of seats are not summed over several.
#[test]
fn sites_are_subscriptions_of_their_own() {
    let workspace = |id: &str, host: &str, sandbox: &str| {
        json!({"id": id, "type": "workspace", "attributes": {"name": host, "typeKey": "jira-software", "status": "online",
               "hostUrl": format!("https://{host}"), "sandbox": {"type": sandbox}}})
    };
    let at = |n: u32, sites: &[&str]| {
        let access: Vec<Value> = sites.iter().map(|id| json!({"key": "jira-software", "id": id})).collect();
        with(bot(n), json!({"productAccess": access}))
    };
    let case = || {
        Case::usual()
            .raw("org.workspaces", record::WORKSPACE, "w-1", workspace("w-1", "one.example", "NONE"))
            .raw("org.workspaces", record::WORKSPACE, "w-2", workspace("w-2", "two.example", "NONE"))
            .raw("org.workspaces", record::WORKSPACE, "w-3", workspace("w-3", "try.example", "CHILD"))
            .user(at(1, &["w-1"]))
            .user(at(2, &["w-1", "w-2"]))
            .user(at(3, &["w-3"]))
    };
    let bands = "seats = 90\nbands = [{ from = 1, to = 100, price = \"8\" }, { from = 101, price = \"7\" }]";
    let together = case().config(&licence(bands)).assess();
    assert!(rows(&together)[0].note.contains("2 sites"), "{}", rows(&together)[0].note);
    let of_site = |host: &str| format!("{}site = \"{host}\"\n", licence(bands));
    let apart =
        case().config(&format!("{}{}", of_site("one.example"), of_site("https://two.example/"))).assess();
    let robots: Vec<(Option<&str>, u32)> =
        apart.savings.products.iter().map(|row| (row.site.as_deref(), row.robots)).collect();
    assert_eq!(robots, [(Some("one.example"), 2), (Some("two.example"), 1)], "a sandbox costs nothing");
    assert_eq!(text(&apart.savings.totals.realisable_next_period), "288.00");
}

/// A person who was not seen for long is a hint and no saving.
#[test]
fn idle_people_are_told_apart() {
    let access = |days: i64| json!([{"key": "jira-software", "id": "p-1", "lastActiveTimestamp": ago(days)}]);
    let idle = with(person(ADA, "Ada Example"), json!({"productAccess": access(200)}));
    let found = Case::usual().user(idle).config(&licence("price_per_seat = \"8\"")).assess();
    let idle: Vec<&str> = found.savings.idle.iter().map(|row| row.account_id.as_str()).collect();
    assert_eq!(idle, [ADA]);
    assert!(found.savings.rows.is_empty());
    assert_eq!(found.savings.totals.annual_list_cost, None);
}
