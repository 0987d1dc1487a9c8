//! Published worked examples, to the cent; and what holds of every price whatever the figures.

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use touchpoint::config::{Billing, Config, Licence};
use touchpoint::money::{Period, STALE_DAYS, Tariff, cents, edges, figures, list_price, of_licence, shares};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// The tariff of a licence with these lines.
fn tariff(lines: &str) -> Tariff {
    of_licence(&licence(lines), day("2026-11-23")).unwrap()
}

fn licence(lines: &str) -> Licence {
    let text = format!("[[licence]]\nplan = \"standard\"\n{lines}\n");
    Config::parse(&text, "touchpoint.toml", day("2026-11-23")).unwrap().licences.remove(0)
}

/// A band table as the file has it: the last seat of each band, `*` for no end.
fn bands(table: &[(&str, &str)]) -> String {
    let mut from = 1;
    let bands: Vec<String> = table
        .iter()
        .map(|(to, price)| {
            let end = if *to == "*" { String::new() } else { format!("to = {to}, ") };
            let band = format!("{{ from = {from}, {end}price = \"{price}\" }}");
            from = to.parse::<u32>().map_or(0, |to| to + 1);
            band
        })
        .collect();
    format!("bands = [{}]", bands.join(", "))
}

fn monthly(product: &str, table: &[(&str, &str)], more: &str) -> Tariff {
    tariff(&format!("product = \"{product}\"\n{}\n{more}", bands(table)))
}

fn total(tariff: &Tariff, seats: u32) -> Decimal {
    tariff.quote(seats).unwrap().total
}

const APP: [(&str, &str); 4] = [("100", "1.65"), ("250", "0.77"), ("1000", "0.40"), ("5000", "0.23")];

fn app(more: &str) -> Tariff {
    tariff(&format!("product = \"com.example.tracker\"\nbilling = \"annual\"\n{}\n{more}", bands(&APP)))
}

/// 1 to 3 and 6: Atlassian's own example of Jira Standard, and the averages that its price pages show for 300 users.
#[test]
fn jira_standard_by_the_list() {
    let old = list_price("jira", "standard", Billing::Monthly, day("2025-01-01")).unwrap();
    let expected = [(450, "3175.00"), (451, "3181.10"), (10, "86"), (20, "172"), (50, "430"), (100, "860")];
    for (seats, cost) in expected {
        assert_eq!(total(&old, seats), dec(cost), "{seats}");
    }
    let average = |tariff: &Tariff| (total(tariff, 300) / Decimal::from(300)).round_dp(2);
    assert_eq!(average(&old), dec("7.53"));
    let new = list_price("jira", "standard", Billing::Monthly, day("2025-10-15")).unwrap();
    assert_eq!(average(&new), dec("7.91"));
    assert_eq!(total(&new, 50), dec("452.50"), "and not fifty times the average");
}

/// 4: Atlassian Access in its time, with its minimum.
#[test]
fn bands_with_a_minimum() {
    let access = monthly("guard", &[("250", "3"), ("1000", "2"), ("*", "1")], "minimum = 10");
    assert_eq!(total(&access, 1200), dec("2450"));
    assert_eq!((total(&access, 1), total(&access, 10)), (dec("30"), dec("30")));
}

/// 5: Jira in 2017.
#[test]
fn three_bands() {
    let jira = monthly("jira", &[("100", "7"), ("250", "4"), ("*", "1")], "");
    assert_eq!(total(&jira, 251), dec("1301"));
    assert_eq!((total(&jira, 251) / Decimal::from(251)).round_dp(2), dec("5.18"));
}

/// 7: the first band of a plan of which no more is known.
#[test]
fn a_plan_of_which_one_band_is_known() {
    let premium = list_price("jira", "premium", Billing::Monthly, day("2025-01-01")).unwrap();
    assert_eq!(total(&premium, 20), dec("340"));
    let why = premium.quote(101).unwrap_err();
    assert!(why.contains("more than 100 seats"), "{why}");
}

/// 8 to 11: a Marketplace app by the month.
#[test]
fn an_app_by_the_month() {
    let app = monthly("com.example.tracker", &APP, "");
    for (seats, cost) in [(16, "26.40"), (46, "75.90"), (70, "115.50"), (173, "221.21")] {
        assert_eq!(total(&app, seats), dec(cost), "{seats}");
    }
}

