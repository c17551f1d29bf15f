//! Medians, and the ratios of two systems measured in turn.

/// The median of the rounds, with the least and the greatest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// Returns the spread of `values`; `None` if there are none.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Some(Self {
            median: median_of_sorted(&values)?,
            min: *values.first()?,
            max: *values.last()?,
        })
    }

    /// Converts each value by a monotonic function.
    pub(crate) fn map(self, convert: impl Fn(f64) -> f64) -> Self {
        let ends = [convert(self.min), convert(self.max)];
        Self {
            median: convert(self.median),
            min: ends[0].min(ends[1]),
            max: ends[0].max(ends[1]),
        }
    }
}

fn median_of_sorted(values: &[f64]) -> Option<f64> {
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

/// Returns the quantile of the sorted values at `share`.
pub(crate) fn quantile(sorted: &[u64], share: f64) -> Option<u64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[((last as f64) * share).round() as usize])
}

/// Returns the ratio of the times of `other` to those of `own`, from the rounds that both have: the two measurements of a round
/// are close together in time, so a longer disturbance of the machine affects both.
pub(crate) fn ratio(own: &[(u32, f64)], other: &[(u32, f64)]) -> Option<Spread> {
    let pairs = own.iter().filter_map(|(round, own)| {
        let (_, other) = other.iter().find(|(candidate, _)| candidate == round)?;
        Some(other / own)
    });
    Spread::of(pairs)
}

#[cfg(test)]
mod tests {
    use super::{Spread, quantile, ratio};

    #[test]
    fn a_spread_has_the_middle_and_both_ends() {
        let spread = Spread::of([4.0, 1.0, 2.0, 100.0]).expect("four values");
        assert_eq!((spread.min, spread.median, spread.max), (1.0, 3.0, 100.0));
        let inverse = spread.map(|value| 1.0 / value);
        assert_eq!((inverse.min, inverse.max), (0.01, 1.0));
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let sorted: Vec<_> = (0..=100).collect();
        assert_eq!(quantile(&sorted, 0.5), Some(50));
        assert_eq!(quantile(&sorted, 0.99), Some(99));
        assert_eq!(quantile(&sorted, 1.0), Some(100));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let (own, other) = ([(0, 1.0), (1, 10.0), (2, 5.0)], [(0, 2.0), (1, 30.0)]);
        let spread = ratio(&own, &other).expect("two rounds in common");
        assert_eq!((spread.min, spread.median, spread.max), (2.0, 2.5, 3.0));
        assert_eq!(ratio(&own, &[(7, 1.0)]), None);
    }
}
