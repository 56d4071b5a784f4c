"""Which parts of the engine take part in an analysis, so that what each is worth can be measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """All of them by default. A part that was not delivered, or is switched off for the process, stays out anyway."""

    tagger: bool = True  # without it: rules alone
    linker: bool = True  # without it: each content goes to the nearest cue, each cue takes the nearest source
    resolver: bool = True  # without it: a speaker is called by the words of the source


ALL = Parts()
RULES = Parts(tagger=False)
