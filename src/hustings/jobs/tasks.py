"""What the worker does for jobs themselves."""

from hustings.jobs import files
from hustings.jobs.registry import routine

routine(files.delete_old)
