"""Slant 3D: things printed and sent. https://api-fe-two.vercel.app/Docs"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Operation,
    Takes,
    Values,
    blocks_of,
    delete,
    get,
    gives,
    items,
    mapping,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="slant3d",
    name="Slant 3D",
    base_url="https://www.slant3dapi.com/api",
    auth=Auth(AuthStyle.HEADER, "api-key"),
    category=Category.HARDWARE,
)
OBJECTS = list[dict[str, Any]]
NEEDED = ("name", "email", "phone", "address", "city", "state", "zip")
FILAMENTS = get("/filament", keep={"filaments": "filaments"})
ORDER_ID = text("The order's id", example="f1d2e3", min_length=1)


def ordered(values: Values) -> Values:
    """`order`: a line for each thing, with the filament that is called so."""
    customer = values["customer"]
    missing = [name for name in NEEDED if not customer.get(name)]
    if missing:
        raise ValueError(f"`customer` has no {missing[0]}.")
    if not values["items"]:
        raise ValueError("`items` is empty.")
    number = values["order_number"] or _new_number(values)
    shared = {"orderNumber": number, **_person(customer)}
    return {"order": [{**shared, **_thing(one, values.get("filaments") or ())} for one in values["items"]]}


def _new_number(values: Values) -> str:
    return str(uuid5(NAMESPACE_URL, f"{values['now'].isoformat()} {values['customer']} {values['items']}"))


def _person(customer: Mapping[str, Any]) -> dict[str, Any]:
    place = {
        "street_1": customer["address"],
        "city": customer["city"],
        "state": customer["state"],
        "zip": customer["zip"],
        "country_as_iso": customer.get("country_iso") or "US",
        "is_US_residential": "true" if customer.get("is_residential", True) else "false",
    }
    return {
        "email": customer["email"],
        "phone": customer["phone"],
        "name": customer["name"],
        "ship_to_name": customer["name"],
        **{f"{whose}_to_{name}": value for whose in ("bill", "ship") for name, value in place.items()},
    }


def _thing(one: Mapping[str, Any], filaments: Any) -> dict[str, Any]:
    url = str(one.get("file_url") or "")
    if not url.startswith(("http://", "https://")):
        raise ValueError("`items`: each needs file_url, the address of an STL file.")
    name, profile = url.rsplit("/", 1)[-1], str(one.get("profile") or "PLA")
    return {
        "filename": name,
        "fileURL": url,
        "order_item_name": name,
        "order_quantity": str(one.get("quantity") or "1"),
        "order_image_url": "",
        "order_sku": "NOT_USED",
        "order_item_color": _filament(str(one.get("color") or "black"), profile, filaments),
        "profile": profile,
    }


def _filament(color: str, profile: str, filaments: Any) -> str:
    """What the filament of that color is called, by its tag, its name or its number."""
    of_kind = [one for one in filaments if str(one.get("profile", "")).lower() == profile.lower()]
    for one in of_kind:
        named = [str(one.get(name) or "").lower() for name in ("colorTag", "filament", "hexColor")]
        if color.lower() in (*named, named[0].removeprefix(profile.lower())):
            return str(one["filament"])
    known = ", ".join(sorted(str(one.get("colorTag") or one.get("filament")) for one in of_kind)) or "none"
    raise ValueError(f"`items`: there is no {profile} that is {color}; there is {known}.")


def price_of(answer: Any) -> float:
    return float(str(answer["data"]["price"]).removeprefix("$"))


def order_pins() -> dict[str, Takes]:
    return {
        "order_number": text("A number of your own; a new one if empty", ""),
        "customer": mapping(
            "Who gets it: name, email, phone, address, city, state, zip, country_iso, is_residential",
            example={
                "name": "Ada Lovelace",
                "email": "ada@example.com",
                "phone": "2085550100",
                "address": "1 Main St",
                "city": "Boise",
                "state": "ID",
                "zip": "83701",
            },
        ),
        "items": items(
            dict[str, Any],
            "What is printed: file_url, quantity, color, profile (PLA or PETG)",
            example=[{"file_url": "https://example.com/bee.stl", "quantity": "2", "color": "black"}],
        ),
    }


OPERATIONS = (
    Operation(
        id="7cc416f4-f305-4606-9b3b-452b8a81031c",
        slug="filaments",
        about="List the filaments there are.",
        calls=[get("/filament")],
        takes={},
        gives={"filaments": gives(OBJECTS, "Each with filament, hexColor, colorTag and profile")},
    ),
    Operation(
        id="5b0c7a0e-7c52-4f38-9a4f-0f6f4c1f7a23",
        aliases=("f8a12c8d-3e4b-4d5f-b6a7-8c9d0e1f2g3h",),
        slug="slice",
        about="Tell what it costs to print a thing.",
        calls=[post("/slicer", {"fileURL": "{file_url}"}, reads=True, is_slow=True)],
        takes={
            "file_url": text(
                "The address of an STL file", example="https://example.com/bee.stl", min_length=1
            )
        },
        gives={
            "message": gives(str, "How it went"),
            "price": gives(float, "What it costs, dollars", price_of),
        },
    ),
    Operation(
        id="bf8823d6-b42a-48c7-b558-d7c117f2ae85",
        slug="estimate_order",
        about="Tell what an order would cost.",
        calls=[FILAMENTS, post("/order/estimate", "{order}", derive=ordered, reads=True)],
        takes=order_pins(),
        gives={
            "total_price": gives(float, "All of it, dollars", "totalPrice"),
            "shipping_cost": gives(float, "Sending it, dollars", "shippingCost"),
            "printing_cost": gives(float, "Printing it, dollars", "printingCost"),
        },
    ),
    Operation(
        id="00aae2a1-caf6-4a74-8175-39a0615d44e1",
        slug="estimate_shipping",
        about="Tell what sending an order would cost.",
        calls=[FILAMENTS, post("/order/estimateShipping", "{order}", derive=ordered, reads=True)],
        takes=order_pins(),
        gives={
            "shipping_cost": gives(float, "Sending it", "shippingCost"),
            "currency_code": gives(str, "In which currency", "currencyCode"),
        },
    ),
    Operation(
        id="f73007d6-f48f-4aaf-9e6b-6883998a09b4",
        slug="create_order",
        about="Let things be printed and sent.",
        calls=[FILAMENTS, post("/order", "{order}", derive=ordered)],
        takes=order_pins(),
        gives={"order_id": gives(str, "The order's id", "orderId")},
        is_sensitive=True,
    ),
    Operation(
        id="42283bf5-8a32-4fb4-92a2-60a9ea48e105",
        slug="list_orders",
        about="List orders.",
        calls=[get("/order")],
        takes={},
        gives={"orders": gives(list[str], "Their ids", "ordersData[].to_string(orderId)")},
    ),
    Operation(
        id="dd7c0293-c5af-4551-ba3e-fc162fb1fb89",
        slug="track_order",
        about="Tell where an order is.",
        calls=[get("/order/{order_id}/get-tracking")],
        takes={"order_id": ORDER_ID},
        gives={
            "status": gives(str, "How far it is"),
            "tracking_numbers": gives(list[str], "By which numbers it can be followed", "trackingNumbers"),
        },
    ),
    Operation(
        id="54de35e1-407f-450b-b5fa-3b5e2eba8185",
        slug="cancel_order",
        about="Cancel an order.",
        calls=[delete("/order/{order_id}")],
        takes={"order_id": ORDER_ID},
        gives={"status": gives(str, "How it went")},
        is_sensitive=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
