"""How much one socket may send: pure leaky buckets, the caller brings the clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class LeakyBucket:
    """Fills with what comes and leaks ``rate`` a second; what would exceed ``size`` is refused and not counted."""

    rate: float
    size: float
    level: float = 0.0
    at: float = 0.0

    def fits(self, amount: float, now: float) -> bool:
        """Whether ``amount`` still fits at ``now`` (seconds on any steady clock)."""
        self.level = max(0.0, self.level - (now - self.at) * self.rate)
        self.at = now
        if self.level + amount > self.size:
            return False
        self.level += amount
        return True
