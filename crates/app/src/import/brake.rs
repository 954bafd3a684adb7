//! Brakes: what stops a run before the catalogue until a person has looked.
//!
//! A run is measured against the feed's own past: the limit of each brake is what the last runs measured with a
//! generous margin. While there are fewer than three of them it is the usual limit, or more where a person let more
//! through. A limit that the feed's policies set is taken as it is. Small files vary too much to be judged by shares.

use catalog::policy::Policies;
use serde::{Deserialize, Serialize};
use store::catalog::review::Measured;
use store::imports::review::Measures;
use store::imports::run::Counts;
use utoipa::ToSchema;

use super::policy::percent;

/// How many of the feed's last runs are learned from.
pub(super) const PAST: i64 = 10;
/// From so many runs on limits are learned.
const ENOUGH: usize = 3;
/// Fewer records or offers than this are not judged by shares, unless the policies set a limit.
const FEW: i64 = 20;
/// Where at least this share of the known prices moves alike, the cause is one for all.
const MOST: f64 = 0.5;
/// Of the prices that move, this share moves alike where the cause is one for all.
const ALIKE: f64 = 0.6;

/// Rates of value added tax in percent, by which all prices of a file may differ from those before.
const VAT_RATES: [f64; 10] = [5.5, 17.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.5, 27.0];

/// Why a run should be looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Brake {
    /// `empty`, `blocked`, `most_errors`, `currency`, `vat`, `price_moves`, `fewer_records`, `gone`, `stock_out` or `issues`.
    pub code: String,
    /// The same as a sentence, with the numbers.
    pub text: String,
    /// What was measured: a share, 0 to 1.
    pub measured: Option<f64>,
    /// Beyond which limit it is too much.
    pub limit: Option<f64>,
    /// The limit was learned from the feed's past.
    pub learned: bool,
    /// From how many runs.
    pub files: Option<u32>,
}

impl Brake {
    /// A brake that compares nothing.
    pub(super) fn plain(code: &str, text: String) -> Self {
        Self { code: code.to_owned(), text, measured: None, limit: None, learned: false, files: None }
    }

    /// Whether it holds a run also where the feed's policies ask for no review.
    pub(super) fn is_hard(&self) -> bool {
        matches!(self.code.as_str(), "empty" | "blocked" | "most_errors")
    }
}

/// What brakes look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    /// What reading the file came to.
    pub read: Counts,
    /// Records that are used, though a value of theirs couldn't be.
    pub flagged: i64,
    /// Usable records of the feed's last run in the catalogue.
    pub usable_before: Option<i64>,
    /// What the last runs measured, latest first.
    pub past: &'a [Measures],
    /// The feed's policies.
    pub policies: &'a Policies,
    /// The run completes another one: it has a part of a file only, and nothing to be compared with.
    pub is_child: bool,
}

/// A limit, and where it comes from.
struct Limit {
    most: f64,
    set: bool,
    learned: bool,
    files: usize,
}

