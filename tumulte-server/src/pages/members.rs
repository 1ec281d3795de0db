//! Who streams a campaign, and the links by which others come: a part of the campaign's page.

/// The part of the campaign's page.
#[derive(Debug, Clone, Default)]
pub struct MembersPanel {
    /// The campaign.
    pub campaign_id: String,
    /// Its streamers, and those who ask to be.
    pub members: Vec<MemberCard>,
    /// The links that still open.
    pub invitations: Vec<InvitationCard>,
}

/// A streamer of the campaign.
#[derive(Debug, Clone, Default)]
pub struct MemberCard {
    /// Its id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether it waits for the game master to agree.
    pub is_pending: bool,
    /// Its overlay; a streamer with an account looks after it alone.
    pub overlay: Option<OverlayAddress>,
}

/// The link of an overlay.
#[derive(Debug, Clone, Default)]
pub struct OverlayAddress {
    /// The address for OBS.
    pub url: String,
    /// Its path on this server.
    pub path: String,
}

/// A link by which streamers come.
#[derive(Debug, Clone, Default)]
pub struct InvitationCard {
    /// Its id.
    pub id: String,
    /// The link to hand out.
    pub url: String,
    /// How often it may still be used; without bound where nothing is said.
    pub left: Option<usize>,
    /// Whether the game master agrees to each who comes.
    pub needs_approval: bool,
    /// When it is over, RFC 3339.
    pub expires_at: String,
}
