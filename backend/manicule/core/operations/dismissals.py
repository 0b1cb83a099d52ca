"""What a dismissal remembers: the status that comes back when it is taken back, or None for a paper never saved."""


def is_dismissed(fields: dict, name: str = "status") -> bool:
    """Whether this field is a status that says dismissed."""
    return name == "status" and fields.get(name, {}).get("v") == "dismissed"


def never_saved(record: dict) -> None:
    """A paper dismissed from a list, in the edit that made its bookmark: nothing is left when that is taken back."""
    if is_dismissed(record["fields"]):
        record["fields"]["status"]["before"] = None


def saved_as(fields: dict) -> str | None:
    """The status a bookmark has or had before it was dismissed; None where it was never saved."""
    status = fields.get("status")
    if status is None:
        return "to_read"
    return status.get("before", "to_read") if is_dismissed(fields) else status["v"]


def unite(kept: dict, *both: str | None) -> None:
    """Two bookmarks became one: where one of them was saved, taking its dismissal back leaves it saved.

    :param kept: the fields as united. `both`: `saved_as` of either side before
    """
    if is_dismissed(kept):
        known = [kept["status"].get("before", "to_read"), *both]
        kept["status"]["before"] = next((status for status in known if status), None)
