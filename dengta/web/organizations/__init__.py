"""<党组织信息维护>: the tree, the list, new organisations, editing and renaming; the tree's parts."""
