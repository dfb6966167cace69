"""What finds, reads and checks things: search engines, pages, data about companies, places and weather."""

from __future__ import annotations

from integrations.catalogue.provider import AuthKind, ProbeRequest, Provider

_KEY = (AuthKind.API_KEY,)

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        slug="apollo",
        name="Apollo",
        website="https://developer.apollo.io/keys",
        auth=_KEY,
        base_url="https://api.apollo.io/api/v1",
        test=ProbeRequest(path="/auth/health", headers=(("X-Api-Key", "{secret}"),)),
    ),
    Provider(
        slug="dataforseo",
        name="DataForSEO",
        website="https://app.dataforseo.com/api-access",
        auth=(AuthKind.USER_PASSWORD,),
        base_url="https://api.dataforseo.com",
        labels=(("username", "API login"), ("password", "API password")),
        test=ProbeRequest(
            path="/v3/appendix/user_data", has_basic_auth=True, account_paths=("tasks.0.result.0.login",)
        ),
    ),
    Provider(
        slug="enrichlayer",
        name="Enrich Layer",
        website="https://enrichlayer.com/dashboard",
        auth=_KEY,
        base_url="https://enrichlayer.com/api/v2",
        test=ProbeRequest(path="/credit-balance"),
    ),
    Provider(
        slug="exa",
        name="Exa",
        website="https://dashboard.exa.ai/api-keys",
        auth=_KEY,
        base_url="https://api.exa.ai",
    ),
    Provider(
        slug="firecrawl",
        name="Firecrawl",
        website="https://www.firecrawl.dev/app/api-keys",
        auth=_KEY,
        base_url="https://api.firecrawl.dev",
        test=ProbeRequest(path="/v1/team/credit-usage"),
    ),
    Provider(
        slug="google_maps",
        name="Google Maps",
        website="https://console.cloud.google.com/google/maps-apis/credentials",
        auth=_KEY,
        base_url="https://maps.googleapis.com/maps/api",
    ),
    Provider(
        slug="openweathermap",
        name="OpenWeatherMap",
        website="https://home.openweathermap.org/api_keys",
        auth=_KEY,
        base_url="https://api.openweathermap.org",
        test=ProbeRequest(
            path="/data/2.5/weather", headers=(), params=(("q", "London"), ("appid", "{secret}"))
        ),
    ),
    Provider(
        slug="screenshotone",
        name="ScreenshotOne",
        website="https://dash.screenshotone.com/access",
        auth=_KEY,
        base_url="https://api.screenshotone.com",
        key_setting="SCREENSHOTONE_API_KEY",
        base_url_setting="SCREENSHOTONE_BASE_URL",
        test=ProbeRequest(path="/usage", headers=(), params=(("access_key", "{secret}"),)),
    ),
    Provider(
        slug="smartlead",
        name="Smartlead",
        website="https://app.smartlead.ai/app/settings/profile",
        auth=_KEY,
        base_url="https://server.smartlead.ai/api/v1",
        test=ProbeRequest(path="/campaigns/", headers=(), params=(("api_key", "{secret}"),)),
    ),
    Provider(
        slug="stagehand",
        name="Stagehand (Browserbase)",
        website="https://www.browserbase.com/settings",
        auth=_KEY,
        base_url="https://api.stagehand.browserbase.com",
        test=ProbeRequest(
            path="https://api.browserbase.com/v1/projects", headers=(("X-BB-API-Key", "{secret}"),)
        ),
    ),
    Provider(
        slug="webshare_proxy",
        name="Webshare proxy",
        website="https://dashboard.webshare.io/proxy/settings",
        auth=(AuthKind.USER_PASSWORD,),
        base_url="https://proxy.webshare.io",
        labels=(("username", "Proxy user name"), ("password", "Proxy password")),
    ),
    Provider(
        slug="wolfram",
        name="Wolfram|Alpha",
        website="https://developer.wolframalpha.com",
        auth=_KEY,
        base_url="https://www.wolframalpha.com/api/v1",
        labels=(("api_key", "App ID"),),
    ),
    Provider(
        slug="zerobounce",
        name="ZeroBounce",
        website="https://www.zerobounce.net/members/API",
        auth=_KEY,
        base_url="https://api.zerobounce.net/v2",
        test=ProbeRequest(path="/getcredits", headers=(), params=(("api_key", "{secret}"),)),
    ),
)