/// 12 to 17: the same by the year, with discounts and terms.
#[test]
fn an_app_by_the_year() {
    let list = app("tier = 250");
    assert_eq!(total(&list, 250), dec("2805"));
    let list = app("");
    assert_eq!(total(&list, 300), dec("3005"));
    // Who pays a quarter is three quarters off; whole numbers, rounded up.
    assert_eq!(total(&app("discount = \"75\""), 800), dec("1252"));
    assert_eq!(total(&app("discount = \"85\""), 800), dec("751"));
    assert_eq!(app("tier = 4750").term(4750, 36).unwrap(), dec("43290"));
    assert_eq!(list.term(300, 11).unwrap(), dec("2750"));
}

/// 18 to 20: what a tier costs, whoever is in it.
#[test]
fn a_tier_costs_the_same_however_full_it_is() {
    let then = list_price("jira", "standard", Billing::Annual, day("2024-03-15")).unwrap();
    assert_eq!((total(&then, 20), total(&then, 25)), (dec("2050"), dec("2050")));
    assert_eq!(total(&then, 20) - total(&then, 16), Decimal::ZERO);
    assert!(total(&then, 20) > total(&then, 15));
    assert_eq!(then.quote(52).unwrap().billed, 100);
}

/// 21: the quantity of a period only grows, and the next one starts with what is there.
#[test]
fn the_most_of_a_period_is_billed() {
    let flat = tariff("product = \"jira\"\nprice_per_seat = \"18\"");
    assert_eq!(total(&flat, 10), dec("180"));
    let period = Period::starting_with(10).then(12).then(7);
    assert_eq!((period.billed(), period.next(), period.started_with()), (12, 7, 10));
    // Two more for half of it, on the next invoice; nothing back for the five that went.
    assert_eq!(period.additions(&flat, 15, 30).unwrap(), dec("18"));
    assert_eq!(Period::starting_with(10).then(7).additions(&flat, 15, 30).unwrap(), Decimal::ZERO);
}

/// 22: additions are charged at the band of the full size, by the days that are left. The bands of the published
/// examples were never read, so they check the shape of the rule: about two a month for 17 of 31 days.
#[test]
fn an_addition_is_charged_for_the_days_left() {
    let bands = monthly("com.example.tracker", &[("100", "1.97"), ("*", "1.00")], "");
    assert_eq!(Period::starting_with(62).then(63).additions(&bands, 17, 31).unwrap(), dec("1.08"));
    assert_eq!(Period::starting_with(100).then(101).additions(&bands, 31, 31).unwrap(), dec("1.00"));
}

/// 24: what is free costs nothing.
#[test]
fn a_free_plan_costs_nothing() {
    let text = "[[licence]]\nproduct = \"jira\"\nplan = \"free\"\n";
    let free = &Config::parse(text, "", day("2026-11-23")).unwrap().licences[0];
    assert_eq!(total(&of_licence(free, day("2026-11-23")).unwrap(), 10), Decimal::ZERO);
}

/// A contract's price for a seat on an annual plan: twelve months of the whole tier.
#[test]
fn a_contract_by_the_year_costs_twelve_months_of_the_tier() {
    let contract = tariff("product = \"jira\"\nbilling = \"annual\"\nprice_per_seat = \"7.10\"\ntier = 300");
    assert_eq!(total(&contract, 280), dec("25560"));
    let quoted = tariff(
        "product = \"jira\"\nbilling = \"annual\"\nprice_per_seat = \"7.10\"\ntiers = { 200 = \"13500\", 300 = \"19800\" }",
    );
    assert_eq!((total(&quoted, 280), total(&quoted, 200)), (dec("19800"), dec("13500")));
    assert!(quoted.quote(301).unwrap_err().contains("largest tier"));
}

