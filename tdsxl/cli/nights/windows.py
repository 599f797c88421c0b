"""Night runs by the Task Scheduler of Windows, for the user who is logged on; no administrator is needed."""

import os
import subprocess
from datetime import datetime, timedelta
from html import escape

from tdsxl.cli.nights.night import Night
from tdsxl.cli.tools import asked, done

_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{about}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>{start}</StartBoundary>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT6H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def task_xml(night: Night, *, user: str, now: datetime) -> str:
    """The task as the Task Scheduler reads it.

    Args:
        night: What is to be run.
        user: With the domain in front.
        now: The PC's own clock; the first run is after it.
    """
    start = datetime.combine(now.date(), night.at)
    command, *arguments = night.words
    said = {
        "about": f"Syncs {night.book} unattended. Made by tdsxl schedule; tdsxl schedule --off removes it.",
        "start": f"{start if start > now else start + timedelta(days=1):%Y-%m-%dT%H:%M:%S}",
        "user": user,
        "command": command,
        "arguments": subprocess.list2cmdline(arguments),
    }
    return _TASK.format_map({name: escape(text) for name, text in said.items()})


class TaskScheduler:
    """`schtasks`; satisfies `Clock`."""

    name = "Task Scheduler"
    habit = "A missed hour is made up for when the PC is on again."

    def add(self, night: Night) -> None:
        """Start it every day; one that is there is replaced."""
        user = f"{os.environ.get('USERDOMAIN', '')}\\{os.environ.get('USERNAME', '')}"
        # The Task Scheduler thinks in local time and wants no zone.
        xml = task_xml(night, user=user, now=datetime.now().astimezone().replace(tzinfo=None))
        file = night.record.with_suffix(".xml")
        file.write_text(xml, encoding="utf-16")
        try:
            done("schtasks", "/Create", "/TN", night.mark, "/XML", str(file), "/F")
        finally:
            file.unlink()

    def remove(self, mark: str) -> bool:
        """Start it no more; False where there was none."""
        return asked("schtasks", "/Delete", "/TN", mark, "/F").status == 0

    def holds(self, mark: str) -> bool:
        """Whether it is started."""
        return asked("schtasks", "/Query", "/TN", mark).status == 0
