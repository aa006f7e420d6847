"""转出跟进: when we ask the unit that a case was transferred to.

Cases that were transferred before keep none: nobody promised to follow them up, they are ended as they were.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0016_phrases")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="follow_up_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="转出跟进"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("follow_up_at__isnull", False)), fields=["follow_up_at", "id"], name="complaint_follow_up"
            ),
        ),
    ]
