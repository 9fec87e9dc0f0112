//! Dates as news gives them: a year, a month, a day, or an instant, with or without a zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A date of the Gregorian calendar, years 1000 to 2999, exactly as precise as its source.
///
/// Written and read as ISO 8601: `1946`, `2025-08`, `2025-08-15`, `2025-08-15T10:30:00`,
/// `2025-08-15T10:30:00+03:00`, `2025-08-15T07:30:00Z`.
///
/// ```
/// use dateline::model::NewsDate;
/// let month: NewsDate = "2025-08".parse().unwrap();
/// assert_eq!(month.to_string(), "2025-08");
/// assert_eq!(month.path(), ["2025", "08"]);
/// assert!("2025-02-30".parse::<NewsDate>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NewsDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Time {
    hour: i8,
    minute: i8,
    second: i8,
    /// Minutes east of UTC; `None` when the source names no zone.
    offset: Option<i16>,
}

/// Why a string is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a date: {reason}")]
pub struct NewsDateError {
    /// What was given.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl NewsDate {
    /// First and last year that are understood.
    pub const YEARS: std::ops::RangeInclusive<i16> = 1000..=2999;

    /// A whole year; `None` outside [`YEARS`](Self::YEARS).
    pub fn from_year(year: i16) -> Option<Self> {
        Self::YEARS.contains(&year).then_some(Self { year, month: None, day: None, time: None })
    }

    /// A month of a year, counted from 1.
    pub fn from_month(year: i16, month: i8) -> Option<Self> {
        let date = Self::from_year(year)?;
        (1..=12).contains(&month).then_some(Self { month: Some(month), ..date })
    }

    /// A day; `None` for a day that does not exist.
    pub fn from_day(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Self::from_month(year, month)?;
        Date::new(year, month, day).ok()?;
        Some(Self { day: Some(day), ..date })
    }

    /// A day of jiff's calendar.
    pub fn from_date(date: Date) -> Option<Self> {
        Self::from_day(date.year(), date.month(), date.day())
    }

    /// The same day with a time, and minutes east of UTC where the zone is known. `None` when this
    /// is not a day, or there is no such time (second 60 is read as 59).
    pub fn at(self, hour: i8, minute: i8, second: i8, offset: Option<i16>) -> Option<Self> {
        self.day?;
        let second = if second == 60 { 59 } else { second };
        let valid = (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second)
            && offset.is_none_or(|minutes| minutes.abs() <= 18 * 60);
        valid.then_some(Self { time: Some(Time { hour, minute, second, offset }), ..self })
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The month from 1, if known.
    pub fn month(&self) -> Option<i8> {
        self.month
    }

    /// The day of the month from 1, if known.
    pub fn day(&self) -> Option<i8> {
        self.day
    }

    /// The calendar day, if known to the day.
    pub fn date(&self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// The same date without its time of day.
    pub fn without_time(self) -> Self {
        Self { time: None, ..self }
    }

    /// Whether a time of day is known.
    pub fn has_time(&self) -> bool {
        self.time.is_some()
    }

    /// Unix seconds at which it begins; UTC where no zone is known.
    pub fn begins(&self) -> i64 {
        let date = Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .expect("checked when the date was made");
        let midnight = midnight(date);
        match self.time {
            None => midnight,
            Some(time) => {
                midnight
                    + i64::from(time.hour) * 3600
                    + i64::from(time.minute) * 60
                    + i64::from(time.second)
                    - i64::from(time.offset.unwrap_or(0)) * 60
            }
        }
    }

    /// Unix seconds just past its end: the next year, month, day, or second.
    pub fn ends(&self) -> i64 {
        if self.time.is_some() {
            return self.begins() + 1;
        }
        let (year, month) = (self.year, self.month.unwrap_or(1));
        let next = match (self.month, self.day) {
            (None, _) => Date::new(year + 1, 1, 1),
            (Some(12), None) => Date::new(year + 1, 1, 1),
            (Some(_), None) => Date::new(year, month + 1, 1),
            (Some(_), Some(day)) => Date::new(year, month, day).and_then(|date| date.tomorrow()),
        };
        let next = next.expect("years end at 2999, far below jiff's limit");
        midnight(next)
    }

    /// Steps of the date facet, broad to narrow: `["2025", "08", "15"]`, as far as known.
    pub fn path(&self) -> Vec<String> {
        let mut steps = vec![format!("{:04}", self.year)];
        if let Some(month) = self.month {
            steps.push(format!("{month:02}"));
            if let Some(day) = self.day {
                steps.push(format!("{day:02}"));
            }
        }
        steps
    }
}

/// Unix seconds of midnight, UTC.
fn midnight(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_secs()
}

impl fmt::Display for NewsDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        if let Some(time) = self.time {
            write!(f, "T{:02}:{:02}:{:02}", time.hour, time.minute, time.second)?;
            match time.offset {
                None => {}
                Some(0) => write!(f, "Z")?,
                Some(minutes) => {
                    let sign = if minutes < 0 { '-' } else { '+' };
                    write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)?;
                }
            }
        }
        Ok(())
    }
}

