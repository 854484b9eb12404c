# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
"""Charts drawn by pygal as inline SVG: no script, nothing from elsewhere, values written on the bars."""

import re
import sys
from collections.abc import Mapping, Sequence
from html import escape

import pygal
from pygal.style import Style

from engine.seal import digest
from engine.typography import grouped

# It leaves behind a finder for its old plugins, which Python warns about at every module that is absent.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]

COLOURS = ("#8fb3e6", "#f2b179")
"""Told apart by everyone; both light, so that what is written on them is read."""
_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1b1b1f",
    foreground_strong="#1b1b1f",
    foreground_subtle="#55555f",
    font_family="system-ui, 'Segoe UI', Roboto, Arial, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    value_font_size=12,
    value_colors=("#1b1b1f", "#1b1b1f"),
    opacity="1",
    colors=COLOURS,
    guide_stroke_color="#d5d5dd",
    major_guide_stroke_color="#d5d5dd",
    guide_stroke_dasharray="none",
    major_guide_stroke_dasharray="none",
)
_LEFT_OUT = re.compile(r"<script.*?</script>|<!--.*?-->|<desc.*?</desc>", re.DOTALL)
"""What a page without a script has no use for, and the day on which the chart is drawn."""
_ID = re.compile(r"chart-[0-9a-f-]{36}")
_VALUE = re.compile(r'<text text-anchor="middle"([^>]* class="value")')


def bars(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """Return an SVG of horizontal bars, one group for each of *labels*; *title* is read in its place."""
    chart = pygal.HorizontalBar(
        style=_STYLE,
        js=(),
        disable_xml_declaration=True,
        explicit_size=True,
        width=800,
        margin_right=70,
        max_scale=6,
        height=90 + 44 * max(1, len(labels)),
        print_values=True,
        print_values_position="top",
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        show_y_guides=False,
        show_x_labels=True,
        show_y_labels=True,
        truncate_label=-1,
        truncate_legend=-1,
        formatter=_whole,
        value_formatter=_whole,
        no_prefix=False,
    )
    chart.x_labels = list(reversed(labels))
    for named, values in series.items():
        chart.add(named, list(reversed(values)))
    drawn = str(chart.render(is_unicode=True))
    plain = _VALUE.sub(r'<text text-anchor="start"\1', _LEFT_OUT.sub("", drawn))
    plain = _ID.sub(f"chart-{digest([title, plain.partition('</style>')[2]])[:12]}", plain)
    return plain.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)


def _whole(value: float | None) -> str:
    return "" if value is None else grouped(round(value))
