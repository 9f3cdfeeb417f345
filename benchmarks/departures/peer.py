"""pref_voting's participation search on one ward, in an environment of its own: prints its seconds.

python peer.py WARD.csv
"""

import math
import sys
import time
from pathlib import Path

from pref_voting import variable_voter_axioms
from pref_voting.iterative_methods import instant_runoff
from pref_voting.profiles_with_ties import ProfileWithTies

variable_voter_axioms.math = math  # its version 1.18.2 uses the module without importing it

lines = Path(sys.argv[1]).read_text().split("\n")
n = int(lines[0].split(",")[0])
rows = [[int(cell) for cell in line.split(",") if cell] for line in lines[1:] if line[:1].isdigit()]
rankings = [{c: rank for rank, c in enumerate(row[1:], 1)} for row in rows]
profile = ProfileWithTies(rankings, [row[0] for row in rows], candidates=list(range(1, n + 1)))
profile.use_extended_strict_preference()
began = time.process_time()
variable_voter_axioms.participation.has_violation(profile, instant_runoff)
print(time.process_time() - began)
