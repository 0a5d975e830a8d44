"""What the journeys code: two articles of our own (a protest, and one with emoji and Arabic before its evidence), and the
registers and rows that belong to the sample article."""

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

SAMPLE_ACTORS = """name,type,country,valid_from,valid_to,parent,aliases,was,seen,state,proposed_by
Military Forces of Iraq (2020-2022),1,Iraq,2020-05-07,2022-10-27,,Iraqi armed forces; army forces,,,approved,
Police Forces of Iraq (2020-2022),1,Iraq,2020-05-07,2022-10-27,,National Intelligence Service,,,approved,
Popular Mobilization Forces,3,Iraq,,,,Hashd al-Shaabi,,,approved,
Islamic State (Iraq),2,Iraq,,,,IS,,,approved,
Islamic State (Syria),2,Syria,,,,IS,,,approved,
Global Coalition Against Daesh,8,,2014-09-01,,,US-led international coalition,,,approved,
"""
SAMPLE_SOURCES = """name,scale,country,aliases,was,state,proposed_by
UrduPoint,International,,UrduPoint News,,approved,
Sputnik,International,,,,approved,
"""
SAMPLE_PLACES = """name,country,admin1,admin2,admin3,latitude,longitude,aliases,was,state,proposed_by
Deir ez Zor,Syria,Deir ez Zor,,,35.3359,40.1408,Deir ez-Zor,,approved,
"""
_COLUMNS = (
    "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "inter1", "actor2", "inter2", "country",
    "admin1", "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "fatalities",
)  # fmt: skip
_IS, _STATE, _REBELS = "Islamic State (Iraq)", "State forces", "Rebel group"
SAMPLE_ROWS = [dict(zip(_COLUMNS, row, strict=True)) for row in (
    ("02 June 2020", "1", "Battles", "Armed clash", "Military Forces of Iraq (2020-2022)", _STATE, _IS, _REBELS,
     "Iraq", "Kirkuk", "Kirkuk", "35.4681", "44.3922", "3", "UrduPoint", "International", "2"),
    ("01 June 2020", "2", "Strategic developments", "Arrests", "Popular Mobilization Forces", "Political militia", _IS,
     _REBELS, "Iraq", "Nineveh", "Mosul", "36.335", "43.1189", "3", "UrduPoint", "International", "0"),
    ("20 May 2020", "1", "Strategic developments", "Arrests", "Police Forces of Iraq (2020-2022)", _STATE, _IS, _REBELS,
     "Iraq", "Baghdad", "Baghdad", "33.3406", "44.4009", "3", "UrduPoint", "International", "0"),
    ("26 May 2020", "3", "Explosions/Remote violence", "Air/drone strike", "Global Coalition Against Daesh",
     "External/Other forces", "Islamic State (Syria)", _REBELS, "Syria", "Deir ez Zor", "Deir ez Zor", "35.3359", "40.1408",
     "3", "UrduPoint", "International", "1"),
)]  # fmt: skip
"""The sample's four events as ACLED's table has them: what a coder decides; derived cells and the notes are left out."""
