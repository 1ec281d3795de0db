//! Links by which streamers come to a campaign.

use tumulte_core::{
    model::{CampaignId, StreamerId, Timestamp},
    sync::StoreError,
};
use uuid::Uuid;

use super::{Execute as _, Membership, Row, Storage, command, query};

/// A link, with how often it may still be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// Its id.
    pub invitation_id: Uuid,
    /// To which campaign.
    pub campaign_id: CampaignId,
    /// The unguessable part of the link.
    pub token: String,
    /// Whether the game master agrees to each who comes.
    pub needs_approval: bool,
    /// How often it may be used; without bound where nothing is said.
    pub max_uses: Option<i64>,
    /// How often it was used.
    pub uses: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// What whoever has a link may know before accepting.
#[derive(Debug, Clone)]
pub struct InvitedTo {
    /// The link.
    pub invitation: InvitationRow,
    /// The campaign's title.
    pub campaign: String,
    /// The name of its game master.
    pub game_master: String,
}

impl InvitationRow {
    /// Whether it still opens.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        let has_uses = self.max_uses.is_none_or(|max| self.uses < max);
        has_uses && self.revoked_at.is_none() && now < self.expires_at
    }
}

const COLUMNS: &str =
    "i.invitation_id, i.campaign_id, i.token, i.admission, i.max_uses, i.uses, i.created_at,
    i.expires_at, i.revoked_at";

impl Storage {
    /// Adds a link.
    pub async fn add_invitation(&self, new: &InvitationRow) -> Result<(), StoreError> {
        let insert = command(
            "INSERT INTO invitations (invitation_id, campaign_id, token, admission, max_uses, uses, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7)",
        )
        .bind(new.invitation_id)
        .bind(new.campaign_id)
        .bind(&new.token)
        .bind(if new.needs_approval { "approval" } else { "open" })
        .bind(new.max_uses)
        .bind(new.created_at)
        .bind(new.expires_at);
        self.database.run(insert).await?;
        Ok(())
    }

    /// The links of a campaign that still open, newest first.
    pub async fn invitations_of(
        &self,
        campaign_id: CampaignId,
        now: Timestamp,
    ) -> Result<Vec<InvitationRow>, StoreError> {
        let select = query(format!(
            "SELECT {COLUMNS} FROM invitations i
             WHERE i.campaign_id = $1 AND i.expires_at > $2 AND i.revoked_at IS NULL
               AND (i.max_uses IS NULL OR i.uses < i.max_uses)
             ORDER BY i.created_at DESC, i.invitation_id"
        ));
        let rows = self.database.all(select.bind(campaign_id).bind(now)).await?;
        rows.iter().map(invitation).collect()
    }

    /// Finds what a link leads to, whether it still opens or not.
    pub async fn invited_to(&self, token: &str) -> Result<Option<InvitedTo>, StoreError> {
        let select = query(format!(
            "SELECT {COLUMNS}, c.name AS campaign, u.name AS game_master
             FROM invitations i JOIN campaigns c ON c.campaign_id = i.campaign_id
               JOIN users u ON u.user_id = c.owner_id
             WHERE i.token = $1"
        ));
        let found = self.database.optional(select.bind(token)).await?;
        found
            .map(|row| {
                Ok(InvitedTo {
                    invitation: invitation(&row)?,
                    campaign: row.get("campaign")?,
                    game_master: row.get("game_master")?,
                })
            })
            .transpose()
    }

    /// Takes a link back; false when the campaign has no such link that opens.
    pub async fn revoke_invitation(
        &self,
        campaign_id: CampaignId,
        invitation_id: Uuid,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let revoke = command(
            "UPDATE invitations SET revoked_at = $1
             WHERE invitation_id = $2 AND campaign_id = $3 AND revoked_at IS NULL",
        );
        let revoke = revoke.bind(now).bind(invitation_id).bind(campaign_id);
        Ok(self.database.run(revoke).await? > 0)
    }

    /// Lets a streamer in through a link, which is used up by that; none when it does not open. Whoever is a member
    /// stays one and uses nothing up.
    pub async fn accept_invitation(
        &self,
        token: &str,
        streamer_id: StreamerId,
        now: Timestamp,
    ) -> Result<Option<(CampaignId, Membership)>, StoreError> {
        let mut transaction = self.database.write().await?;
        let take = command(
            "UPDATE invitations SET uses = uses + 1
             WHERE token = $1 AND revoked_at IS NULL AND expires_at > $2 AND (max_uses IS NULL OR uses < max_uses)
             RETURNING campaign_id, admission",
        );
        let Some(row) = transaction.optional(take.bind(token).bind(now)).await? else {
            return Ok(None);
        };
        let campaign_id: CampaignId = row.get("campaign_id")?;
        let known =
            query("SELECT status FROM memberships WHERE campaign_id = $1 AND streamer_id = $2");
        let known = transaction.optional(known.bind(campaign_id).bind(streamer_id)).await?;
        let known = known.map(|row| row.get::<String>("status")).transpose()?;
        let admission: String = row.get("admission")?;
        let status = match (known.as_deref(), admission.as_str()) {
            // The transaction is not committed: nothing is used up.
            (Some("active"), _) => return Ok(Some((campaign_id, Membership::Active))),
            (Some("pending"), "approval") => {
                return Ok(Some((campaign_id, Membership::Pending)));
            }
            (_, "approval") => Membership::Pending,
            _ => Membership::Active,
        };
        Self::put_membership(&mut transaction, (campaign_id, streamer_id, status), now).await?;
        transaction.commit().await?;
        Ok(Some((campaign_id, status)))
    }
}

fn invitation(row: &Row) -> Result<InvitationRow, StoreError> {
    let admission: String = row.get("admission")?;
    Ok(InvitationRow {
        invitation_id: row.get("invitation_id")?,
        campaign_id: row.get("campaign_id")?,
        token: row.get("token")?,
        needs_approval: admission == "approval",
        max_uses: row.get("max_uses")?,
        uses: row.get("uses")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}
