//! Counts over time, by the calendar.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::LocalIndex;
use super::facets::count_by;
use crate::engine::{Bucket, EngineError, Step, Timeline, TimelineRequest};

/// Most buckets that are filled in between the first and the last; beyond it only those that count
/// something are returned. Three centuries of days.
const FILLED: usize = 110_000;

/// Counts what a query matches by calendar step.
pub fn count(index: &LocalIndex, request: &TimelineRequest) -> Result<Timeline, EngineError> {
    let step = request.step;
    let bucket = move |path: &str| bucket_of(path, step);
    let (counted, unit) = count_by(index, request.root.as_ref(), &request.filters, "date", bucket)?;
    let mut buckets: Vec<Bucket> =
        counted.buckets.into_iter().map(|(from, count)| Bucket { from, count }).collect();
    buckets.sort_by(|a, b| a.from.cmp(&b.from));
    Ok(Timeline { buckets: fill_gaps(buckets, step), undated: counted.none, unit })
}

/// `2025/08/15` → the first day, month or year of its step; `None` when not known so precisely.
fn bucket_of(path: &str, step: Step) -> Option<String> {
    let mut parts = path.split('/');
    let year = parts.next()?;
    let month = parts.next();
    let day = parts.next();
    match step {
        Step::Year => Some(year.to_owned()),
        Step::Month => Some(format!("{year}-{}", month?)),
        Step::Day => Some(format!("{year}-{}-{}", month?, day?)),
        Step::Week => {
            let date =
                Date::new(year.parse().ok()?, month?.parse().ok()?, day?.parse().ok()?).ok()?;
            let back = i64::from(date.weekday().since(Weekday::Monday));
            Some(date.checked_sub(back.days()).ok()?.to_string())
        }
    }
}

fn fill_gaps(buckets: Vec<Bucket>, step: Step) -> Vec<Bucket> {
    let mut filled: Vec<Bucket> = Vec::with_capacity(buckets.len());
    for bucket in buckets {
        while let Some(next) = filled.last().and_then(|last| next_step(&last.from, step)) {
            if next >= bucket.from || filled.len() >= FILLED {
                break;
            }
            filled.push(Bucket { from: next, count: 0 });
        }
        filled.push(bucket);
    }
    filled
}

fn next_step(from: &str, step: Step) -> Option<String> {
    let mut parts = from.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month: i8 = parts.next().map_or(Some(1), |month| month.parse().ok())?;
    let day: i8 = parts.next().map_or(Some(1), |day| day.parse().ok())?;
    let date = Date::new(year, month, day).ok()?;
    Some(match step {
        Step::Year => format!("{:04}", year + 1),
        Step::Month => date.checked_add(1.month()).ok()?.strftime("%Y-%m").to_string(),
        Step::Week => date.checked_add(7.days()).ok()?.to_string(),
        Step::Day => date.checked_add(1.day()).ok()?.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_falls_into_its_step() {
        assert_eq!(bucket_of("2025/08/15", Step::Month).as_deref(), Some("2025-08"));
        assert_eq!(bucket_of("2025/08/15", Step::Week).as_deref(), Some("2025-08-11"));
        assert_eq!(bucket_of("1946", Step::Year).as_deref(), Some("1946"));
        assert_eq!(bucket_of("1946", Step::Month), None);
    }

    #[test]
    fn quiet_steps_are_shown_as_zero() {
        let bucket = |from: &str| Bucket { from: from.into(), count: 1 };
        let filled = fill_gaps(vec![bucket("2024-11"), bucket("2025-02")], Step::Month);
        let months: Vec<&str> = filled.iter().map(|bucket| bucket.from.as_str()).collect();
        assert_eq!(months, ["2024-11", "2024-12", "2025-01", "2025-02"]);
        assert_eq!(filled[1].count, 0);
    }
}
