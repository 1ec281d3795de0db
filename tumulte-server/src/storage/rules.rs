//! What game masters decided about the rules of their campaigns: versions, the newest of which judges.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tumulte_core::{
    model::{CampaignId, Roll, RollId, SystemId, Timestamp},
    sync::{CampaignRules, StoreError},
    systems::RuleSet,
};

use super::{Execute as _, Row, Storage, command, is_unique_violation, query, to_json};

/// How many versions of a campaign's rules are kept.
const KEPT: i64 = 50;

/// How many campaigns' prepared rules are kept in memory.
const PREPARED: usize = 4096;

/// One version of a campaign's rules.
#[derive(Debug, Clone)]
pub struct RulesRow {
    /// Counts from one.
    pub version: i64,
    /// What was decided.
    pub set: RuleSet,
    /// When.
    pub saved_at: Timestamp,
}

/// A stored roll as other rules are tried on it.
#[derive(Debug, Clone)]
pub struct PastRoll {
    /// Its id.
    pub roll_id: RollId,
    /// The game system it was rolled in.
    pub system_id: SystemId,
    /// The name of the character that rolled, when imported.
    pub character: Option<String>,
    /// The roll.
    pub roll: Roll,
    /// When it was rolled.
    pub rolled_at: Timestamp,
}

/// What judges in place of a system's own rules; none where nothing was changed, or nothing usable is left.
type Found = Option<Arc<CampaignRules>>;

type Prepared = HashMap<CampaignId, (i64, Found)>;

/// Prepared rules by campaign and version. Every look-up of a campaign tells its newest version, so that a decision
/// holds at once on every server that shares the database. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(super) struct RuleCache(Arc<Mutex<Prepared>>);

impl RuleCache {
    fn find(&self, campaign_id: CampaignId, version: i64) -> Option<Found> {
        self.with(|all| match all.get(&campaign_id) {
            Some((known, rules)) if *known == version => Some(rules.clone()),
            _ => None,
        })
    }

    fn keep(&self, campaign_id: CampaignId, version: i64, rules: Found) {
        self.with(|all| {
            if all.len() >= PREPARED {
                all.clear();
            }
            all.insert(campaign_id, (version, rules));
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Prepared) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Storage {
    /// What holds for a campaign now; none where nobody decided anything.
    pub async fn rules_of(&self, campaign_id: CampaignId) -> Result<Option<RulesRow>, StoreError> {
        let mut newest = self.rules_history(campaign_id, 1).await?;
        Ok(newest.pop())
    }

    /// The newest versions of a campaign's rules, newest first.
    pub async fn rules_history(
        &self,
        campaign_id: CampaignId,
        limit: u32,
    ) -> Result<Vec<RulesRow>, StoreError> {
        let select = query(
            "SELECT version, rule_set, saved_at FROM campaign_rules WHERE campaign_id = $1
             ORDER BY version DESC LIMIT $2",
        );
        let rows = self.database.all(select.bind(campaign_id).bind(limit)).await?;
        rows.iter().map(rules).collect()
    }

    /// One version of a campaign's rules.
    pub async fn rules_version(
        &self,
        campaign_id: CampaignId,
        version: i64,
    ) -> Result<Option<RulesRow>, StoreError> {
        let select = query(
            "SELECT version, rule_set, saved_at FROM campaign_rules WHERE campaign_id = $1 AND version = $2",
        );
        let found = self.database.optional(select.bind(campaign_id).bind(version)).await?;
        found.map(|row| rules(&row)).transpose()
    }

    /// Stores a new version of a campaign's rules; gives its number. With `expected`, none where another version than
    /// that is the newest: somebody else was faster.
    pub async fn save_rules(
        &self,
        campaign_id: CampaignId,
        set: &RuleSet,
        expected: Option<i64>,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let mut transaction = self.database.write().await?;
        let newest = query(
            "SELECT version FROM campaign_rules WHERE campaign_id = $1 ORDER BY version DESC LIMIT 1",
        );
        let newest = transaction.optional(newest.bind(campaign_id)).await?;
        let newest: i64 = newest.map(|row| row.get("version")).transpose()?.unwrap_or(0);
        if expected.is_some_and(|expected| expected != newest) {
            return Ok(None);
        }
        let version = newest.saturating_add(1);
        let insert = command(
            "INSERT INTO campaign_rules (campaign_id, version, rule_set, saved_at) VALUES ($1, $2, $3, $4)",
        );
        let insert = insert.bind(campaign_id).bind(version).bind(to_json(set)?).bind(now);
        match transaction.run(insert).await {
            Err(error) if is_unique_violation(&error) => return Ok(None),
            done => done?,
        };
        let forget = command("DELETE FROM campaign_rules WHERE campaign_id = $1 AND version <= $2");
        let forget = forget.bind(campaign_id).bind(version.saturating_sub(KEPT));
        transaction.run(forget).await?;
        transaction.commit().await?;
        Ok(Some(version))
    }

    /// The newest rolls of a campaign, newest first; what the tabletop deleted is left out.
    pub async fn past_rolls(
        &self,
        campaign_id: CampaignId,
        limit: u32,
    ) -> Result<Vec<PastRoll>, StoreError> {
        let select = query(
            "SELECT r.roll_id, r.system_id, r.roll, r.rolled_at, c.name AS character_name
             FROM dice_rolls r LEFT JOIN characters c ON c.character_id = r.character_id
             WHERE r.campaign_id = $1 AND r.retracted_at IS NULL ORDER BY r.rowid DESC LIMIT $2",
        );
        let rows = self.database.all(select.bind(campaign_id).bind(limit)).await?;
        rows.iter()
            .map(|row| {
                Ok(PastRoll {
                    roll_id: row.get("roll_id")?,
                    system_id: SystemId::new(row.get::<String>("system_id")?),
                    character: row.get("character_name")?,
                    roll: row.json("roll")?,
                    rolled_at: row.get("rolled_at")?,
                })
            })
            .collect()
    }

    /// The rules a campaign is judged by, prepared. Rules that this version of the server can't make sense of any more
    /// judge nothing: the game system's own do.
    pub(super) async fn prepared_rules(
        &self,
        campaign_id: CampaignId,
        version: Option<i64>,
    ) -> Result<Option<Arc<CampaignRules>>, StoreError> {
        let Some(version) = version else { return Ok(None) };
        if let Some(known) = self.rules.find(campaign_id, version) {
            return Ok(known);
        }
        let row = self.rules_version(campaign_id, version).await?;
        let set = row.map(|row| row.set).filter(|set| !set.is_plain());
        let prepared = set.and_then(|set| match CampaignRules::prepare(&set) {
            Ok(rules) => Some(Arc::new(rules)),
            Err(error) => {
                tracing::error!(campaign.id = %campaign_id, code = error.code(), %error, "a campaign's rules can't be used");
                None
            }
        });
        self.rules.keep(campaign_id, version, prepared.clone());
        Ok(prepared)
    }
}

fn rules(row: &Row) -> Result<RulesRow, StoreError> {
    Ok(RulesRow {
        version: row.get("version")?,
        set: row.json("rule_set")?,
        saved_at: row.get("saved_at")?,
    })
}
