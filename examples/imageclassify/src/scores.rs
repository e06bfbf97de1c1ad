//! What the model says of a picture: a score (logit) for each class.

use std::cmp::Ordering;

pub struct Scores(pub Vec<f32>);

impl Scores {
    /// The classes of the `most` highest scores, the best first. Of equals, the first counts more.
    pub fn best(&self, most: usize) -> Vec<usize> {
        let mut classes: Vec<usize> = (0..self.0.len()).collect();
        classes.sort_by(|a, b| self.0[*b].partial_cmp(&self.0[*a]).unwrap_or(Ordering::Equal));
        classes.truncate(most);
        classes
    }

    /// How sure the model is of a class: softmax, 0 to 1.
    pub fn probability(&self, class: usize) -> f32 {
        let highest = self.0.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = self.0.iter().map(|score| (score - highest).exp()).sum();
        (self.0[class] - highest).exp() / sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first() {
        let scores = Scores(vec![0.5, 3.0, -1.0, 3.0, 2.0]);
        assert_eq!(scores.best(3), [1, 3, 4]);
        assert_eq!(scores.best(9).len(), 5);
        assert!(Scores(vec![]).best(5).is_empty());
    }

    #[test]
    fn probabilities_add_up_to_one() {
        let scores = Scores(vec![1.0, 2.0, 300.0, 299.0]);
        let sum: f32 = (0..4).map(|class| scores.probability(class)).sum();
        assert!((sum - 1.0).abs() < 1e-5);
        assert!(scores.probability(2) > 0.7);
    }
}
