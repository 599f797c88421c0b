Attribute VB_Name = "Ribbon"
Option Explicit
' What the buttons of the tab TDS Sync call. The tag of a button is the Python function behind it.

Public Sub OnPython(control As IRibbonControl)
    Start.Press control.Tag
End Sub

Public Sub OnPractice(control As IRibbonControl, pressed As Boolean)
    Start.Press IIf(pressed, "practice_on", "practice_off")
End Sub

Public Sub IsPractice(control As IRibbonControl, ByRef pressed As Variant)
    pressed = False
    On Error Resume Next ' Dir fails where the workbook lies on the web; such a one is never a practice book
    ' A practice book has the addresses of its portals beside it.
    pressed = (Dir(ThisWorkbook.Path & Application.PathSeparator & "portals.toml") <> "")
End Sub

Public Sub OnSelectShown(control As IRibbonControl)
    Say Ticks.SelectShown
End Sub

Public Sub OnSelectNone(control As IRibbonControl)
    Say Ticks.SelectNone
End Sub

Public Sub OnInvert(control As IRibbonControl)
    Say Ticks.InvertShown
End Sub

Public Sub OnSelectStale(control As IRibbonControl)
    Say Ticks.SelectStale
End Sub

Public Sub OnTickSelected(control As IRibbonControl)
    Say Ticks.TickSelected
End Sub

Public Sub OnHelp(control As IRibbonControl)
    On Error Resume Next ' the firm may have deleted the sheet
    ThisWorkbook.Worksheets("Help").Activate
    If Err.Number <> 0 Then Say "The sheet Help is not in this workbook any more."
End Sub

Private Sub Say(text As String)
    ' No box: a sync that writes meanwhile would wait for it.
    If text <> "" Then Application.StatusBar = "tdsxl: " & text
End Sub
