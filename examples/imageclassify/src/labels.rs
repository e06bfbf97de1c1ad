//! The names of the classes: a file of lines, read anew with each request as the model is.

use std::fs;

use crate::reply::{Refusal, Result};

pub struct Labels(Vec<String>);

impl Labels {
    pub fn read() -> Result<Self> {
        let text = fs::read_to_string("/labels.txt").map_err(|error| {
            Refusal::new(500, format!("The file labels.txt of the app cannot be read: {error}."))
        })?;
        Ok(Self::parse(&text))
    }

    fn parse(text: &str) -> Self {
        Labels(text.lines().map(|line| line.trim().to_string()).collect())
    }

    /// The name of a class out of `count`. A file with one line more than classes starts with the
    /// background, which the model does not know.
    pub fn name(&self, class: usize, count: usize) -> String {
        let line = class + usize::from(self.0.len() == count + 1);
        self.0.get(line).cloned().unwrap_or_else(|| format!("class {class}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_more_than_classes_is_the_background() {
        let labels = Labels::parse("background\ntench\ngoldfish\r\n");
        assert_eq!(labels.name(0, 2), "tench");
        assert_eq!(labels.name(1, 2), "goldfish");
    }

    #[test]
    fn as_many_lines_as_classes_are_the_classes() {
        let labels = Labels::parse("tench\ngoldfish\n");
        assert_eq!(labels.name(0, 2), "tench");
        assert_eq!(labels.name(7, 9), "class 7");
    }
}
