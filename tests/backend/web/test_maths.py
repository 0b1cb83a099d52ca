"""Formulas in notes: drawn as MathML, and harmless whatever is between the dollars."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from manicule.web import markup, maths


def drawn(note: str) -> str:
    return str(markup.render(note))


def test_a_formula_is_drawn_within_its_line_and_between_two_dollars_on_its_own():
    assert '<p>So <math display="inline">' in drawn("So $x_i^2$ it is")
    assert "<msubsup>" in drawn("So $x_i^2$ it is")
    assert '<math display="block">' in drawn("Then\n\n$$\n\\sum_i x_i\n$$\n")


def test_prices_code_and_broken_formulas_stay_the_text_that_was_typed():
    assert drawn("It costs $5 or $6.").strip() == "<p>It costs $5 or $6.</p>"
    assert "<math" not in drawn("`$x$`")
    assert "<code>$\\frac{$</code>" in drawn("A $\\frac{$ here")
    assert f"<code>${'x' * 1001}$</code>" in drawn(f"${'x' * 1001}$")


@pytest.mark.parametrize("inside", [
    r"\href{javascript:alert(1)}{x}", r"\text{<img src=x onerror=alert(1)>}",
    r"\text{</mtext></math><script>1</script>}",
    r"\text{<mglyph><style></math><img src onerror=alert(1)>}", "<script>alert(1)</script>", r"\class{a}{<b>x</b>}",
    r"\color{\" onload=\"alert(1)}{x}", "{" * 400, r"\left(" * 160, r"\text{&lt;script&gt;}",
])  # fmt: skip
def test_a_hostile_formula_is_known_elements_or_text(inside):
    harmless(drawn(f"a ${inside}$ b"))


@given(some.text(max_size=200))
def test_whatever_is_between_dollars_only_known_elements_come_out(inside):
    harmless(maths.drawn(inside, block=True))


def harmless(html: str) -> None:
    for tag, attributes in re.findall(r"<([a-z]+)((?: [^<>]*)?)>", html):
        assert tag in maths.ELEMENTS | {"p", "code", "em", "strong"}, html
        assert set(re.findall(r" ([\w-]+)=", attributes)) <= maths.ATTRIBUTES, html
    if "<math" in html:
        math = ElementTree.fromstring(html[html.index("<math") : html.rindex("</math>") + 7])
        assert {node.tag for node in math.iter()} <= maths.ELEMENTS


def test_marks_that_somebody_types_stand_for_nothing():
    assert drawn("\ue0000\ue001 $x$").count("<math") == 1
    assert drawn("\ue0007\ue001").strip() == "<p>7</p>"
