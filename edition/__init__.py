"""edition: a toolkit that turns TEI-XML into checked, indexed, citable editions."""

from edition.version import __version__

__all__ = ["__version__"]
