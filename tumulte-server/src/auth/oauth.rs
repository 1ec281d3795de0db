//! Signing in elsewhere: OAuth 2.0, authorization code with state and PKCE.

use axum::http::StatusCode;
use futures_util::future::BoxFuture;
use oauth2::{
    AccessToken, AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret,
    CsrfToken, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, StandardRevocableToken, TokenResponse,
    TokenUrl,
    basic::{
        BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
        BasicTokenType,
    },
};
use reqwest::{Request, Url, header};
use serde::{Deserialize, Serialize};
use tumulte_core::model::UserId;

use super::{Identity, Provider, ProviderSettings};
use crate::{
    error::ApiError,
    platform::{Outbound, OutboundError},
};

/// What a session remembers between leaving for a provider and coming back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Departure {
    pub provider: String,
    state: String,
    verifier: String,
    /// Where to go afterwards.
    pub next: Option<String>,
    /// Whose login it becomes; without an account it opens one.
    pub link_to: Option<UserId>,
}

/// A token, and nothing else of what the provider answers: each writes its scopes in another way.
#[derive(Debug, Serialize, Deserialize)]
struct Token {
    access_token: AccessToken,
    token_type: BasicTokenType,
}

impl TokenResponse for Token {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<std::time::Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

type Client = oauth2::Client<
    BasicErrorResponse,
    Token,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Where to send somebody who wants to sign in there, and what to remember until they come back.
///
/// # Errors
///
/// `login.unavailable` when the operator's addresses are none.
pub(crate) fn depart(
    provider: Provider,
    settings: &ProviderSettings,
    public_url: &str,
    next: Option<String>,
    link_to: Option<UserId>,
) -> Result<(String, Departure), ApiError> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let client = client(provider, settings, public_url)?;
    let mut asking = client.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge);
    if let Some(scope) = provider.scope() {
        asking = asking.add_scope(Scope::new(scope.to_owned()));
    }
    let (url, state) = asking.url();
    let departure = Departure {
        provider: provider.as_str().to_owned(),
        state: state.into_secret(),
        verifier: verifier.into_secret(),
        next,
        link_to,
    };
    Ok((url.to_string(), departure))
}

/// Asks the provider who came back with this code.
///
/// # Errors
///
/// `login.state` when they did not leave from here, `login.refused` when the provider does not take the code,
/// `login.unavailable` when it does not answer.
pub(crate) async fn arrive(
    departure: Departure,
    (state, code): (&str, String),
    settings: &ProviderSettings,
    public_url: &str,
    outbound: &Outbound,
) -> Result<Identity, ApiError> {
    let provider = Provider::from_word(&departure.provider);
    let provider =
        provider.filter(|_| departure.state == state).ok_or_else(ApiError::foreign_login)?;
    let asker = Asker(outbound.clone());
    let token = client(provider, settings, public_url)?
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(PkceCodeVerifier::new(departure.verifier))
        .request_async(&asker)
        .await
        .map_err(|error| match error {
            oauth2::RequestTokenError::ServerResponse(_) => refused(),
            error => unavailable(&error),
        })?;
    let url: Url = settings.user_url.parse().map_err(|_| unconfigured())?;
    let mut request = Request::new(reqwest::Method::GET, url);
    let bearer = format!("Bearer {}", token.access_token.secret());
    let headers = request.headers_mut();
    let value = |text: &str| header::HeaderValue::from_str(text).map_err(|_| refused());
    headers.insert(header::AUTHORIZATION, value(&bearer)?);
    // Twitch wants to know which application asks.
    headers.insert("client-id", value(&settings.client_id)?);
    let answer = outbound.send(request).await.map_err(|error| unavailable(&error))?;
    if !answer.status().is_success() {
        return Err(refused());
    }
    let told = Outbound::read(answer).await.map_err(|error| unavailable(&error))?;
    let told = serde_json::from_slice(&told).unwrap_or_default();
    provider.identity(&told).ok_or_else(refused)
}

fn client(
    provider: Provider,
    settings: &ProviderSettings,
    public_url: &str,
) -> Result<Client, ApiError> {
    let back = format!("{public_url}/auth/{}/callback", provider.as_str());
    let auth = AuthUrl::new(settings.authorize_url.clone()).map_err(|_| unconfigured())?;
    let token = TokenUrl::new(settings.token_url.clone()).map_err(|_| unconfigured())?;
    let back = RedirectUrl::new(back).map_err(|_| unconfigured())?;
    let client = oauth2::Client::new(ClientId::new(settings.client_id.clone()))
        .set_client_secret(ClientSecret::new(settings.client_secret.reveal().to_owned()))
        .set_auth_type(AuthType::RequestBody)
        .set_auth_uri(auth)
        .set_token_uri(token)
        .set_redirect_uri(back);
    Ok(client)
}

/// The way out, as the protocol's library wants it.
struct Asker(Outbound);

impl AsyncHttpClient<'_> for Asker {
    type Error = OutboundError;
    type Future = BoxFuture<'static, Result<HttpResponse, OutboundError>>;

    fn call(&self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self.0.clone(), request))
    }
}

async fn send(outbound: Outbound, request: HttpRequest) -> Result<HttpResponse, OutboundError> {
    let request = Request::try_from(request).map_err(|_| OutboundError::Address)?;
    let answer = outbound.send(request).await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = HttpResponse::new(Outbound::read(answer).await?);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn refused() -> ApiError {
    let words = "the provider did not say who you are";
    ApiError::new(StatusCode::BAD_GATEWAY, "login.refused", words)
}

fn unconfigured() -> ApiError {
    tracing::error!("an address of a login provider is no address");
    ApiError::new(StatusCode::BAD_GATEWAY, "login.unavailable", "this provider is not set up")
}

fn unavailable(error: &(dyn std::error::Error + 'static)) -> ApiError {
    tracing::warn!(error, "a login provider could not be asked");
    ApiError::new(StatusCode::BAD_GATEWAY, "login.unavailable", "the provider did not answer")
}
