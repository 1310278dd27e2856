//! What is counted of conversations, in all and in each part of the time.

use super::{ChartRow, ChartThumb, bins::Bins};

/// The numbers of a period. `None` where they are not known or there is nothing to count them from.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct ChartNumbers {
    pub conversations: Option<u64>,
    pub thumbs: Option<(u64, u64)>,
    /// The mean of the chosen score.
    pub score: Option<f64>,
    /// Milliseconds: half of the conversations are shorter, and nine of ten.
    pub duration: Option<(f64, f64)>,
    /// US dollars.
    pub cost: Option<f64>,
}

/// A mean, and between which values half of all are, if that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanAndSpread {
    pub mean: f64,
    pub spread: Option<(f64, f64)>,
}

/// Each number for each part of the time; `None` for what is not known.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NumbersOverTime {
    pub conversations: Option<Vec<u64>>,
    /// Up and down.
    pub thumbs: Option<Vec<(u64, u64)>>,
    pub score: Option<Vec<Option<MeanAndSpread>>>,
    pub duration: Option<Vec<Option<(f64, f64)>>>,
    pub cost: Option<Vec<f64>>,
}

impl ChartNumbers {
    pub fn of(rows: &[ChartRow], thumbs: Option<&[ChartThumb]>) -> Self {
        let scores: Vec<f64> = rows.iter().filter_map(|row| sane(row.score)).collect();
        let mut durations: Vec<f64> = rows.iter().filter_map(|row| sane(row.duration_ms)).collect();
        Self {
            conversations: Some(rows.len() as u64),
            thumbs: thumbs.map(|thumbs| {
                let up = thumbs.iter().filter(|thumb| thumb.is_up).count() as u64;
                (up, thumbs.len() as u64 - up)
            }),
            score: mean(&scores),
            duration: percentiles(&mut durations),
            cost: Some(rows.iter().filter_map(|row| sane(row.cost)).sum()),
        }
    }
}

impl NumbersOverTime {
    /// Counts rows and thumbs in the parts that they are in. Those outside are left out.
    pub fn of(bins: &Bins, rows: &[ChartRow], thumbs: Option<&[ChartThumb]>) -> Self {
        let count = bins.count();
        let mut conversations = vec![0_u64; count];
        let mut cost = vec![0.0; count];
        let mut scores: Vec<Vec<f64>> = vec![Vec::new(); count];
        let mut durations: Vec<Vec<f64>> = vec![Vec::new(); count];
        for row in rows {
            let Some(part) = bins.find(row.at) else { continue };
            add(&mut conversations, part, 1);
            if let (Some(sum), Some(dollars)) = (cost.get_mut(part), sane(row.cost)) {
                *sum += dollars;
            }
            if let (Some(scores), Some(score)) = (scores.get_mut(part), sane(row.score)) {
                scores.push(score);
            }
            if let (Some(durations), Some(millis)) = (durations.get_mut(part), sane(row.duration_ms)) {
                durations.push(millis);
            }
        }
        let thumbs = thumbs.map(|thumbs| {
            let mut counts = vec![(0, 0); count];
            for thumb in thumbs {
                if let Some((up, down)) = bins.find(thumb.at).and_then(|part| counts.get_mut(part)) {
                    *(if thumb.is_up { up } else { down }) += 1;
                }
            }
            counts
        });
        Self {
            conversations: Some(conversations),
            thumbs,
            score: Some(scores.iter_mut().map(|values| spread(values)).collect()),
            duration: Some(durations.iter_mut().map(|values| percentiles(values)).collect()),
            cost: Some(cost),
        }
    }
}

/// How many rows are in no part.
pub fn outside(bins: &Bins, rows: &[ChartRow]) -> u64 {
    rows.iter().filter(|row| bins.find(row.at).is_none()).count() as u64
}

/// Adds to a part's count.
pub fn add(counts: &mut [u64], part: usize, more: u64) {
    if let Some(count) = counts.get_mut(part) {
        *count = count.saturating_add(more);
    }
}

/// A number that can be drawn. What was logged may be anything.
pub fn sane(value: Option<f64>) -> Option<f64> {
    const LARGEST: f64 = 1e15;
    value.filter(|value| value.is_finite() && value.abs() <= LARGEST)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn spread(values: &mut [f64]) -> Option<MeanAndSpread> {
    let mean = mean(values)?;
    values.sort_by(f64::total_cmp);
    Some(MeanAndSpread { mean, spread: quantile(values, 0.25).zip(quantile(values, 0.75)) })
}

fn percentiles(values: &mut [f64]) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    quantile(values, 0.5).zip(quantile(values, 0.9))
}

/// The value below which this part of the sorted values is, between two values in proportion; `None` without values.
pub fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let low = *sorted.get(place.floor() as usize)?;
    let high = *sorted.get(place.ceil() as usize)?;
    Some(low + (high - low) * place.fract())
}
