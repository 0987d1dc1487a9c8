//! The paging state machine alone: every style, every end, every guard.

use proptest::prelude::*;
use serde_json::{Value, json};
use touchpoint::wire::Origin;
use touchpoint::wire::paging::{Pager, Style, Turn, total};

fn pager(style: Style) -> Pager {
    Pager::new(style, Origin::parse("https://api.atlassian.com").unwrap(), 0, 100)
}

/// What the pager makes of a first page with two rows.
fn first(style: Style, page: Value) -> Result<Option<String>, String> {
    pager(style).turn(&page, 2).map(shown)
}

/// `name=value&…`, `body:cursor`, or nothing at the end.
fn shown(turn: Turn) -> Option<String> {
    match turn {
        Turn::End => None,
        Turn::Body(cursor) => Some(format!("body:{cursor}")),
        Turn::Query(pairs) => Some(
            pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"),
        ),
    }
}

fn next(text: Value) -> Value {
    json!({"data": [1, 2], "links": {"next": text}})
}

fn goes_on(style: Style, page: Value, to: &str) {
    assert_eq!(first(style, page.clone()), Ok(Some(to.to_owned())), "{style:?}: {page}");
}

fn ends(style: Style, page: Value) {
    assert_eq!(first(style, page.clone()), Ok(None), "{style:?}: {page}");
}

fn fails(style: Style, page: Value, says: &str) {
    let error = first(style, page.clone()).unwrap_err();
    assert!(error.contains(says), "{style:?}: {page}: {error}");
    assert!(!error.contains("CURSOR"), "{error}");
}

#[test]
fn every_style_with_links_ends_when_there_is_no_next() {
    for style in [
        Style::LinksQuery,
        Style::LinksAddress,
        Style::LinksAbsolute,
        Style::BodyCursor,
        Style::QueryCursor,
        Style::ConfluenceCursor,
    ] {
        for page in [
            json!({"data": []}),
            json!({"data": [], "links": {}, "_links": {}}),
            json!({"data": [], "links": null, "_links": null}),
            json!({"data": [], "links": {"next": null}, "_links": {"next": null}}),
            json!({"data": [], "links": {"next": ""}, "_links": {"next": ""}}),
        ] {
            ends(style, page);
        }
        for odd in [json!(7), json!({"href": "x"}), json!(true)] {
            fails(style, json!({"links": {"next": odd}, "_links": {"next": odd}}), "not a text");
        }
    }
}

#[test]
fn automation_takes_a_query_string_or_the_query_of_an_address() {
    let style = Style::LinksQuery;
    goes_on(style, next(json!("?cursor=CURSOR%2B1&limit=100")), "cursor=CURSOR+1&limit=100");
    goes_on(
        style,
        next(json!("https://api.atlassian.com/automation/x?cursor=C&limit=5")),
        "cursor=C&limit=5",
    );
    goes_on(style, next(json!("https://elsewhere.example/x?cursor=C")), "cursor=C");
    fails(style, next(json!("CURSOR")), "neither");
    fails(style, next(json!("/rest/v1/rule/summary?cursor=CURSOR")), "neither");
    fails(style, next(json!("file:///etc/passwd?cursor=CURSOR")), "neither");
    fails(style, next(json!("?")), "empty");
    fails(style, next(json!("https://api.atlassian.com/x")), "no query");
}

#[test]
fn organisations_v1_takes_the_cursor_of_an_address_on_the_same_host() {
    let style = Style::LinksAddress;
    goes_on(
        style,
        next(json!("https://api.atlassian.com/admin/v1/orgs/o/users?cursor=C%2F1&x=y")),
        "cursor=C/1",
    );
    goes_on(style, next(json!("/admin/v1/orgs/o/users?cursor=C")), "cursor=C");
    for foreign in [
        "https://evil.example/admin/v1?cursor=CURSOR",
        "http://api.atlassian.com/admin/v1?cursor=CURSOR",
        "https://api.atlassian.com:8443/admin/v1?cursor=CURSOR",
        "https://api.atlassian.com.evil.example/?cursor=CURSOR",
        "https://api.atlassian.com@evil.example/?cursor=CURSOR",
        "//evil.example/?cursor=CURSOR",
    ] {
        fails(style, next(json!(foreign)), "was not followed");
        fails(Style::LinksAbsolute, next(json!(foreign)), "was not followed");
    }
    fails(style, next(json!("https://api.atlassian.com/admin/v1?page=2")), "no cursor");
    fails(style, next(json!("https://api.atlassian.com/admin/v1?cursor=")), "no cursor");
    fails(style, next(json!("https://api.atlassian.com/admin/v1")), "no query");
}

#[test]
fn account_management_takes_the_whole_query() {
    let style = Style::LinksAbsolute;
    goes_on(style, next(json!("https://api.atlassian.com/x?limit=80&after=C")), "limit=80&after=C");
    fails(style, next(json!("https://api.atlassian.com/x")), "no query");
}

#[test]
fn organisations_v2_takes_an_opaque_cursor_into_the_body() {
    goes_on(Style::BodyCursor, next(json!("?weird/C=1")), "body:?weird/C=1");
    goes_on(Style::BodyCursor, json!({"data": [], "meta": {"next": "C"}}), "body:C");
}

