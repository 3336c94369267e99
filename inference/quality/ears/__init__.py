"""How well ears hear: recordings of people and synthetic voices in quiet and in bad sound, and what is no speech.

``python -m inference.quality ears`` hears the same clips with any of our ears and prints tables (command.py). People
are fetched (recordings.py, fetching.py), voices are synthesised (synthetic.py), bad sound (conditions.py) and what is
no speech (not_speech.py) are computed, all the same on every machine. A word error rate is a share of the words that
were said: words heard as others, left out, and added, over words said (words.py).
"""
