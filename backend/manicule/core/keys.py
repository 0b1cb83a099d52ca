"""Which paper an address names. Every scheme, site and mirror is data in extension/sites/keys.json.

extension/lib/keys.js reads the same data; tests/vectors/keys.json holds what both must answer.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import unquote

from manicule.core.text import normalise, trim_junk

MAX_LENGTH = 4096  # characters; whatever is longer names no paper
MAX_KEY = 500  # characters; a DOI may be longer in theory, none is
MAX_LAYERS = 5  # a redirect in an archive behind a proxy is three
_ADDRESS = re.compile(r"^(?:https?:/{1,3}|//)?([^/?#\s]+)([^?#\s]*)(?:\?([^#\s]*))?", re.IGNORECASE)
_HAS_SCHEME = re.compile(r"^(?:https?:)?/", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"^(?:[^@]*@)?(?:www\d?\.)?((?:[a-z0-9_-]+\.)+[a-z]{2,24})\.?(?::\d*)?$", re.IGNORECASE)
_SPELLED = re.compile(r"^([a-z][a-z0-9]*):(.+)$", re.IGNORECASE)
_ENCODED = re.compile(r"^https?%3a", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_CONTROL = re.compile("[\u0000-\u001f\u007f\ud800-\udfff]")
_GROUP = re.compile(r"\$(?:(\d)|\{(\d)\})")


@dataclass(frozen=True)
class Identity:
    """`key` is the strongest of `ids`, each `scheme:value`; `version` is "" or a number such as "2"."""

    key: str
    ids: list[str]
    version: str = ""


@dataclass(frozen=True)
class Address:
    """An http address in parts: host in lower case without `www.`, path and parameters decoded, query as written."""

    host: str
    path: str
    params: dict[str, str]
    query: str


class Rules(dict):
    """keys.json. It is read once and never changed, so that caches may know it by itself."""

    __hash__ = object.__hash__


def identify(text: str, rules: dict) -> Identity | None:
    """The paper that an address or a written identity names, or None where it names none. Never raises.

    :param text: `https://…`, `arXiv:1706.03762v2`, `10.1145/…` or `scheme:value`
    :param rules: keys.json
    """
    return _identify(text, rules, MAX_LAYERS)


def strongest(ids: Iterable[str], rules: dict) -> str:
    """The id that names the paper, by the order of the schemes in keys.json.

    :raise ValueError: no ids
    """
    known = list(ids)
    return known[0] if len(known) == 1 else min(known, key=lambda name: (_strength(rules, name), name))


def by_strength(ids: Iterable[str], rules: dict) -> list[str]:
    """Each id once, strongest first."""
    known = set(ids)
    return list(known) if len(known) == 1 else sorted(known, key=lambda name: (_strength(rules, name), name))


def address_key(text: str, rules: dict) -> str | None:
    """`url:…` for any web page: without protocol, `www.`, fragment, tracking; None where it is no http address.

    Of a page in `pages` of keys.json only what names it counts: a search puts its words into the links it gives.
    """
    plain = tidy(text)
    parts = _ADDRESS.match(plain)
    host = parts and _HOST.match(parts[1])
    if not host or not _HAS_SCHEME.match(plain):
        return None
    address = parse(plain)
    for rule, groups in matching(rules["pages"], address) if address else ():
        return f"url:{fill(rule['as'], groups)}"
    pairs = [pair for pair in (parts[3] or "").replace("&amp;", "&").split("&") if pair]
    kept = sorted(pair for pair in pairs if not pattern(rules["tracking"]).search(pair.partition("=")[0]))
    return f"url:{host[1].lower()}{parts[2].rstrip('/')}" + (f"?{'&'.join(kept)}" if kept else "")


def tidy(text: str) -> str:
    """The text on one line without invisible characters and surrounding junk; "" where it cannot name anything."""
    if not isinstance(text, str) or len(text) > MAX_LENGTH:
        return ""
    plain = trim_junk(normalise(_DASHES.sub("-", _INVISIBLE.sub("", text))))
    return "" if _CONTROL.search(plain) else plain


def parse(text: str) -> Address | None:
    """The parts of an http address, with or without its `https://`; None where it is none."""
    parts = None if _OTHER_SCHEME.match(text) and not _HAS_SCHEME.match(text) else _ADDRESS.match(text)
    host = parts and _HOST.match(parts[1])
    if not host:
        return None
    path, query = decode(parts[2]), parts[3] or ""
    return None if _CONTROL.search(path) else Address(host[1].lower(), path, _params(query), query)


def decode(text: str) -> str:
    """Percent-decoded, as often as it was encoded; left alone where that is not valid UTF-8."""
    for _ in range(3):
        if not _ESCAPED.search(text) or _BROKEN_ESCAPE.search(text):
            break
        try:
            text = unquote(text, errors="strict")
        except UnicodeDecodeError:
            break
    return text


def matching(table: list[dict], address: Address) -> Iterator[tuple[dict, list[str]]]:
    """The rules of a table that fit an address, each with the groups (whole first) its templates are filled from."""
    for rule in table:
        if not (host := pattern(f"^(?:{rule['host']})$").search(address.host)):
            continue
        path = pattern(rule.get("path", "^")).search(address.path)
        if path and _when(rule, address):
            groups = _groups(path) if path.lastindex else _groups(host)
            values = [address.params[name] for name in rule.get("params", []) if name in address.params]
            if "params" not in rule or values:
                yield rule, [values[0], values[0]] if values else groups


def fill(template: str, groups: list[str]) -> str:
    """A template with `$1` or `${1}` replaced by groups; a group that is not there is empty."""
    return _GROUP.sub(lambda found: (*groups, *[""] * 10)[int(found[1] or found[2])], template)


@cache
def pattern(source: str) -> re.Pattern[str]:
    """A pattern of a rule file, compiled to mean what JavaScript's flag `i` makes of it."""
    return re.compile(source, re.IGNORECASE | re.ASCII)