#[test]
fn api_access_takes_a_cursor_however_it_is_wrapped() {
    let style = Style::QueryCursor;
    goes_on(style, next(json!("C")), "cursor=C");
    goes_on(style, next(json!("/C+/aGVsbG8=")), "cursor=/C+/aGVsbG8=");
    goes_on(style, next(json!("?pageSize=10&cursor=C")), "cursor=C");
    goes_on(style, next(json!("https://api.atlassian.com/admin/x?cursor=C")), "cursor=C");
    goes_on(style, next(json!("/admin/x?cursor=C")), "cursor=C");
    goes_on(style, json!({"data": [], "meta": {"next": "C"}}), "cursor=C");
    fails(style, next(json!("?page=2")), "no cursor");
    fails(style, next(json!("https://evil.example/x?cursor=CURSOR")), "another host");
}

#[test]
fn jiras_users_end_on_an_empty_page_only() {
    let mut pager = pager(Style::StartAtArray);
    // Fewer rows than asked for, then more: the position follows the rows.
    for (rows, to) in
        [(50, Some("startAt=50")), (1, Some("startAt=51")), (100, Some("startAt=151")), (0, None)]
    {
        let turn = pager.turn(&json!([]), rows).map(shown);
        assert_eq!(turn, Ok(to.map(str::to_owned)));
    }
}

#[test]
fn jiras_pages_end_by_their_own_word() {
    let style = Style::StartAtValues;
    ends(style, json!({"isLast": true, "total": 99}));
    goes_on(style, json!({"isLast": false, "total": 99}), "startAt=2");
    // The server says there is more, whatever its total.
    goes_on(style, json!({"isLast": false, "total": 2}), "startAt=2");
    ends(style, json!({"total": 2}));
    goes_on(style, json!({"total": 3}), "startAt=2");
    // More rows than there are: the count is wrong, so it ends nothing.
    goes_on(style, json!({"total": 0}), "startAt=2");
    goes_on(style, json!({"maxResults": 50}), "startAt=2");
    assert_eq!(pager(style).turn(&json!({"maxResults": 50}), 0).map(shown), Ok(None));
}

#[test]
fn a_walk_may_begin_in_the_middle() {
    let mut pager = Pager::new(Style::StartAtValues, Origin::parse("https://a.example").unwrap(), 40, 100);
    assert_eq!(pager.turn(&json!({"total": 43}), 2).map(shown), Ok(Some("startAt=42".into())));
    assert_eq!(pager.turn(&json!({"total": 43}), 1).map(shown), Ok(None));
}

#[test]
fn jql_searches_go_by_token() {
    let style = Style::NextPageToken;
    goes_on(style, json!({"nextPageToken": "T", "isLast": false}), "nextPageToken=T");
    goes_on(style, json!({"nextPageToken": "T"}), "nextPageToken=T");
    ends(style, json!({"nextPageToken": "T", "isLast": true}));
    ends(style, json!({"issues": []}));
    fails(style, json!({"isLast": false}), "says there is more");
}

#[test]
fn service_management_ends_on_is_last_page_or_without_a_link() {
    let style = Style::JsmStart;
    ends(style, json!({"isLastPage": true, "_links": {"next": "/x?start=2"}}));
    goes_on(style, json!({"isLastPage": false, "_links": {}}), "start=2");
    ends(style, json!({"_links": {}}));
    goes_on(style, json!({"_links": {"next": "/x?start=50"}}), "start=2");
    goes_on(style, json!({"values": []}), "start=2");
    assert_eq!(pager(style).turn(&json!({"values": []}), 0).map(shown), Ok(None));
}

#[test]
fn confluence_takes_the_cursor_of_a_relative_link() {
    let style = Style::ConfluenceCursor;
    let link =
        |text: &str| json!({"results": [], "_links": {"next": text, "base": "https://x.example/wiki"}});
    goes_on(style, link("/wiki/api/v2/spaces?limit=2&cursor=C%3D"), "cursor=C=");
    goes_on(style, link("?cursor=C"), "cursor=C");
    fails(style, link("https://evil.example/wiki?cursor=CURSOR"), "was not followed");
}

#[test]
fn confluence_v1_goes_over_a_page_emptied_by_permissions() {
    let style = Style::ConfluenceStart;
    let link = |text: &str| json!({"results": [], "_links": {"next": text}});
    let empty = |page: Value| pager(style).turn(&page, 0).map(shown);
    goes_on(style, link("/rest/api/group?start=25&limit=25"), "start=2");
    ends(style, json!({"results": [], "_links": {}}));
    goes_on(style, json!({"results": []}), "start=2");
    assert_eq!(empty(link("/rest/api/group?start=25&limit=25")), Ok(Some("start=25".into())));
    assert_eq!(empty(link("/rest/api/group?start=0&limit=25")), Ok(None));
    assert_eq!(empty(json!({"_links": {}})), Ok(None));
    assert!(empty(link("https://evil.example/?start=25")).unwrap_err().contains("was not followed"));
}

