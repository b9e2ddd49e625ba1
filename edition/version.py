"""The version of the toolkit, in the words of Semantic Versioning."""

__version__ = "0.1.0"
