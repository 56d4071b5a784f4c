"""Training the check-worthiness score; see README.md."""

import os

# Before numpy is loaded: sums in another order are other sums.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
