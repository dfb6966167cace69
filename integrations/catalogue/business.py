"""Customers, money, shops and what is printed or sent to them."""

from __future__ import annotations

from integrations.catalogue.oauth import Call, CallAuth, ClientAuth, OAuth2, UrlPart
from integrations.catalogue.provider import AuthKind, ProbeRequest, Provider

_KEY = (AuthKind.API_KEY,)
_BOTH = (AuthKind.API_KEY, AuthKind.OAUTH2)
_SHOP = "https://{shop}.myshopify.com"

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        slug="baas",
        name="Meeting BaaS",
        website="https://meetingbaas.com",
        auth=_KEY,
        base_url="https://api.meetingbaas.com",
        test=ProbeRequest(path="/accounts/", headers=(("x-meeting-baas-api-key", "{secret}"),)),
    ),
    Provider(
        slug="bannerbear",
        name="Bannerbear",
        website="https://app.bannerbear.com",
        auth=_KEY,
        base_url="https://api.bannerbear.com/v2",
        test=ProbeRequest(path="/account", account_paths=("current_project",)),
    ),
    Provider(
        slug="hubspot",
        name="HubSpot",
        website="https://app.hubspot.com/private-apps",
        auth=_BOTH,
        base_url="https://api.hubapi.com",
        labels=(("api_key", "Private app token"),),
        oauth=OAuth2(
            social="hubspot.HubSpotOAuth2",
            has_pkce=False,
            scopes=("oauth",),
            offered=(
                ("oauth", "Know your account"),
                ("crm.objects.contacts.read", "Read contacts"),
                ("crm.objects.contacts.write", "Create and change contacts"),
                ("crm.objects.companies.read", "Read companies"),
                ("crm.objects.companies.write", "Create and change companies"),
                ("crm.objects.deals.read", "Read deals"),
                ("crm.objects.deals.write", "Create and change deals"),
                ("sales-email-read", "Read the content of logged mails"),
            ),
            gone_errors=("BAD_REFRESH_TOKEN",),
            revoke=Call(
                url="https://api.hubapi.com/oauth/v1/refresh-tokens/{refresh_token}",
                method="DELETE",
                auth=CallAuth.NONE,
            ),
            account=Call(
                url="https://api.hubapi.com/oauth/v1/access-tokens/{access_token}", auth=CallAuth.NONE
            ),
            account_paths=("user", "hub_domain"),
        ),
        test=ProbeRequest(path="/account-info/v3/details", account_paths=("portalId",)),
    ),
    Provider(
        slug="mailchimp",
        name="Mailchimp",
        website="https://us1.admin.mailchimp.com/account/api/",
        auth=(AuthKind.OAUTH2,),
        oauth=OAuth2(
            social="mailchimp.MailChimpOAuth2",
            has_pkce=False,
            account=Call(
                url="https://login.mailchimp.com/oauth2/metadata",
                auth=CallAuth.NONE,
                headers=(("Authorization", "OAuth {access_token}"),),
            ),
            account_paths=("login.email", "accountname"),
            base_url_path="api_endpoint",  # each account has the data centre that it is in
        ),
        test=ProbeRequest(path="/3.0/", account_paths=("email", "account_name")),
    ),
    Provider(
        slug="paypal",
        name="PayPal",
        website="https://developer.paypal.com/dashboard/applications/live",
        auth=(AuthKind.USER_PASSWORD, AuthKind.OAUTH2),
        base_url="https://api-m.paypal.com",
        labels=(("username", "Client ID"), ("password", "Secret")),
        oauth=OAuth2(
            authorize_url="https://www.paypal.com/signin/authorize",
            token_url="https://api-m.paypal.com/v1/oauth2/token",
            client_auth=ClientAuth.BASIC,
            has_pkce=False,
            scopes=("openid", "email"),
            offered=(
                ("openid", "Know you again"),
                ("email", "See your e-mail address"),
                ("profile", "See your name"),
                ("https://uri.paypal.com/services/paypalattributes", "See what kind of account it is"),
                ("https://uri.paypal.com/services/invoicing", "Write invoices"),
            ),
            account=Call(
                url="https://api-m.paypal.com/v1/identity/openidconnect/userinfo",
                params=(("schema", "openid"),),
            ),
            account_paths=("email", "payer_id", "user_id"),
        ),
    ),
    Provider(
        slug="salesforce",
        name="Salesforce",
        website="https://login.salesforce.com",
        auth=(AuthKind.OAUTH2,),
        oauth=OAuth2(
            social="salesforce.SalesforceOAuth2",
            scopes=("refresh_token", "id"),
            offered=(
                ("refresh_token", "Go on while you are away"),
                ("id", "See your profile"),
                ("api", "Read and change data"),
                ("chatter_api", "Read and write Chatter"),
            ),
            lifetime_seconds=3600,  # not said in the answer; sessions are two hours unless an admin says less
            revoke=Call(
                url="https://login.salesforce.com/services/oauth2/revoke",
                method="POST",
                auth=CallAuth.NONE,
                form=(("token", "{token}"),),
            ),
            account=Call(url="https://login.salesforce.com/services/oauth2/userinfo"),
            account_paths=("preferred_username", "email"),
            base_url_path="instance_url",
        ),
        test=ProbeRequest(path="/services/oauth2/userinfo", account_paths=("preferred_username",)),
    ),
    Provider(
        slug="shopify",
        name="Shopify",
        website="https://dev.shopify.com/dashboard",
        auth=_BOTH,
        labels=(("api_key", "Admin API access token"),),
        help="The base URL is that of the shop, as in https://my-shop.myshopify.com.",
        oauth=OAuth2(
            authorize_url=f"{_SHOP}/admin/oauth/authorize",
            token_url=f"{_SHOP}/admin/oauth/access_token",
            parts=(
                UrlPart(
                    name="shop",
                    label="Name of the shop, before .myshopify.com",
                    pattern=r"[a-z0-9][a-z0-9-]{0,59}",
                    example="my-shop",
                ),
            ),
            separator=",",
            has_pkce=False,
            scopes=("read_products",),
            offered=(
                ("read_products", "Read products"),
                ("write_products", "Change products"),
                ("read_orders", "Read orders"),
                ("write_orders", "Change orders"),
                ("read_customers", "Read customers"),
                ("write_customers", "Change customers"),
                ("read_inventory", "Read stocks"),
                ("write_inventory", "Change stocks"),
                ("read_draft_orders", "Read draft orders"),
                ("write_draft_orders", "Change draft orders"),
            ),
            account=Call(
                url=f"{_SHOP}/admin/api/2025-10/shop.json",
                auth=CallAuth.NONE,
                headers=(("X-Shopify-Access-Token", "{access_token}"),),
            ),
            account_paths=("shop.myshopify_domain", "shop.name"),
            base_url=_SHOP,
        ),
        test=ProbeRequest(
            path="/admin/api/2025-10/shop.json",
            headers=(("X-Shopify-Access-Token", "{secret}"),),
            account_paths=("shop.myshopify_domain", "shop.name"),
        ),
    ),
    Provider(
        slug="slant3d",
        name="Slant 3D",
        website="https://www.slant3dapi.com",
        auth=_KEY,
        base_url="https://www.slant3dapi.com/api",
        test=ProbeRequest(path="/filament", headers=(("api-key", "{secret}"),)),
    ),
    Provider(
        slug="stripe",
        name="Stripe",
        website="https://dashboard.stripe.com/apikeys",
        auth=_BOTH,
        base_url="https://api.stripe.com/v1",
        labels=(("api_key", "Secret or restricted key"),),
        oauth=OAuth2(
            social="stripe.StripeOAuth2",
            has_pkce=False,
            scopes=("read_write",),
            offered=(("read_write", "Read and change everything of the account"),),
            revoke=Call(
                url="https://connect.stripe.com/oauth/deauthorize",
                method="POST",
                auth=CallAuth.NONE,
                headers=(("Authorization", "Bearer {client_secret}"),),
                form=(("client_id", "{client_id}"), ("stripe_user_id", "{account}")),
            ),
            account_paths=("stripe_user_id",),
            help="The client id is that of Connect (ca_…), the client secret a secret key of the platform.",
        ),
        test=ProbeRequest(path="/account", account_paths=("email", "id")),
    ),
)
