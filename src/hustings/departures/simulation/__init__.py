"""Exit, voice and loyalty over many terms: what departures do to an organisation that governs itself.

model = read_model(Path("model.toml").read_text())
result = simulate(model, terms=20, replicates=200, seed=1)
result.median_flip, result.flipped_by, result.members
"""

from . import reports
from .chain import Chain, chain
from .game import Game, Outcome, Play, solve
from .model import MEDIAN, Behaviour, Group, Model, ModelError, Spread, simulated_rules
from .parsing import read_model
from .runs import Simulation, simulate
from .sweeps import Axis, Point, Sweep, sweep, variations
from .terms import NEVER, Mode
from .workers import ClusterError

__all__ = [
    "MEDIAN",
    "NEVER",
    "Axis",
    "Behaviour",
    "Chain",
    "ClusterError",
    "Game",
    "Group",
    "Mode",
    "Model",
    "ModelError",
    "Outcome",
    "Play",
    "Point",
    "Simulation",
    "Spread",
    "Sweep",
    "chain",
    "read_model",
    "reports",
    "simulate",
    "simulated_rules",
    "solve",
    "sweep",
    "variations",
]
