"""The library's paired devices."""

from flask import g

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import DeviceBody
from manicule.api.routes import Route
from manicule.errors import DeviceMissing, LimitReached
from manicule.services import devices


def list_devices() -> dict:
    """List the paired devices, revoked ones too."""
    return {"items": devices.listing(g.library, g.device.id), "next": None}


def register_device(body: DeviceBody) -> dict:
    """Register again, as a lost or copied profile must; the old device stays until it is revoked."""
    device, token = devices.register(g.library, body.name, now())
    return {"device": device.id, "token": token}


def revoke_device(device: str) -> dict:
    """Revoke a device: its token stops working at once."""
    devices.revoke(g.library, device, now())
    return {}


ROUTES = [
    Route("GET", "/devices", list_devices, {200: answers.Devices}),
    Route("POST", "/devices", register_device, {201: answers.Registered}, body=DeviceBody, errors=(LimitReached,)),
    Route("DELETE", "/devices/<device>", revoke_device, {204: None}, errors=(DeviceMissing,)),
]
