"""The whole list, in two acts: the desk on its first day, and the desk at work."""

from collections.abc import Iterator
from datetime import datetime

from tests.scenes import after, articles, backroom, claims, entry, evidence, queue, second, talk
from tests.scenes.scene import Scene
from tests.scenes.world import World


def acts(*, now: datetime) -> Iterator[tuple[World, list[Scene]]]:
    """Each act's scenes, its state built when it is asked for: play one to its end before asking for the next.

    On an empty database with the migrations' own rows.
    """
    world = World(now=now)
    world.settle_in()
    yield world, list(entry.empty(world))
    world.read_the_news()
    scenes = [
        scene
        for noun in (entry, after, second, evidence, talk, articles, claims, queue, backroom)
        for scene in noun.scenes(world)
    ]
    world.look_everything_up()
    doubles = {scene.name for scene in scenes if sum(one.name == scene.name for one in scenes) > 1}
    assert not doubles, doubles
    yield world, scenes
