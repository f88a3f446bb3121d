"""The tree of Party organisations and the units in which they are set up."""

from dengta.organizations.models.organization import FormerName, Organization, OrganizationChange
from dengta.organizations.models.unit import Unit, UnitChange, UnitLink

__all__ = ["FormerName", "Organization", "OrganizationChange", "Unit", "UnitChange", "UnitLink"]
