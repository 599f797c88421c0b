"""The six modules: what they read and how they are shown. To add one, write its file and name it here."""

from tdsxl.modules.base import Module
from tdsxl.modules.challans import CHALLANS
from tdsxl.modules.demand import DEMAND
from tdsxl.modules.ldc import LDC
from tdsxl.modules.notices import NOTICES
from tdsxl.modules.returns import RETURNS
from tdsxl.modules.unconsumed import UNCONSUMED

MODULES: tuple[Module, ...] = (RETURNS, CHALLANS, UNCONSUMED, NOTICES, DEMAND, LDC)