impl Facts<'_> {
    fn usable(&self) -> i64 {
        self.read.records - self.read.rejected - self.read.duplicates
    }

    /// What is kept for the limits of later runs.
    pub fn measures(&self, measured: &Measured) -> Measures {
        let usable = self.usable();
        let fewer = self.usable_before.map_or(0.0, |before| (1.0 - share(usable, before)).max(0.0));
        let flagged = self.flagged + self.read.rejected;
        let stock_out = measured.in_stock.map_or(0.0, |in_stock| share(measured.stock_out, in_stock));
        Measures {
            records: self.read.records,
            usable,
            flagged,
            fewer: if self.usable_before.unwrap_or(0) > 0 { fewer } else { 0.0 },
            gone: share(measured.gone, measured.known + measured.gone),
            price_moves: share(measured.moved_far, measured.known),
            price_ratio: measured.ratio,
            stock_out,
            issues: share(flagged, self.read.records),
        }
    }

    /// The limit of a brake: set, learned, or the usual one.
    fn limit(&self, set: Option<f64>, usual: f64, least: f64, of: fn(&Measures) -> f64) -> Limit {
        if let Some(most) = set {
            return Limit { most, set: true, learned: false, files: 0 };
        }
        let past: Vec<f64> = self.past.iter().map(of).collect();
        let highest = past.iter().copied().fold(0.0, f64::max);
        let mean = past.iter().sum::<f64>() / past.len().max(1) as f64;
        let spread =
            (past.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / past.len().max(1) as f64).sqrt();
        // What a person let through before is no news.
        let seen = if highest > 0.0 { (highest * 1.5).max(highest + 0.1) } else { 0.0 };
        let learned = past.len() >= ENOUGH;
        let most = if learned { seen.max(mean + 4.0 * spread).max(least) } else { seen.max(usual) };
        Limit { most, set: false, learned, files: past.len() }
    }

    /// Why the run should be looked at, weightiest first. Nothing, mostly.
    pub fn check(&self, measured: &Measured) -> Vec<Brake> {
        let mut found = Vec::new();
        if let Some(empty) = self.empty() {
            return vec![empty];
        }
        if let Some(message) = super::policy::check(self.policies, &self.read, self.flagged) {
            found.push(Brake::plain(&message.code, message.text));
        }
        if self.is_child {
            return found;
        }
        let measures = self.measures(measured);
        found.extend(Self::currency(measured));
        found.extend(self.prices(measured, &measures));
        found.extend(self.fewer(&measures));
        let set = &self.policies.brakes;
        let gone_of = measured.known + measured.gone;
        found.extend(over(
            "gone",
            measures.gone,
            &self.limit(set.gone, 0.5, 0.2, |past| past.gone),
            gone_of,
            || format!("{} of the supplier's {gone_of} articles are not in the file", measured.gone),
        ));
        let in_stock = measured.in_stock.unwrap_or(0);
        found.extend(over(
            "stock_out",
            measures.stock_out,
            &self.limit(set.stock_out, 0.5, 0.3, |past| past.stock_out),
            in_stock,
            || format!("{} of the {in_stock} articles in stock would run out", measured.stock_out),
        ));
        found.extend(self.issues(&measures));
        found
    }

    fn empty(&self) -> Option<Brake> {
        if self.usable() > 0 {
            return None;
        }
        // Records that a policy or a person's choice leaves are no fault of the file.
        Some(Brake::plain(
            "empty",
            match self.read.records {
                0 => "there are no records in the file: ask the supplier for a whole one".to_owned(),
                records => format!(
                    "none of the {records} records could be used: look at the issues before anything else"
                ),
            },
        ))
    }

    fn fewer(&self, measures: &Measures) -> Option<Brake> {
        let before = self.usable_before?;
        let limit = self.limit(self.policies.brakes.fewer_records, 0.5, 0.2, |past| past.fewer);
        over("fewer_records", measures.fewer, &limit, before, || {
            format!(
                "the file has {} usable records, the one before had {before}: it may be incomplete",
                measures.usable
            )
        })
    }

    fn issues(&self, measures: &Measures) -> Option<Brake> {
        let set = self.policies.brakes.issues;
        // A first file has nothing to be worse than.
        if self.past.is_empty() && set.is_none() {
            return None;
        }
        over(
            "issues",
            measures.issues,
            &self.limit(set, 0.5, 0.2, |past| past.issues),
            self.read.records,
            || format!("{} of the {} records have an issue", measures.flagged, measures.records),
        )
    }

    fn currency(measured: &Measured) -> Option<Brake> {
        let changed = share(measured.currency, measured.known);
        if measured.known < FEW || changed <= MOST {
            return None;
        }
        let to = measured.new_currency.as_deref().unwrap_or("another one");
        Some(Brake {
            measured: Some(changed),
            limit: Some(MOST),
            ..Brake::plain(
                "currency",
                format!("the currency of {} of {} prices changes to {to}", measured.currency, measured.known),
            )
        })
    }

    /// Prices that all move alike tell their cause; else it is how many move far.
    fn prices(&self, measured: &Measured, measures: &Measures) -> Option<Brake> {
        let limit = self.limit(self.policies.brakes.price_moves, 0.3, 0.15, |past| past.price_moves);
        let moved = share(measured.moved, measured.known);
        let one_cause = measured.ratio.filter(|_| measured.known >= FEW && moved >= MOST);
        if let Some(cause) = one_cause.and_then(scale) {
            return Some(Brake {
                measured: Some(moved),
                limit: Some(MOST),
                ..Brake::plain("price_moves", cause)
            });
        }
        if let Some(rate) = one_cause.filter(|_| measured.like_ratio >= ALIKE).and_then(vat) {
            let direction = if measured.ratio > Some(1.0) { "higher" } else { "lower" };
            return Some(Brake {
                measured: Some(moved),
                limit: Some(MOST),
                ..Brake::plain(
                    "vat",
                    format!(
                        "most prices are {direction} by just {rate} % value added tax: they may be {} now",
                        if direction == "higher" { "gross instead of net" } else { "net instead of gross" }
                    ),
                )
            });
        }
        over("price_moves", measures.price_moves, &limit, measured.known, || {
            format!("{} of {} prices move by more than half, up or down", measured.moved_far, measured.known)
        })
    }
}

