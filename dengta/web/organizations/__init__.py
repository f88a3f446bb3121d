"""<党组织信息维护>: tree and list, new organisations, editing, renaming; the parts of trees."""
