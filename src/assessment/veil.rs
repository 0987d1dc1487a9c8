//! Which field of an assessment is an id, a name, a text, or nothing that tells of people.
//!
//! Every field is named, so that the compiler asks about one that is added.

use super::changes::{BindingChanges, Changes, Hands};
use super::exceptions::ExceptionRow;
use super::key_people::{KeyPeople, Past, PersonRow, TopThree};
use super::pseudonyms::Pseudonyms;
use super::rows::{
    AccountRow, ConnectionRow, CoverageRow, DependencyRow, FindingRow, GapRow, IdleRow, PlanRow, ProductRow,
    QuestionRow, RegisterRow, SavingsRow, TouchpointRow,
};
use super::savings::Savings;
use super::way::{Guard, Plan};
use super::{Assessment, Scan};

pub(super) fn veil(assessment: &mut Assessment, by: &Pseudonyms) {
    let Assessment {
        schema: _,
        tool: _,
        scan,
        coverage,
        summary: _,
        accounts,
        touchpoints,
        findings,
        savings,
        plan,
        changes,
        exceptions,
        register,
        questions,
        questions_left: _,
        key_people,
        dependencies,
        connections,
        gaps,
    } = assessment;
    let Scan {
        mode: _,
        org: _,
        sites: _,
        run_by,
        hangs_on,
        tool_version: _,
        started_at: _,
        finished_at: _,
        as_of: _,
        config_digest: _,
        files,
        snapshot_sha256: _,
    } = scan;
    run_by.iter_mut().chain(hangs_on).chain(files).for_each(|text| by.text(text));
    coverage.iter_mut().for_each(|row| place(row, by));
    accounts.iter_mut().for_each(|row| account(row, by));
    // The order of ids would tell of them.
    accounts.sort_by(|a, b| a.account_id.cmp(&b.account_id));
    touchpoints.iter_mut().for_each(|row| touchpoint(row, by));
    findings.iter_mut().for_each(|row| finding(row, by));
    money(savings, by);
    way(plan, by);
    changes.iter_mut().for_each(|changes| changed(changes, by));
    exceptions.iter_mut().for_each(|row| exception(row, by));
    register.iter_mut().for_each(|row| registered(row, by));
    register.sort_by(|a, b| (a.standing, &a.account_id).cmp(&(b.standing, &b.account_id)));
    questions.iter_mut().for_each(|row| question(row, by));
    key_people.iter_mut().for_each(|people| key(people, by));
    dependencies.iter_mut().for_each(|row| dependency(row, by));
    connections.iter_mut().for_each(|row| connection(row, by));
    gaps.iter_mut().for_each(|row| gap(row, by));
}

fn texts<'a>(by: &Pseudonyms, texts: impl IntoIterator<Item = &'a mut String>) {
    texts.into_iter().for_each(|text| by.text(text));
}

fn ids<'a>(by: &Pseudonyms, ids: impl IntoIterator<Item = &'a mut String>) {
    ids.into_iter().for_each(|id| by.id(id));
}

fn place(row: &mut CoverageRow, by: &Pseudonyms) {
    let CoverageRow {
        surface: _,
        product: _,
        site: _,
        status: _,
        records: _,
        requests: _,
        reason,
        consequence,
    } = row;
    texts(by, [reason, consequence]);
}

fn account(row: &mut AccountRow, by: &Pseudonyms) {
    let AccountRow {
        account_id,
        name,
        email,
        class: _,
        confidence: _,
        reasons,
        state: _,
        org_admin: _,
        products: _,
        last_active: _,
        api_tokens: _,
        touchpoints: _,
        stops_if_deactivated: _,
        annual_list_cost: _,
        currency: _,
        owner,
        purpose,
        review_by: _,
    } = row;
    owner.iter_mut().for_each(|owner| by.name(owner));
    by.account(Some(account_id), name.as_mut(), email.as_mut());
    ids(by, [account_id]);
    texts(by, reasons.iter_mut().chain(purpose));
}