/// A brake where the measured share is beyond the limit. `of` is what it is a share of.
fn over(code: &str, measured: f64, limit: &Limit, of: i64, text: impl FnOnce() -> String) -> Option<Brake> {
    if measured <= limit.most || (of < FEW && !limit.set) {
        return None;
    }
    let limit_said = match limit {
        Limit { set: true, .. } => format!("the feed's limit is {}", percent(limit.most)),
        Limit { learned: true, files, .. } => {
            format!("after its last {files} files {} would be the most", percent(limit.most))
        }
        Limit { .. } => format!("more than {} is unusual", percent(limit.most)),
    };
    Some(Brake {
        code: code.to_owned(),
        text: format!("{} ({}; {limit_said})", text(), percent(measured)),
        measured: Some(measured),
        limit: Some(limit.most),
        learned: limit.learned,
        files: limit.learned.then_some(limit.files as u32),
    })
}

fn share(part: i64, whole: i64) -> f64 {
    if whole > 0 { part as f64 / whole as f64 } else { 0.0 }
}

/// What it means that prices are so many times what they were, where that is a power of ten.
fn scale(ratio: f64) -> Option<String> {
    let (times, than) = [10.0, 100.0, 1000.0].into_iter().find_map(|times: f64| {
        let near = |value: f64| (value / times - 1.0).abs() < 0.05;
        if near(ratio) {
            Some((times, "higher"))
        } else if ratio > 0.0 && near(1.0 / ratio) {
            Some((times, "lower"))
        } else {
            None
        }
    })?;
    Some(format!("prices are {times} times {than} than last time: probably the decimal separator"))
}

/// The rate of value added tax by which prices differ, where it is one.
fn vat(ratio: f64) -> Option<f64> {
    let up = if ratio >= 1.0 { ratio } else { 1.0 / ratio.max(0.01) };
    VAT_RATES.into_iter().find(|rate| (up / (1.0 + rate / 100.0) - 1.0).abs() < 0.002)
}

#[cfg(test)]
mod tests {
    use catalog::policy::{Brakes, Policies};

    use super::*;

    fn counts(records: i64, rejected: i64) -> Counts {
        Counts { records, rejected, ..Counts::default() }
    }

    fn facts<'a>(read: Counts, policies: &'a Policies, past: &'a [Measures]) -> Facts<'a> {
        let usable_before = past.first().map(|last| last.usable);
        Facts { read, flagged: 0, usable_before, past, policies, is_child: false }
    }

    fn codes(brakes: &[Brake]) -> Vec<&str> {
        brakes.iter().map(|brake| brake.code.as_str()).collect()
    }

    /// A run of a thousand records with these shares.
    fn ran(gone: f64, price_moves: f64) -> Measures {
        Measures { records: 1000, usable: 1000, gone, price_moves, ..Measures::default() }
    }

    #[test]
    fn a_file_without_a_usable_record_is_held_whatever_the_policies_say() {
        let policies = Policies::default();
        for records in [0, 5] {
            let brakes = facts(counts(records, records), &policies, &[]).check(&Measured::default());
            assert_eq!(codes(&brakes), ["empty"]);
            assert!(brakes[0].is_hard());
        }
        assert!(facts(counts(5, 4), &policies, &[]).check(&Measured::default()).is_empty());
    }

    #[test]
    fn a_first_file_trips_nothing() {
        let policies = Policies::default();
        let it = Facts { flagged: 900, ..facts(counts(1000, 0), &policies, &[]) };
        assert!(it.check(&Measured::default()).is_empty());
    }

