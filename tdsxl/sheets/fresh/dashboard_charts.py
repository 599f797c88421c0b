"""The charts of the sheet Dashboard, in openpyxl: bars with their figures at the end, no grid and no frame."""

from dataclasses import dataclass

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.figures import TITLE
from tdsxl.sheets.fresh.dashboard_block import Spot
from tdsxl.sheets.layout import FONT
from tdsxl.sheets.palette import Colour

_COUNT = "#,##0;;"
_RUPEES = r"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;##,###"
"""Number formats of the figures at the bars; where there is no bar there is none."""
_LYING = Layout(
    manualLayout=ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0.36, y=0.24, w=0.52, h=0.72)
)
"""Shares of a chart with lying bars: names at the left, figures at the right of the bars."""
_LARGE, _SMALL = 1100, 800
"""Letters of titles and of all else, in hundredths of a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The cells that a chart covers, counted from 1, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """One colour of bars."""

    right: int
    """Columns from the labels to the figures."""
    name: str
    """The cell that names them, as `$M$10`."""
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn of one section."""

    title: str
    spot: Spot
    bars: tuple[Bars, ...]
    is_rupees: bool = False
    is_lying: bool = False
    """Bars lie, so that long labels have room."""


def add_chart(paper: Worksheet, frame: Frame, chart: Chart) -> None:
    """Draw a chart over cells, which it moves and grows with."""
    drawn = BarChart()
    drawn.type = "bar" if chart.is_lying else "col"
    drawn.gapWidth, drawn.overlap = 45, 0
    drawn.title = _title(chart.title)
    drawn.style, drawn.roundedCorners = 2, False
    drawn.graphical_properties = GraphicalProperties(solidFill=Colour.WHITE, ln=_line(Colour.LINE))
    drawn.series = [_series(chart, bars) for bars in chart.bars]
    _set_axes(drawn)
    # Whoever hides the columns of figures keeps the charts.
    drawn.visible_cells_only = False
    drawn.legend = _legend(chart)
    start = AnchorMarker(col=frame.left - 1, row=frame.top - 1)
    end = AnchorMarker(col=frame.right, row=frame.bottom)
    drawn.anchor = TwoCellAnchor(_from=start, to=end)  # type: ignore[assignment]  # the stubs know addresses only
    paper.add_chart(drawn)


def _legend(chart: Chart) -> Legend | None:
    """None where LibreOffice would name two colours of lying bars the other way round than all other charts."""
    if chart.is_lying and len(chart.bars) > 1:
        return None
    legend = Legend(legendPos="t")
    legend.txPr = _words()
    return legend


def _cells(spot: Spot, right: int) -> str:
    return f"'{TITLE}'!{spot.cell(1, right)}:{spot.cell(spot.rows, right)}"


def _series(chart: Chart, bars: Bars) -> Series:
    series: Series = SeriesFactory(_cells(chart.spot, bars.right))
    series.tx = SeriesLabel(strRef=StrRef(f=f"'{TITLE}'!{bars.name}"))
    series.cat = AxDataSource(strRef=StrRef(f=_cells(chart.spot, 0)))
    series.graphicalProperties = GraphicalProperties(solidFill=bars.colour, ln=_line())
    series.invertIfNegative = False
    series.dLbls = DataLabelList(numFmt=_RUPEES if chart.is_rupees else _COUNT, dLblPos="outEnd", showVal=True)
    for other in ("LegendKey", "CatName", "SerName", "Percent", "BubbleSize"):
        setattr(series.dLbls, f"show{other}", False)
    series.dLbls.txPr = _words()
    return series


def _set_axes(drawn: BarChart) -> None:
    """The labels stand at a hairline; the figures stand at the bars, so that their axis is not shown."""
    names, values = drawn.x_axis, drawn.y_axis
    names.delete, values.delete = False, True
    values.majorGridlines = None
    values.scaling.min = 0
    names.majorTickMark = names.minorTickMark = None
    names.graphicalProperties = GraphicalProperties(ln=_line(Colour.LINE))
    names.txPr = _words()
    if drawn.type == "bar":
        # Bars lie from the foot up, and figures are read from the head down.
        names.scaling.orientation = "maxMin"
        drawn.layout = _LYING


def _line(colour: str = "") -> LineProperties:
    return LineProperties(solidFill=colour) if colour else LineProperties(noFill=True)


def _title(text: str) -> Title:
    looks = _looks(_LARGE, Colour.NAVY, bold=True)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=looks), r=[RegularTextRun(rPr=looks, t=text)])
    return Title(tx=Text(rich=RichText(bodyPr=RichTextProperties(), p=[paragraph])), overlay=False)


def _words() -> RichText:
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_looks(_SMALL, Colour.INK)), endParaRPr=CharacterProperties())
    paragraph.r = []
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def _looks(size: int, colour: str, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=Font(typeface=FONT))
