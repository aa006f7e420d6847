"""The whole house in one file that only the holder of an offline key can open, and back (docs/decisions/0028).

`stores` takes a database out and puts it back, `facts` says what there was, `sealing` is the stream of tar within age,
`making` and `restoring` are the two acts.
"""


class BackupRefused(Exception):
    """Why a backup is not made or not put back, as a sentence that says what to do."""
