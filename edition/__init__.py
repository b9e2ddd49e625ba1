"""edition: a toolkit that turns TEI-XML into checked, indexed, citable editions."""

__version__ = "0.1.0"
