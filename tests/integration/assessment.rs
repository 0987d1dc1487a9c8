//! What is made of the findings: the questions that a report leaves open.

mod questions;
