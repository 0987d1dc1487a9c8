//! Every way in which Atlassian writes an instant.

use serde_json::{Value, json};
use touchpoint::atlassian::instant;
use touchpoint::snapshot::rfc3339;

#[test]
fn every_writing_of_an_instant_is_read() {
    for (written, wanted) in [
        (json!(1_743_568_964.174), "2025-04-02T04:42:44Z"),
        (json!(1_743_568_964), "2025-04-02T04:42:44Z"),
        (json!(1_743_568_964_174_i64), "2025-04-02T04:42:44Z"),
        (json!("1743568964174"), "2025-04-02T04:42:44Z"),
        (json!("1743568964.174"), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02T04:42:44Z"), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02T04:42:44.174Z"), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02T06:42:44+02:00"), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02T06:42:44.174+0200"), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02T04:42:44.174+0000"), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02T04:42+0000"), "2025-04-02T04:42:00Z"),
        (json!("2025-04-02T04:42Z"), "2025-04-02T04:42:00Z"),
        (json!("2025-04-02T04:42:44"), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02 04:42:44"), "2025-04-02T04:42:44Z"),
        (json!("  2025-04-02T04:42:44Z "), "2025-04-02T04:42:44Z"),
        (json!("2025-04-02"), "2025-04-02T00:00:00Z"),
    ] {
        assert_eq!(instant(&written).map(rfc3339).as_deref(), Some(wanted), "{written}");
    }
}

#[test]
fn what_is_no_instant_is_none() {
    let strange = [
        Value::Null,
        json!(true),
        json!(0),
        json!(0.0),
        json!("0"),
        json!(""),
        json!("never"),
        json!("NaN"),
        json!("inf"),
        json!(1e300),
        json!(-1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!("2025-13-45T99:99:99Z"),
        json!({"epoch": 1}),
        json!([1]),
    ];
    for written in strange {
        assert_eq!(instant(&written), None, "{written}");
    }
}
