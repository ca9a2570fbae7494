"""What may happen in the two years of a family's diary, in the words of the people who note it."""

from config.demo.scenes import calls, events, meetings, network, school, talks, visits
from config.demo.scenes.scene import Scene

ALL: tuple[Scene, ...] = (
    *talks.SCENES,
    *visits.SCENES,
    *calls.SCENES,
    *network.SCENES,
    *school.SCENES,
    *meetings.SCENES,
    *events.SCENES,
)

__all__ = ["ALL", "Scene"]
