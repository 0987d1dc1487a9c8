//! What is made of the findings: the questions that a report leaves open, and on whom most of it hangs.

mod changes;
mod key_people;
mod questions;
