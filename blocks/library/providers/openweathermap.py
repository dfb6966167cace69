"""OpenWeatherMap. https://openweathermap.org/current"""

from __future__ import annotations

from blocks.rest import Api, Auth, AuthStyle, Operation, Values, blocks_of, flag, get, gives, text
from blocks.sdk import Category

API = Api(
    provider="openweathermap",
    name="OpenWeatherMap",
    base_url="https://api.openweathermap.org",
    auth=Auth(AuthStyle.QUERY, "appid"),
    category=Category.SEARCH,
)


def units(values: Values) -> Values:
    return {"units": "metric" if values["use_celsius"] else "imperial"}


OPERATIONS = (
    Operation(
        id="f7a8b2c3-6d4e-5f8b-9e7f-6d4e5f8b9e7f",
        slug="weather",
        about="Tell the weather at a place.",
        calls=[get("/data/2.5/weather", {"q": "{location}", "units": "{units}"}, derive=units)],
        takes={
            "location": text("The place", example="Berlin, DE", min_length=1),
            "use_celsius": flag("In Celsius, else Fahrenheit", True),
        },
        gives={
            "temperature": gives(str, "How warm it is, degrees", "to_string(main.temp)"),
            "humidity": gives(str, "How humid it is, percent", "to_string(main.humidity)"),
            "condition": gives(str, "What it is like", "weather[0].description"),
        },
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
