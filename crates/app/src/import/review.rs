//! Before the catalogue: where a person asked to look first, or a brake says so, the run stops here with all that
//! they should see; else, and once it is approved, it is applied, whole or the part that was approved.

use std::sync::{Mutex, PoisonError};

use catalog::issue::{Code, Issue, Severity};
use catalog::policy::{Absent, Policies, Review as Asked};
use catalog::profile::Profile;
use catalog::record::Position;
use serde::{Deserialize, Serialize};
use store::catalog::applied;
use store::catalog::apply::{self, Application, Applied};
use store::catalog::plan::Planned;
use store::catalog::review::{self as highlights, BigMove, NewName};
use store::catalog::staging::Staging;
use store::imports::issue;
use store::imports::lease::Message;
use store::imports::log::Level;
use store::imports::review::{self, Measures, Part, Selection};
use store::imports::run::{Counts, Mode, Phase, Run, Status};
use utoipa::ToSchema;

use super::Importer;
use super::brake::{Brake, Facts, PAST};
use super::execute::{Failure, stop_if_asked, sum};
use super::heartbeat::{Held, Stop};
use super::stage::{Staged, Ticker};

/// What a person sees of a run before it counts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Review {
    /// Why it should be looked at, weightiest first.
    pub brakes: Vec<Brake>,
    /// Brands that the catalogue doesn't have, the most frequent ones.
    pub new_brands: Vec<NewBrand>,
    /// Categories that the catalogue doesn't have, the most frequent ones.
    pub new_categories: Vec<NewCategory>,
    /// How many articles of the supplier the file leaves out.
    pub gone: i64,
    /// The biggest moves.
    pub biggest: BiggestMoves,
}

/// A brand that the catalogue doesn't have.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewBrand {
    /// Its name in the file.
    pub name: String,
    /// How many records name it.
    pub records: i64,
}

/// A category that the catalogue doesn't have.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewCategory {
    /// Its path in the file.
    pub path: String,
    /// How many records name it.
    pub records: i64,
}

/// The biggest moves.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct BiggestMoves {
    /// Of prices, by share.
    pub price: Vec<MovedValue>,
    /// Of stocks, by pieces.
    pub stock: Vec<MovedValue>,
}

/// A value that moves much.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MovedValue {
    /// The supplier's SKU.
    pub supplier_sku: String,
    /// The product's name.
    pub name: Option<String>,
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
    /// (after − before) / before × 100; null where there was nothing before.
    pub percent: Option<f64>,
    /// The product.
    pub product_id: Option<i64>,
    /// The record in the file.
    pub record: i64,
}

impl From<BigMove> for MovedValue {
    fn from(it: BigMove) -> Self {
        Self {
            supplier_sku: it.supplier_sku,
            name: it.name,
            before: it.before,
            after: it.after,
            percent: it.percent,
            product_id: it.product_id,
            record: it.record,
        }
    }
}

/// What reading a run's file came to, as far as its review goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    /// The counts; `unchanged` are the records that were not staged.
    pub counts: Counts,
    /// Records that are used, though a value of theirs couldn't be.
    pub flagged: i64,
}

/// A run that has been compared with the catalogue.
pub(super) struct Compared {
    /// Its counts, with what it would make and change.
    pub counts: Counts,
    /// What brakes say.
    pub brakes: Vec<Brake>,
}

/// What a feed's past says.
pub(super) struct Past {
    measures: Vec<Measures>,
    usable_before: Option<i64>,
}

impl Past {
    fn facts<'a>(&'a self, run: &Run, read: Read, policies: &'a Policies) -> Facts<'a> {
        Facts {
            read: read.counts,
            flagged: read.flagged,
            usable_before: self.usable_before,
            past: &self.measures,
            policies,
            is_child: run.parent_id.is_some(),
        }
    }
}

impl Importer {
    /// What a run is measured against. `last` is the feed's last run in the catalogue.
    pub(super) async fn past(&self, run: &Run, last: Option<&Run>) -> sqlx::Result<Past> {
        Ok(Past {
            measures: review::past(&self.databases().imports, run.feed_id, PAST).await?,
            usable_before: last.map(|last| {
                let counts = last.counts;
                counts.records - counts.rejected - counts.duplicates
            }),
        })
    }

