"""A dress rehearsal: a real election played through a running installation that is thrown away afterwards."""