fn touchpoint(row: &mut TouchpointRow, by: &Pseudonyms) {
    let TouchpointRow {
        touchpoint_id,
        kind: _,
        name,
        product: _,
        site: _,
        container,
        state: _,
        role: _,
        account_id,
        account_name,
        account_class: _,
        account_state: _,
        effect_if_deactivated: _,
        certainty: _,
        changed: _,
        link,
        looks_like: _,
        looks_like_confidence: _,
        looks_like_reasons,
    } = row;
    by.account(account_id.as_ref(), account_name.as_mut(), None);
    ids(by, account_id);
    texts(by, [touchpoint_id, name, container].into_iter().chain(link));
    texts(by, looks_like_reasons.iter_mut().flatten());
}

fn finding(row: &mut FindingRow, by: &Pseudonyms) {
    let FindingRow {
        finding: _,
        check: _,
        severity: _,
        confidence: _,
        status: _,
        title,
        account_id,
        account_name,
        account_email,
        account_class: _,
        account_state: _,
        role: _,
        touchpoint_kind: _,
        touchpoint_id,
        touchpoint_name,
        product: _,
        site: _,
        container,
        effect: _,
        certainty: _,
        evidence,
        remedy,
        replacement: _,
        annual_saving: _,
        currency: _,
        controls: _,
        link,
        owner,
        purpose,
        review_by: _,
        first_seen: _,
    } = row;
    by.account(account_id.as_ref(), account_name.as_mut(), account_email.as_mut());
    ids(by, account_id);
    owner.iter_mut().for_each(|owner| by.name(owner));
    texts(by, [title, evidence, remedy]);
    let told = touchpoint_id.iter_mut().chain(touchpoint_name);
    texts(by, told.chain(container).chain(link).chain(purpose));
}

fn money(savings: &mut Savings, by: &Pseudonyms) {
    let Savings { currency: _, totals: _, products, rows, priced: _, idle, warnings } = savings;
    for row in products {
        let ProductRow {
            product: _,
            plan: _,
            billing: _,
            seats: _,
            seats_without_robots: _,
            cost: _,
            cost_without_robots: _,
            to_next_tier_down: _,
            site: _,
            currency: _,
            robots: _,
            seats_source,
            seats_whole: _,
            tier: _,
            next_tier_down: _,
            renewal: _,
            certainty: _,
            source,
            source_date: _,
            stale: _,
            documented: _,
            unpriced_because,
        } = row;
        texts(by, [seats_source].into_iter().chain(source).chain(unpriced_because));
    }
    for row in rows {
        let SavingsRow {
            account_id,
            account_name,
            product: _,
            plan: _,
            billing: _,
            annual_list_cost: _,
            realisable_now: _,
            realisable_next_period: _,
            realisable_at_renewal: _,
            currency: _,
            priced: _,
            note,
            site: _,
            assumed_saving: _,
            certainty: _,
            seat_by,
            seat_confidence: _,
            removal,
        } = row;
        by.account(Some(account_id), Some(account_name), None);
        ids(by, [account_id]);
        texts(by, [note].into_iter().chain(removal).chain(seat_by.iter_mut().flatten()));
    }
    for row in idle {
        let IdleRow { account_id, account_name, product: _, last_active: _ } = row;
        by.account(Some(account_id), Some(account_name), None);
        ids(by, [account_id]);
    }
    texts(by, warnings);
}

fn way(plan: &mut Plan, by: &Pseudonyms) {
    let Plan { quota: _, rows, frontier: _, guard, currency: _, first: _, exact: _, needed: _ } = plan;
    let Guard { billable: _, price: _, annual_saving: _, pays: _, pays_below: _, note } = guard;
    texts(by, [note]);
    for row in rows {
        let PlanRow {
            order: _,
            wave: _,
            account_id,
            account_name,
            replacement: _,
            service_account,
            covers,
            steps,
            scopes: _,
            address_change,
            blocked_by,
            annual_saving: _,
            currency: _,
            resolves: _,
        } = row;
        by.account(account_id.as_ref(), Some(account_name), None);
        ids(by, account_id);
        texts(by, service_account.iter_mut().chain(covers).chain(steps).chain(blocked_by));
        texts(by, address_change.iter_mut().flatten());
    }
}

