"""Pictures beside their tables: SVG without scripts, served as an image."""

import re

import pygal
from pygal.style import Style

from reports.statistics import Month

# Dark enough on white for everybody, and told apart without colour by their order in the stack.
STYLE = Style(
    background="white",
    plot_background="white",
    foreground="#17324d",
    foreground_strong="#17324d",
    foreground_subtle="#5b6f82",
    colors=("#00694a", "#a66300", "#b1243f"),
    font_family="Titillium Web, Arial, sans-serif",
    label_font_size=12,
    legend_font_size=13,
)


def deadlines_chart(months: list[Month]) -> bytes:
    """Stacked bars: deadlines met on time, late, not met, by month."""
    chart = pygal.StackedBar(
        style=STYLE,
        js=[],
        height=320,
        width=900,
        legend_at_bottom=True,
        show_y_guides=True,
        print_values=False,
    )
    highest = max((month.on_time + month.late + month.missing for month in months), default=0)
    step = max(1, -(-highest // 5))
    chart.y_labels = range(0, step * 5 + 1, step)  # whole numbers: nobody has half a deadline
    chart.x_labels = [f"{month.first:%m/%y}" for month in months]
    chart.add("Nei termini", [month.on_time for month in months])
    chart.add("In ritardo", [month.late for month in months])
    chart.add("Non adempiute", [month.missing for month in months])
    svg: bytes = chart.render(disable_xml_declaration=False)
    # Even with `js=[]` pygal writes a configuration script with a random id: an image has no use for it.
    return re.sub(rb"<script.*?</script>", b"", svg, flags=re.DOTALL)