/// What is not in the book is unknown, and so is everything beyond what somebody has read.
#[test]
fn the_book_says_no_more_than_was_read() {
    let today = day("2026-11-23");
    for (product, plan) in
        [("confluence", "standard"), ("guard", "standard"), ("jira", "enterprise"), ("x.y", "z")]
    {
        assert!(list_price(product, plan, Billing::Monthly, today).is_err(), "{product} {plan}");
    }
    assert!(list_price("jira", "standard", Billing::Monthly, day("2020-01-01")).is_err());
    let jira = list_price("jira", "standard", Billing::Monthly, today).unwrap();
    assert!(jira.quote(500).is_ok() && jira.quote(501).is_err());
    let yearly = list_price("jira", "standard", Billing::Annual, today).unwrap();
    assert!(yearly.quote(500).is_ok() && yearly.quote(501).is_err());
    // The whole book can be read, its bands have no gaps, and every figure says where and when it was read.
    let mut last: Option<&touchpoint::money::Figure> = None;
    for figure in figures() {
        assert!(!figure.source.is_empty() && figure.price > Decimal::ZERO && figure.from <= figure.to);
        match last.filter(|last| {
            (&last.product, &last.plan, last.since) == (&figure.product, &figure.plan, figure.since)
        }) {
            Some(last) => assert_eq!(figure.from, last.to + 1),
            None => assert_eq!(figure.from, 1),
        }
        last = Some(figure);
    }
    assert!(edges().windows(2).all(|pair| pair[0].users < pair[1].users));
    assert_eq!(STALE_DAYS, 180);
}

/// Bands from a few widths and prices that fall, as all lists have them.
fn any_bands() -> impl Strategy<Value = Vec<(u32, String)>> {
    prop::collection::vec((1_u32..400, 1_u32..300), 1..5).prop_map(|bands| {
        let total: u32 = bands.iter().map(|(_, price)| price).sum();
        let (mut end, mut price) = (0, total + 1);
        bands
            .into_iter()
            .map(|(width, less)| {
                end += width;
                price -= less.min(price - 1);
                (end, format!("{}.{:02}", price / 100, (price % 100).max(1)))
            })
            .collect()
    })
}

fn of_bands(table: &[(u32, String)], annual: bool, discount: u32) -> Tariff {
    let last = table.len() - 1;
    let rows: Vec<(String, &str)> = table
        .iter()
        .enumerate()
        .map(|(at, (to, price))| (if at == last { "*".to_owned() } else { to.to_string() }, price.as_str()))
        .collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(to, price)| (to.as_str(), *price)).collect();
    let billing = if annual { "billing = \"annual\"\n" } else { "" };
    let discount = if discount == 0 { String::new() } else { format!("discount = \"{discount}\"\n") };
    tariff(&format!("product = \"jira\"\n{}\n{billing}{discount}", bands(&rows)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// More seats never cost less, fewer never more; an average never rises; every amount is whole cents.
    #[test]
    fn a_price_never_falls_with_seats(table in any_bands(), discount in 0_u32..60) {
        for annual in [false, true] {
            let tariff = of_bands(&table, annual, discount);
            let costs: Vec<Decimal> = (0..700).map(|seats| total(&tariff, seats)).collect();
            for pair in costs.windows(2) {
                prop_assert!(pair[1] >= pair[0]);
            }
            for (seats, cost) in costs.iter().enumerate() {
                prop_assert_eq!(cents(*cost), *cost);
                if annual {
                    let tier = tariff.tier(u32::try_from(seats).unwrap()).unwrap();
                    prop_assert_eq!(total(&tariff, tier.users), *cost, "constant inside a tier");
                }
            }
            if !annual && discount == 0 {
                for seats in 1..699_usize {
                    let (here, next) = (costs[seats] * Decimal::from(seats + 1), costs[seats + 1] * Decimal::from(seats));
                    prop_assert!(next <= here, "the average rises at {}", seats);
                }
            }
        }
    }

    /// What is shared out adds up to what there was, and nobody's share is negative or a cent away from another's.
    #[test]
    fn shares_add_up(amount in 0_i64..10_000_000, parts in 1_u32..200) {
        let sum = Decimal::new(amount, 2);
        let shares = shares(sum, parts);
        prop_assert_eq!(shares.iter().sum::<Decimal>(), sum);
        let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
        prop_assert!(*least >= Decimal::ZERO && *most - *least <= Decimal::new(1, 2));
        prop_assert!(shares.iter().all(|share| cents(*share) == *share));
    }
}
