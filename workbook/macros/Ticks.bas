Attribute VB_Name = "Ticks"
Option Explicit
' Ticks of the table Clients: the numbers 1 and 0, shown as boxes by their number format. No Python here.
' What these functions return is the line to show; blank when all went well.

Private Const TICK_TITLES As String = "Sync|Return Summary|Challans|Unconsumed Challans|Notices & Orders|Outstanding Demand|Verify LDC|Active"
Private Const STALE_DAYS As Long = 7
Private Const NO_TABLE As String = "The table Clients, or a column of it, is not in this workbook any more."

Public Function SelectShown() As String
    SelectShown = SetSync("shown")
End Function

Public Function SelectNone() As String
    SelectNone = SetSync("none")
End Function

Public Function InvertShown() As String
    InvertShown = SetSync("invert")
End Function

Public Function SelectStale() As String
    SelectStale = SetSync("stale")
End Function

' Selected cells may lie in several columns and areas; one that is not ticked makes it a ticking.
Public Function TickSelected() As String
    Dim chosen As Range, cell As Range, mark As Long
    Set chosen = ChosenTicks()
    If chosen Is Nothing Then
        TickSelected = "First select cells in the columns Sync, Active or of a module."
        Exit Function
    End If
    For Each cell In chosen.Cells
        If Not IsTicked(cell.Value) Then mark = 1
    Next cell
    TickSelected = Fill(chosen, mark)
End Function

' Whether the cell is a tick and was turned; other cells are left to Excel.
Public Function Toggle(cell As Range) As Boolean
    Dim ours As Range
    Set ours = TickCells()
    If ours Is Nothing Then Exit Function
    If cell.Worksheet.Name <> ours.Worksheet.Name Then Exit Function
    If Intersect(cell, ours) Is Nothing Then Exit Function
    Toggle = (Fill(cell, IIf(IsTicked(cell.Value), 0, 1)) = "")
End Function

Private Function SetSync(how As String) As String
    Dim sync As Range, marks As Variant, tans As Variant, completes As Variant, at As Long
    Set sync = ColumnOf("Sync")
    If sync Is Nothing Or ColumnOf("TAN") Is Nothing Or ColumnOf("Last complete") Is Nothing Then
        SetSync = NO_TABLE
        Exit Function
    End If
    marks = ValuesOf(sync)
    tans = ValuesOf(ColumnOf("TAN"))
    completes = ValuesOf(ColumnOf("Last complete"))
    For at = 1 To UBound(marks, 1)
        If Not IsEmpty(tans(at, 1)) Then
            marks(at, 1) = NewMark(how, marks(at, 1), sync.Cells(at, 1).EntireRow.Hidden, completes(at, 1))
        End If
    Next at
    SetSync = Fill(sync, marks)
End Function

Private Function NewMark(how As String, mark As Variant, hidden As Boolean, complete As Variant) As Variant
    NewMark = mark
    Select Case how
        Case "shown": If Not hidden Then NewMark = 1
        Case "none": NewMark = 0
        Case "invert": If Not hidden Then NewMark = IIf(IsTicked(mark), 0, 1)
        Case "stale": If Not hidden And IsStale(complete) Then NewMark = 1
    End Select
End Function

' The same words as a sync reads them.
Private Function IsTicked(mark As Variant) As Boolean
    If IsError(mark) Then Exit Function
    Select Case LCase$(Trim$(CStr(mark)))
        Case "1", "true", "x", "yes", "y", ChrW(10003), ChrW(9745): IsTicked = True
    End Select
End Function

Private Function IsStale(complete As Variant) As Boolean
    IsStale = True
    If IsError(complete) Or IsEmpty(complete) Then Exit Function
    If IsDate(complete) Or IsNumeric(complete) Then IsStale = CDbl(CDate(complete)) < CDbl(Now) - STALE_DAYS
End Function

' One write for all cells: cell by cell would be slow, and would run the firm's own event macros as often.
Private Function Fill(target As Range, marks As Variant) As String
    On Error GoTo Finish
    Application.ScreenUpdating = False
    target.Value = marks
Finish:
    If Err.Number <> 0 Then Fill = "The ticks cannot be changed: " & Err.Description
    Application.ScreenUpdating = True
End Function

Private Function ChosenTicks() As Range
    Dim ours As Range
    Set ours = TickCells()
    If ours Is Nothing Or TypeName(Selection) <> "Range" Then Exit Function
    If Selection.Worksheet.Name <> ours.Worksheet.Name Then Exit Function
    If Selection.Worksheet.Parent.Name <> ThisWorkbook.Name Then Exit Function
    ' Of the whole table: of a single cell, Excel would give all visible cells of the sheet.
    Set ChosenTicks = Intersect(Selection, ours, Table().SpecialCells(xlCellTypeVisible))
End Function

Private Function TickCells() As Range
    Dim title As Variant, column As Range
    For Each title In Split(TICK_TITLES, "|")
        Set column = ColumnOf(CStr(title))
        If Not column Is Nothing Then
            If TickCells Is Nothing Then Set TickCells = column Else Set TickCells = Union(TickCells, column)
        End If
    Next title
End Function

' The cells below a title, found by its text: the firm may move columns, or put its own between them.
Private Function ColumnOf(title As String) As Range
    Dim whole As Range, heading As Range
    Set whole = Table()
    If whole Is Nothing Then Exit Function
    If whole.Rows.Count < 2 Then Exit Function
    For Each heading In whole.Rows(1).Cells
        If CStr(heading.Value) = title Then
            Set ColumnOf = heading.Offset(1, 0).Resize(whole.Rows.Count - 1, 1)
            Exit Function
        End If
    Next heading
End Function

' Titles and rows, without a totals row.
Private Function Table() As Range
    Dim sheet As Worksheet, corner As Range
    On Error Resume Next ' a sheet without the table; or the table was made a plain range, or its sheet deleted
    For Each sheet In ThisWorkbook.Worksheets
        Set Table = sheet.ListObjects("Clients").Range
        If Not Table Is Nothing Then
            If sheet.ListObjects("Clients").ShowTotals Then Set Table = Table.Resize(Table.Rows.Count - 1)
            Exit Function
        End If
    Next sheet
    Set corner = ThisWorkbook.Worksheets("Clients").Cells.Find("TAN", LookIn:=xlFormulas, LookAt:=xlWhole)
    If Not corner Is Nothing Then Set Table = corner.CurrentRegion
End Function

' Excel gives a bare value, not an array, for a single cell.
Private Function ValuesOf(column As Range) As Variant
    Dim one(1 To 1, 1 To 1) As Variant
    If column.Cells.Count > 1 Then
        ValuesOf = column.Value
    Else
        one(1, 1) = column.Value
        ValuesOf = one
    End If
End Function
