Attribute VB_Name = "Start"
Option Explicit
' Starts Python. RunPython stands in the module xlwings, which is as its authors publish it.

Public Sub Press(button As String)
    Dim reason As String
    reason = Hindrance(ThisWorkbook.Path, ThisWorkbook.FullName, Interpreter())
    If reason = "" Then
        RunPython "import tdsxl.addin.button as b; b." & button & "()"
    Else
        MsgBox reason, vbExclamation, "TDS Sync"
    End If
End Sub

' Why Python cannot be started for a workbook, with the remedy; blank when it can.
Public Function Hindrance(folder As String, fullName As String, python As String) As String
    If folder = "" Then
        Hindrance = "Save this workbook in a folder of this PC first."
    ElseIf InStr(fullName, "://") > 0 Then
        Hindrance = "This workbook lies on the web (OneDrive or SharePoint). Move it to a folder of this PC that is not synced."
    ElseIf InStr(Mid$(fullName, Len(folder) + 1), "=") > 0 Then
        ' xlwings tells Python the workbook's name as --wb=NAME and cuts at each equals sign.
        Hindrance = "Rename this workbook: its name has an equals sign in it."
    ElseIf python = "" Then
        Hindrance = "This workbook names no Python. Make your own with: tdsxl new BOOK.xlsm"
    ElseIf Not IsThere(python) Then
        Hindrance = "Python is not at " & python & ". Install tdsxl on this PC, and say: tdsxl doctor"
    End If
End Function

Private Function IsThere(path As String) As Boolean
    IsThere = True
    #If Mac Then
        ' Excel's sandbox lets no macro look outside; the shell will say if it is not there.
    #Else
        On Error Resume Next ' a drive that is gone is an error, not a blank
        IsThere = False
        IsThere = (Dir(path) <> "")
    #End If
End Function

Private Function Interpreter() As String
    Dim key As String, at As Long
    #If Mac Then
        key = "INTERPRETER_MAC"
    #Else
        key = "INTERPRETER_WIN"
    #End If
    On Error Resume Next ' the sheet may be gone
    With ThisWorkbook.Worksheets("xlwings.conf")
        For at = 1 To .UsedRange.Rows.Count
            If UCase$(.Cells(at, 1).Value) = key Then Interpreter = .Cells(at, 2).Value
        Next at
    End With
End Function
