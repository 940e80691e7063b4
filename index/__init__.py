"""What can be stored and asked: the field table, query and answer values, the engine interface, engines, the build."""

from index.build import Report, build
from index.engine import Engine
from index.store import open_index

__all__ = ["Engine", "Report", "build", "open_index"]
