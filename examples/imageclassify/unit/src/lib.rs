//! The modules of ../src, for their tests.
#![cfg(test)]
#![allow(dead_code)] // what only the app uses

#[path = "../../src/address.rs"]
mod address;
#[path = "../../src/assets.rs"]
mod assets;
#[path = "../../src/labels.rs"]
mod labels;
#[path = "../../src/permission.rs"]
mod permission;
#[path = "../../src/picture.rs"]
mod picture;
#[path = "../../src/reply.rs"]
mod reply;
#[path = "../../src/scores.rs"]
mod scores;
#[path = "../../src/token.rs"]
mod token;
