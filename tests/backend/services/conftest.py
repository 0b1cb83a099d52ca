"""A library in a real database, and a device paired with it, without the app around them."""

import pytest

from manicule.models import Device, Library
from manicule.services import libraries


@pytest.fixture
def opened(url):
    database = libraries.open_database(url)
    yield database
    database.close()


@pytest.fixture
def library(opened) -> Library:
    return libraries.find_or_make("default", 1_000)


@pytest.fixture
def make_device(library):
    """`make_device("dev_a")` pairs a device."""

    def make(device_id: str) -> Device:
        Device.insert(library=library, id=device_id, name=device_id, created_at=0).execute()
        return Device.get(Device.library == library, Device.id == device_id)

    return make


@pytest.fixture
def device(make_device) -> Device:
    return make_device("dev_a")
