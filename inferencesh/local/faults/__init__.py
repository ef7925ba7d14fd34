"""Trouble on demand: the fault script of the local platform, `platform.faults`.

rules.py says what a fault is and which requests it is for; script.py holds the faults that are set up; layer.py carries
them out in front of the platform; frames.py takes streams apart; future.py speaks as a server of tomorrow; admin.py
is the way in for other processes.
"""

from __future__ import annotations

from .fault_rules import Fault, FaultName
from .script import FaultEvent, Faults

__all__ = ["Fault", "FaultEvent", "FaultName", "Faults"]
