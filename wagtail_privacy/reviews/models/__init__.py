"""When what is reviewed next, why earlier than planned, and the sealed record of every review."""

from wagtail_privacy.reviews.models.record import Review as Review
from wagtail_privacy.reviews.models.schedule import EarlyReview as EarlyReview
from wagtail_privacy.reviews.models.schedule import ReviewSchedule as ReviewSchedule