    #[test]
    fn limits_are_usual_first_and_then_learned_from_the_feeds_own_past() {
        let policies = Policies::default();
        let measured = |gone| Measured { known: 1000 - gone, gone, ..Measured::default() };
        let calm = [ran(0.01, 0.0), ran(0.02, 0.0), ran(0.0, 0.0)];
        // Twice: a quarter is fine while nothing is known, and isn't once the feed has always been calm.
        assert!(facts(counts(1000, 0), &policies, &calm[..1]).check(&measured(250)).is_empty());
        let brakes = facts(counts(1000, 0), &policies, &calm).check(&measured(250));
        assert_eq!(codes(&brakes), ["gone"]);
        assert_eq!((brakes[0].learned, brakes[0].files, brakes[0].limit), (true, Some(3), Some(0.2)));
        assert!(brakes[0].text.starts_with("250 of the supplier's 1000 articles are not in the file (25 %;"));
        // A feed that loses many each time may.
        let wild = [ran(0.4, 0.0), ran(0.3, 0.0), ran(0.5, 0.0)];
        assert!(facts(counts(1000, 0), &policies, &wild).check(&measured(700)).is_empty());
        // And what a person let through once is no news.
        assert!(facts(counts(1000, 0), &policies, &wild[..1]).check(&measured(550)).is_empty());
    }

    #[test]
    fn a_limit_that_is_set_counts_for_small_files_too() {
        let set = Brakes { price_moves: Some(0.1), ..Brakes::default() };
        let policies = Policies { brakes: set, ..Policies::default() };
        let measured = Measured { known: 10, moved: 2, moved_far: 2, ..Measured::default() };
        let past = [ran(0.0, 0.5)];
        let brakes = facts(counts(1000, 0), &policies, &past).check(&measured);
        assert_eq!(codes(&brakes), ["price_moves"]);
        assert_eq!((brakes[0].measured, brakes[0].limit, brakes[0].learned), (Some(0.2), Some(0.1), false));
        let usual = Policies::default();
        assert!(facts(counts(1000, 0), &usual, &past).check(&measured).is_empty(), "ten offers say nothing");
    }

    #[test]
    fn prices_that_all_move_alike_tell_why() {
        let policies = Policies::default();
        let past = [ran(0.0, 0.0)];
        let said = |ratio, like_ratio| {
            let measured = Measured {
                known: 100,
                moved: 95,
                moved_far: 0,
                ratio: Some(ratio),
                like_ratio,
                ..Measured::default()
            };
            let brakes = facts(counts(1000, 0), &policies, &past).check(&measured);
            brakes.first().map(|brake| (brake.code.clone(), brake.text.clone()))
        };
        let (code, text) = said(100.0, 1.0).expect("held");
        assert_eq!(code, "price_moves");
        assert!(text.contains("100 times higher than last time: probably the decimal separator"), "{text}");
        assert!(said(0.1, 1.0).expect("held").1.contains("10 times lower"));
        for (ratio, rate) in [(1.2, "20 %"), (1.19, "19 %"), (1.0 / 1.21, "21 %"), (1.055, "5.5 %")] {
            let (code, text) = said(ratio, 0.9).expect("held");
            assert_eq!(code, "vat");
            assert!(text.contains(rate), "{text}");
        }
        assert_eq!(said(1.2, 0.3), None, "a fifth more on the median, and everything else around it");
        assert_eq!(said(1.04, 1.0), None, "a price rise");
    }

    #[test]
    fn a_change_of_currency_goes_before_the_price_moves_that_come_with_it() {
        let policies = Policies::default();
        let measured = Measured {
            known: 100,
            moved: 100,
            moved_far: 100,
            currency: 90,
            new_currency: Some("PLN".to_owned()),
            ..Measured::default()
        };
        let brakes = facts(counts(1000, 0), &policies, &[ran(0.0, 0.0)]).check(&measured);
        assert_eq!(codes(&brakes), ["currency", "price_moves"]);
        assert!(brakes[0].text.contains("90 of 100 prices changes to PLN"));
    }

    #[test]
    fn a_shrunken_file_a_stock_cliff_and_a_flood_of_issues_are_named() {
        let policies = Policies::default();
        let past = [ran(0.0, 0.0)];
        let measured = Measured { known: 400, stock_out: 60, in_stock: Some(100), ..Measured::default() };
        let it = Facts { flagged: 300, ..facts(counts(400, 0), &policies, &past) };
        assert_eq!(codes(&it.check(&measured)), ["fewer_records", "stock_out", "issues"]);
        let child = Facts { is_child: true, ..it };
        assert!(child.check(&measured).is_empty(), "a part of a file is compared with nothing");
    }
}