impl FromStr for NewsDate {
    type Err = NewsDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_iso(text).map_err(|reason| NewsDateError { text: text.to_owned(), reason })
    }
}

impl TryFrom<String> for NewsDate {
    type Error = NewsDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<NewsDate> for String {
    fn from(date: NewsDate) -> Self {
        date.to_string()
    }
}

impl JsonSchema for NewsDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NewsDate".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "ISO 8601, as precise as known: a year, month, day, or day and time with or without zone",
            "pattern": "^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$"
        })
    }
}

/// ISO 8601 in the extended form; a space may stand for the `T`, seconds and their fraction may be
/// missing or are cut.
fn parse_iso(text: &str) -> Result<NewsDate, &'static str> {
    const FORM: &str =
        "expected YYYY, YYYY-MM, YYYY-MM-DD, or that with a time HH:MM:SS and a zone";
    let text = text.trim();
    let (day, time) = match text.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let mut parts = day.split('-');
    let year = digits(parts.next(), 4).ok_or(FORM)?;
    if !NewsDate::YEARS.contains(&year) {
        return Err("years run from 1000 to 2999");
    }
    let mut date = NewsDate::from_year(year).ok_or(FORM)?;
    if let Some(month) = parts.next() {
        let month = digits(Some(month), 2).ok_or(FORM)? as i8;
        date = NewsDate::from_month(year, month).ok_or("there is no such month")?;
        if let Some(day) = parts.next() {
            let day = digits(Some(day), 2).ok_or(FORM)? as i8;
            date = NewsDate::from_day(year, month, day).ok_or("there is no such day")?;
        }
    }
    if parts.next().is_some() {
        return Err(FORM);
    }
    match time {
        None => Ok(date),
        Some(time) => parse_time(date, time).ok_or("the time of day or its zone is malformed"),
    }
}

fn parse_time(date: NewsDate, text: &str) -> Option<NewsDate> {
    let zone_at = text.find(['Z', 'z', '+', '-', '\u{2212}']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone_at);
    let mut parts = clock.trim().split(':');
    let hour = digits(parts.next(), 2)?;
    let minute = digits(parts.next(), 2)?;
    let second = match parts.next() {
        None => 0,
        Some(second) => digits(Some(second.split(['.', ',']).next()?), 2)?,
    };
    if parts.next().is_some() {
        return None;
    }
    date.at(hour as i8, minute as i8, second as i8, parse_zone(zone)?)
}

/// `Some(None)` for no zone at all, `None` for a malformed one.
fn parse_zone(text: &str) -> Option<Option<i16>> {
    let text = text.trim();
    let mut signs = text.chars();
    let sign = match signs.next() {
        None => return Some(None),
        Some('Z' | 'z') => return signs.as_str().is_empty().then_some(Some(0)),
        Some('+') => 1,
        Some('-' | '\u{2212}') => -1,
        Some(_) => return None,
    };
    let compact: String = signs.filter(|&c| c != ':').collect();
    let (hours, minutes) = match compact.len() {
        2 => (digits(Some(&compact), 2)?, 0),
        4 => (digits(compact.get(..2), 2)?, digits(compact.get(2..), 2)?),
        _ => return None,
    };
    Some(Some(sign * (hours * 60 + minutes)))
}

fn digits(text: Option<&str>, count: usize) -> Option<i16> {
    let text = text?;
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A half-open range of Unix seconds; either side may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DateRange {
    /// First second inside.
    pub from: Option<i64>,
    /// First second past the end.
    pub to: Option<i64>,
}

impl DateRange {
    /// From the start of one date to the end of another, both included.
    pub fn between(from: Option<NewsDate>, to: Option<NewsDate>) -> Self {
        Self { from: from.map(|date| date.begins()), to: to.map(|date| date.ends()) }
    }

    /// Whether it leaves both sides open.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NewsDate {
        text.parse().unwrap()
    }

    #[test]
    fn reads_what_it_writes() {
        for text in [
            "1946",
            "2025-08",
            "2025-08-15",
            "2025-08-15T10:30:00",
            "2025-08-15T10:30:00Z",
            "2025-08-15T10:30:00-05:30",
        ] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("2025-08-15 10:30").to_string(), "2025-08-15T10:30:00");
        assert_eq!(date("2025-08-15T10:30:00.123+0300").to_string(), "2025-08-15T10:30:00+03:00");
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in [
            "2025-02-30",
            "2023-02-29",
            "2025-13-01",
            "0999",
            "3000",
            "2025-8-1",
            "25-08-01",
            "",
            "soon",
        ] {
            assert!(text.parse::<NewsDate>().is_err(), "{text} was read as a date");
        }
    }

    #[test]
    fn a_period_ends_where_the_next_begins() {
        assert_eq!(date("2024").ends(), date("2025").begins());
        assert_eq!(date("2024-02").ends(), date("2024-03-01").begins());
        assert_eq!(date("2024-12").ends(), date("2025-01").begins());
        assert_eq!(date("2024-02-28").ends(), date("2024-02-29").begins());
        assert_eq!(date("1970-01-01T01:00:00+01:00").begins(), 0);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<NewsDate>();
        }
    }
}
