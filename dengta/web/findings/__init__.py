"""<数据校核>: what is to be mended, in the subsystem of organisations and in that of members."""
