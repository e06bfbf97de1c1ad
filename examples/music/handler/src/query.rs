//! The part of a URL after "?".

use std::str::FromStr;

pub struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    pub fn new(text: &'a str) -> Query<'a> {
        Query(text)
    }

    /// The number that `name` has, `fallback` when it is absent, or what is wrong with it.
    pub fn number<N: FromStr>(&self, name: &str, fallback: N) -> Result<N, String> {
        let pairs = self.0.split('&').filter_map(|pair| pair.split_once('='));
        match pairs.into_iter().find(|(key, _)| *key == name) {
            Some((_, value)) => value
                .parse()
                .map_err(|_| format!("{name} must be a whole number that fits.\n")),
            None => Ok(fallback),
        }
    }
}
