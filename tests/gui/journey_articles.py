"""Two articles of our own that the journeys code: a protest, and one with emoji and Arabic before its evidence."""

PROTEST = """title: Bus drivers block the bridge at Ostrand for a second day
date: 2024-03-12
source: Ostrand Courier

OSTRAND - About 300 bus drivers and their families blocked the old bridge on Monday morning to demand higher wages and
an end to unpaid night shifts. The drivers' union had called for the blockade on Friday. Police stood by but did not
step in, and the crowd went home peacefully in the afternoon.

A group of about twenty shop owners gathered at the other end of the bridge and shouted at the drivers that they were
losing customers. No one was hurt.

The union said it would march to the town hall next week if the company does not answer.
"""

EMOJI_AND_ARABIC = """title: 🔥 Clashes near Mosul 🔥
date: 2020-06-04
source: Nineveh Daily

📰🇮🇶 مقتل ثلاثة من عناصر التنظيم في اشتباك قرب الموصل، بحسب بيان 👨‍👩‍👧‍👦 نشر اليوم.

The statement, in English: on Wednesday 🕐 three Islamic State fighters were killed when the Iraqi army clashed with them
near Mosul (الموصل), Nineveh. The army said that it lost no soldier.
"""
