"""Why something cannot be done with a model."""


class ModelNoticeError(ValueError):
    """Something cannot be done with a model or the notice that follows it. The message says why, and what to do."""
