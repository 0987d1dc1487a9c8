//! What seats cost, with the working.

use super::{Block, counted, grouped, money};
use crate::assessment::price::Price;

pub(super) fn blocks(price: &Price) -> Vec<Block> {
    let title = format!(
        "{} {}, {} billing, {}, on {}",
        price.product,
        price.plan,
        price.billing,
        counted(price.seats, "seat", "seats"),
        price.as_of
    );
    let mut blocks = vec![Block::Title(title)];
    let Some(total) = &price.total else {
        let why = price.unpriced_because.clone().unwrap_or_default();
        blocks.push(Block::Text(format!("Price unknown: {why}.")));
        return blocks;
    };
    if !price.bands.is_empty() {
        let rows = price.bands.iter().map(|band| {
            vec![
                match band.to {
                    Some(to) => format!("{} to {to}", band.from),
                    None => format!("{} and up", band.from),
                },
                band.seats.to_string(),
                band.price.clone(),
                grouped(&band.amount),
                band.certainty.to_owned(),
            ]
        });
        blocks.push(Block::Table(
            vec![
                ("Seats", false),
                ("in it", true),
                ("a month each", true),
                ("together", true),
                ("known", false),
            ],
            rows.collect(),
        ));
    }
    blocks.push(Block::List(price.working.clone()));
    let of = money(Some(total), price.currency.as_ref());
    blocks.push(Block::Heading(format!("Together {of} a {}", price.period)));
    if let (Some(months), Some(term)) = (price.months, &price.term_total) {
        let term = money(Some(term), price.currency.as_ref());
        blocks.push(Block::Text(format!(
            "For a term of {}: {term}, as licences of apps are counted; inferred from two published examples.",
            counted(months, "month", "months")
        )));
    }
    let source = price.source.as_deref().unwrap_or_default();
    let read = price
        .source_date
        .as_ref()
        .map(|day| format!(", the oldest figure read on {day}"))
        .unwrap_or_default();
    blocks.push(Block::Text(format!("Source: {source}{read}. {}", known(price.certainty))));
    if price.stale {
        blocks.push(Block::Text(
            "These figures are more than 180 days old: hold them against the invoice before relying on them."
                .to_owned(),
        ));
    }
    blocks
}

fn known(certainty: Option<&str>) -> &'static str {
    match certainty {
        Some("contract") => "This is the price of your configuration.",
        Some("documented") => "Every figure was read on a page of Atlassian's.",
        Some("reported") => "At least one figure is told by others than Atlassian.",
        Some("inferred") => "At least one figure follows from others and was read nowhere.",
        _ => "At least one figure is remembered and was read nowhere: ask for a quote.",
    }
}
