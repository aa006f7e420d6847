"""Titles that were written before names were masked in them: those of cases that still stand on a board."""

from django.db import migrations

from binan.kit.names import mask_names

DONE, BATCH = 9, 500


def mask(apps, schema_editor):
    Complaint = apps.get_model("complaints", "Complaint")
    rows = Complaint.objects.filter(lane__lt=DONE).only("title", "name").order_by("pk")
    changed = []
    for case in rows.iterator(BATCH):
        title = mask_names(case.title, case.name)[: len(case.title)]
        if title != case.title:
            case.title = title
            changed.append(case)
    Complaint.objects.bulk_update(changed, ["title"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0020_rating_trust")]

    operations = [migrations.RunPython(mask, migrations.RunPython.noop)]
