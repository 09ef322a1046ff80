"""Rate limits that count: fixed windows, of five minutes usually, for each caller and bucket."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

WINDOW_S = 300
QUOTAS = {
    "anonymous": {"api": 500, "resolvers": 3_000, "pages": 100},
    "free": {"api": 1_000, "resolvers": 5_000, "pages": 200},
    "pro": {"api": 2_500, "resolvers": 12_000, "pages": 400},
    "team": {"api": 3_000, "resolvers": 20_000, "pages": 400},
    "enterprise": {"api": 6_000, "resolvers": 50_000, "pages": 600},
}


@dataclass
class Count:
    """The state of one counter after a request."""

    bucket: str
    quota: int
    used: int
    reset_s: int
    window_s: float = WINDOW_S

    @property
    def exceeded(self) -> bool:
        """Whether this request was one too many."""
        return self.used > self.quota

    @property
    def headers(self) -> dict[str, str]:
        """The two headers that every answer of the Hub carries."""
        left = max(0, self.quota - self.used)
        policy = f'"fixed window";"{self.bucket}";q={self.quota};w={self.window_s:g}'
        return {
            "RateLimit": f'"{self.bucket}";r={left};t={self.reset_s}',
            "RateLimit-Policy": policy,
        }


@dataclass
class Limits:
    """The counters of a Hub, whose first window opens when it starts."""

    window_s: float = WINDOW_S
    started: float = field(default_factory=time.monotonic)
    used: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def count(self, who: str, bucket: str, quota: int) -> Count:
        """Count one request and return the counter."""
        age = time.monotonic() - self.started
        window = int(age // self.window_s)
        key = (who, bucket, window)
        self.used[key] = self.used.get(key, 0) + 1
        reset = math.ceil((window + 1) * self.window_s - age)
        return Count(bucket, quota, self.used[key], reset, self.window_s)
