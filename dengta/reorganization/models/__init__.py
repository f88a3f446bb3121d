"""What is kept of organisations that were dissolved."""

from dengta.reorganization.models.dissolution import Dissolution

__all__ = ["Dissolution"]
