@echo off
rem Sets up tdsxl for this user of Windows: no administrator, no PATH, nothing outside the user's own folders.
rem A Python from python.org that is here already is used, else one is fetched and its checksum proven.
setlocal EnableExtensions DisableDelayedExpansion
title tdsxl

set "APP=%LOCALAPPDATA%\Programs\tdsxl"
set "DEMO=%USERPROFILE%\tdsxl-demo"
set "MENU=%APPDATA%\Microsoft\Windows\Start Menu\Programs"
set "VERSION=3.13.14"
set "SHA256=c54d9b9bbb8a36e6489363ddd01139707fd781d72f1f9e90c7ec65d0061368e0"
set "URL=https://www.python.org/ftp/python/%VERSION%/python-%VERSION%-amd64.exe"
set "FILE=%TEMP%\tdsxl-python-%VERSION%.exe"
set "PROVE=import sys, tkinter, venv; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32)"
for %%I in ("%~dp0..") do set "SOURCE=%%~fI"

if not exist "%SOURCE%\pyproject.toml" goto :packed
if "%PROCESSOR_ARCHITECTURE%"=="x86" if not defined PROCESSOR_ARCHITEW6432 goto :bits

set "PYTHON="
call :try "%APP%\python\python.exe"
rem The Python of the Store keeps what it writes in a folder of its own, where nothing else finds it.
for %%H in (HKCU HKLM) do (
    for /f "tokens=2,*" %%A in ('reg query %%H\Software\Python\PythonCore /s /v ExecutablePath 2^>nul ^| findstr REG_SZ ^| findstr /v /i WindowsApps') do call :try "%%B"
)
if defined PYTHON goto :venv

echo Fetching Python %VERSION% from python.org ...
powershell -NoProfile -NonInteractive -Command "$ErrorActionPreference='Stop'; $ProgressPreference='SilentlyContinue'; try { [Net.ServicePointManager]::SecurityProtocol=[Net.SecurityProtocolType]::Tls12 } catch { }; Invoke-WebRequest -UseBasicParsing -Uri $env:URL -OutFile $env:FILE; if ((Get-FileHash -Algorithm SHA256 -LiteralPath $env:FILE).Hash -ne $env:SHA256) { exit 2 }"
if "%ERRORLEVEL%"=="2" goto :forged
if not "%ERRORLEVEL%"=="0" goto :offline

echo Setting Python up for you alone ...
start "" /wait "%FILE%" /quiet InstallAllUsers=0 Include_launcher=0 PrependPath=0 AssociateFiles=0 Shortcuts=0 Include_test=0 Include_doc=0 TargetDir="%APP%\python"
del "%FILE%"
call :try "%APP%\python\python.exe"
if not defined PYTHON goto :broken

:venv
if exist "%APP%\venv\Scripts\python.exe" goto :packages
echo Making a place for tdsxl in "%APP%" ...
"%PYTHON%" -I -m venv "%APP%\venv"
if not "%ERRORLEVEL%"=="0" goto :place

:packages
echo Installing tdsxl; this takes a minute or two ...
"%APP%\venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --upgrade "%SOURCE%"
if not "%ERRORLEVEL%"=="0" goto :pip
> "%MENU%\tdsxl command line.cmd" echo @set "PATH=%APP%\venv\Scripts;%%PATH%%"
>> "%MENU%\tdsxl command line.cmd" echo @if not exist "%%USERPROFILE%%\tdsxl" mkdir "%%USERPROFILE%%\tdsxl"
>> "%MENU%\tdsxl command line.cmd" echo @cd /d "%%USERPROFILE%%\tdsxl"
>> "%MENU%\tdsxl command line.cmd" echo @cmd /k tdsxl --help

if exist "%DEMO%" goto :open
echo Syncing 25 invented clients from practice portals on this PC ...
"%APP%\venv\Scripts\python.exe" -m tdsxl demo --out "%DEMO%"
if not "%ERRORLEVEL%"=="0" goto :demo

:open
set "BOOK="
for %%B in ("%DEMO%\*.xlsm" "%DEMO%\*.xlsx") do if not defined BOOK set "BOOK=%%~fB"
if defined BOOK start "" "%BOOK%"
echo.
echo tdsxl is ready. The demo workbook opens now: "%BOOK%"
echo Your own: Start menu, "tdsxl command line", then: tdsxl new office.xlsm
echo.
pause
exit /b 0

:try
if defined PYTHON exit /b 0
if not exist "%~1" exit /b 0
"%~1" -I -c "%PROVE%" >nul 2>nul
if "%ERRORLEVEL%"=="0" set "PYTHON=%~1"
exit /b 0

:packed
set "WHY=Unpack the whole zip file first, then start install.cmd in the folder workbook of what was unpacked."
goto :failed

:bits
set "WHY=This Windows has 32 bits; tdsxl needs 64."
goto :failed

:offline
set "WHY=Python could not be fetched from www.python.org. Check the internet connection; or install Python 3.13 from python.org, then start this again."
goto :failed

:forged
del "%FILE%"
set "WHY=What came from www.python.org is not the file that we know, so it was deleted. Try again on another network."
goto :failed

:broken
set "WHY=Python could not be set up; its own log is in %TEMP%. If Settings, Apps shows a Python 3.13, repair it there, then start this again."
goto :failed

:place
set "WHY=No place for tdsxl could be made in %APP%. Delete that folder, then start this again."
goto :failed

:pip
set "WHY=tdsxl could not be installed; the lines above say why. Check the internet connection, close Excel and tdsxl, then start this again."
goto :failed

:demo
set "WHY=tdsxl is installed, but the demo did not end well; the lines above say why. Delete %DEMO%, then start this again."

:failed
echo.
echo "%WHY%"
echo.
pause
exit /b 1