fn changed(changes: &mut Changes, by: &Pseudonyms) {
    let Changes {
        since: _,
        new: _,
        reopened: _,
        resolved,
        not_seen,
        unchanged: _,
        bindings,
        quota_before: _,
        savings_before: _,
        currency_before: _,
    } = changes;
    resolved.iter_mut().chain(not_seen).for_each(|row| finding(row, by));
    let BindingChanges { new, gone, changed_hands, not_seen: _, not_seen_then: _ } = bindings;
    new.iter_mut().chain(gone).for_each(|row| touchpoint(row, by));
    for row in changed_hands {
        let Hands { touchpoint_id, role: _, from, to, kind: _, name, from_name, to_name, link } = row;
        by.account(Some(from), from_name.as_mut(), None);
        by.account(Some(to), to_name.as_mut(), None);
        ids(by, [from, to]);
        texts(by, [touchpoint_id, name].into_iter().chain(link));
    }
}

fn exception(row: &mut ExceptionRow, by: &Pseudonyms) {
    let ExceptionRow {
        finding: _,
        check: _,
        account,
        reason,
        approver,
        until: _,
        standing: _,
        covers: _,
        titles,
        note,
    } = row;
    by.name(approver);
    ids(by, account);
    texts(by, [reason, note].into_iter().chain(titles));
}

fn registered(row: &mut RegisterRow, by: &Pseudonyms) {
    let RegisterRow {
        account_id,
        name,
        email,
        class: _,
        confidence: _,
        state: _,
        owner,
        purpose,
        review_by: _,
        standing: _,
        touchpoints: _,
        stops_if_deactivated: _,
        last_active: _,
    } = row;
    by.account(Some(account_id), name.as_mut(), email.as_mut());
    ids(by, [account_id]);
    owner.iter_mut().for_each(|owner| by.name(owner));
    texts(by, purpose);
}

fn question(row: &mut QuestionRow, by: &Pseudonyms) {
    let QuestionRow { account_id, name, email, guess: _, confidence: _, reasons, if_robot, if_person, entry } =
        row;
    by.account(Some(account_id), name.as_mut(), email.as_mut());
    ids(by, [account_id]);
    texts(by, reasons.iter_mut().chain([if_robot, if_person, entry]));
}

fn key(people: &mut KeyPeople, by: &Pseudonyms) {
    let top = |top: &mut TopThree| {
        let TopThree { accounts, stopped: _, perhaps: _, of: _ } = top;
        ids(by, accounts);
    };
    let KeyPeople { integrations: _, at_risk: _, half: _, top_three, people, before } = people;
    top(top_three);
    for row in people {
        let PersonRow {
            account_id,
            name,
            class: _,
            stops_silently: _,
            stops: _,
            degrades: _,
            unverified: _,
            loses_owner: _,
            survives: _,
        } = row;
        by.account(Some(account_id), Some(name), None);
        ids(by, [account_id]);
    }
    if let Some(Past { since: _, integrations: _, at_risk: _, half: _, top_three }) = before {
        top(top_three);
    }
}

fn dependency(row: &mut DependencyRow, by: &Pseudonyms) {
    let DependencyRow { from, from_kind: _, from_name, relation: _, to, to_kind: _, to_name, at, sure: _ } =
        row;
    ids(by, [from, to]);
    texts(by, [from_name, to_name, at]);
}

fn connection(row: &mut ConnectionRow, by: &Pseudonyms) {
    let ConnectionRow { connection_id, rule, account_id, target, auth_type: _, steps } = row;
    ids(by, account_id);
    texts(by, [connection_id, rule].into_iter().chain(target).chain(steps));
}

fn gap(row: &mut GapRow, by: &Pseudonyms) {
    let GapRow { surface: _, site: _, place, reason } = row;
    texts(by, [place, reason]);
}