    /// Stops before the catalogue where that was asked for or a brake says so; else applies.
    pub(super) async fn decide_and_apply(
        &self,
        run: &Run,
        held: &Held,
        profile: &Profile,
        staged: Staged,
        last: Option<&Run>,
        ticker: &mut Ticker<'_>,
    ) -> Result<Run, Failure> {
        let past = self.past(run, last).await?;
        let mut read = Read { counts: staged.counts, flagged: staged.flagged };
        let asked = run.mode() == Mode::Review || profile.policies.review == Asked::Always;
        let waits = match run.mode() {
            Mode::DryRun => Some((Status::Done, dry_run())),
            _ if run.approved => None,
            _ if asked => Some((Status::Review, wait())),
            _ => None,
        };
        if let Some((status, message)) = waits {
            return self.stop(run, held, &profile.policies, read, &past, ticker, status, Some(message)).await;
        }
        let staging = Staging { run_id: run.id, fence: held.lease.fence };
        let mut policies = profile.policies.clone();
        let approval = review::get(&self.databases().imports, run.id).await?.approval;
        if let Some(selection) = approval.filter(|_| run.approved).and_then(|approval| approval.0.selection) {
            read.counts.rejected += self.leave_out(run, staging, &policies, &selection).await?;
            if !selection.has(Part::Discontinued) {
                policies.absent = Absent::Keep;
            }
        }
        ticker.enter(Phase::Apply, &read.counts).await?;
        stop_if_asked(held)?;
        let facts = past.facts(run, read, &policies);
        let passed = Mutex::new(Vec::new());
        let may = |measured: &_| {
            let brakes = if run.approved { Vec::new() } else { facts.check(measured) };
            if brakes.iter().any(|brake| brake.is_hard() || policies.review != Asked::Never) {
                return None;
            }
            *passed.lock().unwrap_or_else(PoisonError::into_inner) = brakes;
            Some(facts.measures(measured))
        };
        let application = Application {
            staging,
            supplier_id: run.supplier_id,
            read: read.counts,
            policies: &policies,
            catalogue_currency: &self.catalogue_currency().await?,
            now: self.now(),
        };
        match apply::apply_if(&self.databases().catalog, &application, &may).await? {
            Applied::Cancelled => return Err(Failure::Stopped(Stop::Cancel)),
            Applied::Held => {
                return self.stop(run, held, &policies, read, &past, ticker, Status::Held, None).await;
            }
            Applied::Now { .. } | Applied::Before => {}
        }
        for brake in passed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let params = serde_json::json!({"code": brake.code, "text": brake.text});
            self.say(held, Level::Warning, "brake", params).await?;
        }
        let applied = applied::get(&self.databases().catalog, run.id)
            .await?
            .ok_or_else(|| anyhow::anyhow!("run {} was applied and left no mark", run.id))?;
        self.follow_up(held, &applied, None).await
    }

    /// Takes out what was not approved, tells the records that are left out whole, and answers how many they are.
    async fn leave_out(
        &self,
        run: &Run,
        staging: Staging,
        policies: &Policies,
        selection: &Selection,
    ) -> Result<i64, Failure> {
        let planned =
            Planned { staging, supplier_id: run.supplier_id, writes: policies.writes, preview: true };
        let left = highlights::select(&self.databases().catalog, planned, selection).await?;
        let issues: Vec<Issue> = left
            .iter()
            .map(|left| {
                let position = Position { record: left.record as u64, line: left.line as u64 };
                Issue::new(position, None, Code::NotApproved, Severity::Error, &left.supplier_sku)
            })
            .collect();
        issue::replace(&self.databases().imports, run.id, Code::NotApproved, &issues).await?;
        Ok(left.len() as i64)
    }

    /// Stops with all that a person should see. Without a message the weightiest brake says why.
    #[expect(clippy::too_many_arguments, reason = "each is one fact about the run")]
    async fn stop(
        &self,
        run: &Run,
        held: &Held,
        policies: &Policies,
        read: Read,
        past: &Past,
        ticker: &mut Ticker<'_>,
        status: Status,
        message: Option<Message>,
    ) -> Result<Run, Failure> {
        ticker.enter(Phase::Diff, &read.counts).await?;
        let staging = Staging { run_id: run.id, fence: held.lease.fence };
        let compared = self.weigh(run, staging, policies, read, past).await?;
        ticker.tell(Phase::Diff, 0, None, &compared.counts, true).await?;
        stop_if_asked(held)?;
        let message = message.unwrap_or_else(|| why(&compared.brakes));
        self.say(held, Level::Info, status.as_str(), serde_json::json!({"text": message.text})).await?;
        self.settle(held, status, Some(&compared.counts), Some(&message)).await
    }

    /// Compares a staged run with the catalogue and keeps what a person should see of it.
    pub(super) async fn weigh(
        &self,
        run: &Run,
        staging: Staging,
        policies: &Policies,
        read: Read,
        past: &Past,
    ) -> Result<Compared, Failure> {
        let catalog = &self.databases().catalog;
        let (plan, measured) =
            apply::preview_measured(catalog, staging, run.supplier_id, policies, read.counts).await?;
        let left = apply::left_by_policy(catalog, staging, run.supplier_id, policies).await?;
        self.tell_left(run.id, &left, plan.left_by_policy).await?;
        let discontinued = match policies.absent {
            Absent::Keep => 0,
            _ => highlights::count_absent(catalog, staging, run.supplier_id, policies).await?,
        };
        let mut counts = sum(read.counts, plan, discontinued);
        counts.warnings += plan.left_by_policy;
        let facts = past.facts(run, read, policies);
        let brakes = facts.check(&measured);
        let shown = highlights::highlights(catalog, staging).await?;
        let named = |names: Vec<NewName>| names.into_iter().map(|it| (it.name, it.records));
        let seen = Review {
            brakes: brakes.clone(),
            new_brands: named(shown.new_brands).map(|(name, records)| NewBrand { name, records }).collect(),
            new_categories: named(shown.new_categories)
                .map(|(path, records)| NewCategory { path, records })
                .collect(),
            gone: measured.gone,
            biggest: BiggestMoves {
                price: shown.price.into_iter().map(MovedValue::from).collect(),
                stock: shown.stock.into_iter().map(MovedValue::from).collect(),
            },
        };
        let seen = serde_json::to_value(seen).map_err(anyhow::Error::from)?;
        review::show(&self.databases().imports, run.id, &seen, &facts.measures(&measured)).await?;
        Ok(Compared { counts, brakes })
    }
}

/// Why a run is held.
pub(super) fn why(brakes: &[Brake]) -> Message {
    match brakes.first() {
        Some(brake) => Message { text: brake.text.clone(), code: brake.code.clone() },
        None => Message {
            text: "what held it has been corrected: approve it to go on".to_owned(),
            code: "mended".to_owned(),
        },
    }
}

fn dry_run() -> Message {
    Message { text: "a dry run: nothing was written to the catalogue".to_owned(), code: "dry_run".to_owned() }
}

fn wait() -> Message {
    Message {
        text: "waits for your approval: nothing has been written to the catalogue yet".to_owned(),
        code: "review".to_owned(),
    }
}
