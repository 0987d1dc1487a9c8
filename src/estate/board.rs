//! Reading boards: who administers them, and whose filter is behind each.

use std::collections::BTreeMap;

use super::facts::{BoardFacts, Facts};
use super::filter::{Filters, account_only, gap, holds, of_site};
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Touchpoint, Who};
use super::{Estate, Sites};
use crate::atlassian::boards::{Board, Configuration};
use crate::snapshot::{Gap, Place, Record, Snapshot, SnapshotError, record};

/// What many boards of a site do not tell, which is one gap and not one for each.
#[derive(Default)]
struct Untold {
    filters: usize,
    admins: usize,
}

/// Reads boards and joins each to the filter behind it.
pub(super) fn read(
    estate: &mut Estate,
    snapshot: &Snapshot,
    sites: &Sites,
    filters: &Filters,
) -> Result<(), SnapshotError> {
    let mut configurations: BTreeMap<(Place, String), Record> = BTreeMap::new();
    for record in estate.newest(snapshot, record::BOARD_CONFIGURATION)? {
        let board = Configuration(&record.body).board().unwrap_or_else(|| record.key.clone());
        configurations.insert((record.place.clone(), board), record);
    }
    let mut untold: BTreeMap<Place, Untold> = BTreeMap::new();
    for record in estate.newest(snapshot, record::BOARD)? {
        let id = Board(&record.body).id().unwrap_or_else(|| record.key.clone());
        let configuration = configurations.get(&(record.place.clone(), id.clone()));
        let untold = untold.entry(record.place.clone()).or_default();
        read_board(estate, &record, configuration, &id, sites, filters, untold);
    }
    for (place, untold) in untold {
        note(estate, &place, untold);
    }
    Ok(())
}

fn read_board(
    estate: &mut Estate,
    record: &Record,
    configuration: Option<&Record>,
    id: &str,
    sites: &Sites,
    filters: &Filters,
    untold: &mut Untold,
) {
    let board = Board(&record.body);
    let shows = configuration.map(|record| Configuration(&record.body));
    // The list keeps the name of a private board to itself.
    let name = board.name().or_else(|| shows?.name()).map_or_else(|| format!("board {id}"), str::to_owned);
    let mut touchpoint = of_site(Kind::Board, &record.place, sites, id, &name);
    touchpoint.container = board.project().or_else(|| shows?.project()).unwrap_or_default();
    touchpoint.state = match board.private() {
        Some(true) => "private",
        Some(false) => "shared",
        None => "unknown",
    }
    .to_owned();
    let filter = shows.and_then(Configuration::filter);
    let seen = filter.as_ref().and_then(|filter| filters.get(&(record.place.site.clone(), filter.clone())));
    let filter_touchpoint =
        filter.as_ref().map(|filter| of_site(Kind::Filter, &record.place, sites, filter, "").id);
    touchpoint.facts = Facts::Board(BoardFacts {
        filter: filter_touchpoint,
        private: board.private(),
        filter_shared: seen.and_then(|seen| seen.shared),
    });
    if filter.is_some() && seen.is_none() {
        untold.filters += 1;
    }
    let behind = seen.map(|seen| account_only(Role::Owner, seen.owner.clone(), "owns the filter behind it"));
    if let Some(bindings) = behind.filter(|bindings| !bindings.is_empty()) {
        let facts = touchpoint.facts.clone();
        let like_board = of_site(Kind::BoardFilter, &record.place, sites, id, &name);
        let (container, state) = (touchpoint.container.clone(), touchpoint.state.clone());
        estate.file(Touchpoint { container, state, facts, ..like_board }, bindings);
    }
    let bindings = admins(estate, record, &touchpoint, untold);
    estate.file(touchpoint, bindings);
}

fn admins(
    estate: &mut Estate,
    record: &Record,
    touchpoint: &Touchpoint,
    untold: &mut Untold,
) -> Vec<Binding> {
    let Some(admins) = Board(&record.body).admins() else {
        untold.admins += 1;
        return Vec::new();
    };
    let mut bindings: Vec<Binding> = Vec::new();
    for admin in admins {
        match estate.meet(admin) {
            Who::Unknown => gap(estate, record, touchpoint, "has an administrator that cannot be told"),
            who if bindings.iter().any(|binding| binding.who == who) => {}
            who => bindings.push(holds(Role::Owner, who, "administers the board")),
        }
    }
    bindings
}

fn note(estate: &mut Estate, place: &Place, untold: Untold) {
    let told = [
        (untold.filters, "the filters behind them were not seen, so whose they are is not known"),
        (untold.admins, "they do not say who administers them"),
    ];
    for (boards, what) in told.into_iter().filter(|(boards, _)| *boards > 0) {
        let reason = format!("of {boards} boards: {what}");
        estate.gaps.push(Gap { place: place.clone(), at: "boards".to_owned(), reason });
    }
}
