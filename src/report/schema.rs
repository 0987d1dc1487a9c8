//! The JSON Schema of `report.json`, made of the types that are written.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::assessment::{Assessment, SCHEMA};

/// The schema (draft 2020-12). What is not known is null, never left out; a later version may add keys.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<Assessment>().to_value();
    schema["title"] = json!("report.json of touchpoint");
    schema["properties"]["schema"] =
        json!({ "const": SCHEMA, "description": "Name and version of this document." });
    schema
}
