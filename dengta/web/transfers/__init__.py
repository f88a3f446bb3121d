"""The pages of 组织关系转接."""
