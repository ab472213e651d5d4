"""What long tests share with those of the command line."""

from tests.workflow.conftest import text_of

__all__ = ["text_of"]
