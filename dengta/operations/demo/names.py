"""Names of invented people. Common characters, put together by chance; nobody is meant."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "安博昌晨春德东芳飞枫刚桂海浩和恒红华吉佳建杰静军俊凯兰乐莉亮林玲龙梅敏明娜宁平强"
    "青清庆秋荣瑞珊胜松涛田婷万伟文霞祥晓欣新秀雪雅岩艳洋怡英颖永勇玉元月云泽珍正志子"
)
TWO_IN = 0.78
"""The share of given names with two characters."""


def person_name(random: Random) -> str:
    """A name of two or three characters."""
    given = "".join(random.choices(GIVEN, k=2 if random.random() < TWO_IN else 1))
    return random.choice(SURNAMES) + given