#[test]
fn offsets_and_single_pages() {
    goes_on(Style::Offset("offset"), json!({"total": 3}), "offset=2");
    ends(Style::Offset("offset"), json!({"total": 2}));
    goes_on(Style::Offset("from"), json!({}), "from=2");
    ends(Style::Single, json!({"links": {"next": "?cursor=C"}, "isLast": false}));
}

#[test]
fn a_cursor_that_comes_twice_is_a_fault() {
    for style in [Style::LinksQuery, Style::QueryCursor, Style::BodyCursor] {
        let mut pager = pager(style);
        for cursor in ["?cursor=A", "?cursor=B"] {
            pager.turn(&next(json!(cursor)), 2).unwrap();
        }
        let error = pager.turn(&next(json!("?cursor=A")), 2).err().unwrap();
        assert!(error.contains("already read"), "{error}");
    }
}

#[test]
fn a_list_has_a_largest_number_of_pages() {
    let mut pager = Pager::new(Style::StartAtArray, Origin::parse("https://a.example").unwrap(), 0, 3);
    assert!(pager.turn(&json!([]), 2).is_ok());
    assert!(pager.turn(&json!([]), 2).is_ok());
    assert!(pager.turn(&json!([]), 2).err().unwrap().contains("3 pages"));
    // A list that ends exactly there is whole.
    let mut pager = Pager::new(Style::StartAtValues, Origin::parse("https://a.example").unwrap(), 0, 1);
    assert!(pager.turn(&json!({"isLast": true}), 2).is_ok());
}

#[test]
fn totals_are_found_where_they_are() {
    assert_eq!(total(&json!({"total": 7})), Some(7));
    assert_eq!(total(&json!({"totalSize": 7})), Some(7));
    assert_eq!(total(&json!({"meta": {"total": 7}})), Some(7));
    assert_eq!(total(&json!({"total": "7"})), None);
    assert_eq!(total(&json!([1])), None);
}

/// A model server: a list of `size` rows, cut into pages as `sizes` says, told in the style's own way.
fn page(style: Style, from: usize, upto: usize, size: usize) -> Value {
    let more = upto < size;
    match style {
        Style::StartAtValues => json!({"isLast": !more, "total": size}),
        Style::JsmStart => json!({"isLastPage": !more}),
        Style::Offset(_) => json!({"total": size}),
        Style::ConfluenceStart if more => json!({"_links": {"next": format!("/x?start={upto}")}}),
        Style::ConfluenceCursor if more => json!({"_links": {"next": format!("/x?cursor={upto}")}}),
        Style::NextPageToken if more => json!({"nextPageToken": upto.to_string(), "isLast": false}),
        Style::LinksQuery if more => next(json!(format!("?cursor={upto}&limit={}", upto - from))),
        Style::LinksAddress | Style::LinksAbsolute if more => {
            next(json!(format!("https://api.atlassian.com/x?cursor={upto}")))
        }
        Style::BodyCursor | Style::QueryCursor if more => next(json!(upto.to_string())),
        Style::ConfluenceStart | Style::ConfluenceCursor => json!({"_links": {}}),
        _ => json!({}),
    }
}

proptest! {
    /// However the server cuts a list, every row is read exactly once and the walk ends.
    #[test]
    fn every_row_comes_exactly_once(
        size in 0_usize..300,
        sizes in proptest::collection::vec(1_usize..40, 1..20),
        style in prop::sample::select(vec![
            Style::StartAtArray, Style::StartAtValues, Style::NextPageToken, Style::JsmStart,
            Style::ConfluenceCursor, Style::ConfluenceStart, Style::Offset("offset"), Style::LinksQuery,
            Style::LinksAddress, Style::LinksAbsolute, Style::BodyCursor, Style::QueryCursor,
        ]),
    ) {
        let mut pager = Pager::new(style, Origin::parse("https://api.atlassian.com").unwrap(), 0, 1000);
        let mut read = Vec::new();
        let mut from = 0;
        for number in 0.. {
            let upto = (from + sizes[number % sizes.len()]).min(size);
            read.extend(from..upto);
            let turn = pager.turn(&page(style, from, upto, size), upto - from).unwrap();
            let Some(asked) = shown(turn) else { break };
            // All styles carry the position as a number in this model.
            let first = asked.split('&').next().unwrap();
            from = first.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse().unwrap();
        }
        prop_assert_eq!(read, (0..size).collect::<Vec<_>>());
    }

    /// Whatever a server sends, the pager answers or refuses; it neither panics nor names another host.
    #[test]
    fn any_link_is_survived(text in ".{0,60}", rows in 0_usize..5) {
        for style in [
            Style::LinksQuery, Style::LinksAddress, Style::LinksAbsolute, Style::BodyCursor, Style::QueryCursor,
            Style::ConfluenceCursor, Style::ConfluenceStart, Style::NextPageToken, Style::JsmStart,
        ] {
            let page = json!({"links": {"next": text}, "_links": {"next": text}, "nextPageToken": text});
            let _ = pager(style).turn(&page, rows);
        }
    }
}