def _identify(text: str, rules: dict, layers: int) -> Identity | None:
    plain = tidy(text)
    if not plain or not layers:
        return None
    inner = pattern(rules["wrapped"]).search(plain)
    if inner:
        return _identify(decode(inner[1]) if _ENCODED.match(inner[1]) else inner[1], rules, layers - 1)
    written = _written(plain, rules)
    address = None if written else parse(plain)
    return written or (address and (_unwrapped(address, rules, layers) or _addressed(address, rules)))


def _written(plain: str, rules: dict) -> Identity | None:
    if _HAS_SCHEME.match(plain):
        return None
    spelled = _SPELLED.match(plain)
    if spelled and spelled[1].lower() in rules["schemes"]:
        return canonical(spelled[1].lower(), spelled[2], rules)
    decoded = decode(plain)
    for rule in rules["bare"]:
        found = pattern(rule["is"]).search(decoded)
        known = found and canonical(rule["scheme"], fill(rule.get("value", "$1"), _groups(found)), rules)
        if known:
            return known
    return None


def _unwrapped(address: Address, rules: dict, layers: int) -> Identity | None:
    for rule, groups in matching(rules["unwrap"], address):
        inner = groups[1] if len(groups) > 1 else ""
        if known := _identify(inner if "params" in rule else _with_query(inner, address), rules, layers - 1):
            return known
    return None


def _with_query(inner: str, address: Address) -> str:
    """An address that was the end of another's path, with what follows it there."""
    return f"{inner}?{address.query}" if address.query and "?" not in inner else inner


def _addressed(address: Address, rules: dict) -> Identity | None:
    for host in _hosts(address.host, rules):
        at_host = replace(address, host=host)
        for rule, groups in matching(rules["addresses"], at_host):
            if known := canonical(rule["scheme"], fill(rule.get("value", "$1"), groups), rules):
                return known
    return None


def _hosts(host: str, rules: dict) -> list[str]:
    """The host behind a library's proxy, `dl-acm-org.ezproxy.example.edu`, before the host itself."""
    hosts = []
    if dashed := pattern(rules["proxies"]["dashed"]).search(host):
        hosts.append(dashed[1].replace("--", "\0").replace("-", ".").replace("\0", "-"))
    if appended := pattern(rules["proxies"]["appended"]).search(host):
        hosts.append(appended[1])
    return [name.removeprefix("www.") for name in (*hosts, host)]


def canonical(scheme: str, value: str, rules: dict) -> Identity | None:
    """A scheme's value as its forms spell it, which may be in another scheme; None where no form fits."""
    spec = rules["schemes"].get(scheme, {})
    value = trim_junk(normalise(value))
    for before, after in spec.get("clean", []):
        value = pattern(before).sub(after, value, count=1)
    value = trim_junk(value)
    for form in spec.get("forms", []):
        found = pattern(form["is"]).search(value)
        known = found and _formed(form, scheme, _groups(found), rules)
        if known:
            return known
    return None


def _formed(form: dict, scheme: str, groups: list[str], rules: dict) -> Identity | None:
    value = fill(form.get("value", "$1"), groups)
    if form.get("scheme", scheme) != scheme:
        return canonical(form["scheme"], value, rules)
    value = {"lower": value.lower(), "upper": value.upper()}.get(form.get("case", ""), value)
    key = f"{scheme}:{value}"
    return Identity(key, [key], fill(form.get("version", ""), groups)) if len(key) <= MAX_KEY else None


def _groups(found: re.Match[str]) -> list[str]:
    return [found[0], *(group or "" for group in found.groups())]


def _when(rule: dict, address: Address) -> bool:
    if "when" not in rule:
        return True
    name, wanted = rule["when"]
    return bool(pattern(wanted).search(address.params.get(name, "")))


def _params(query: str) -> dict[str, str]:
    params: dict[str, str] = {}
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        params.setdefault(decode(name).lower(), normalise(decode(value.replace("+", " "))))
    return params


def _strength(rules: dict, name: str) -> int:
    schemes = list(rules["schemes"])
    scheme = name.partition(":")[0]
    return schemes.index(scheme) if scheme in schemes else len(schemes)
