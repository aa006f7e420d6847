import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0008_outage'),
        ('governance', '0003_roster'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=8, unique=True, verbose_name='编号')),
                ('what', models.CharField(choices=[('board', '事件清单'), ('replay', '回放清单')], max_length=8, verbose_name='导出了什么')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('asked', models.CharField(max_length=200, verbose_name='筛选条件')),
                ('rows', models.PositiveIntegerField(verbose_name='行数')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁导出')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.unit', verbose_name='所在单位')),
            ],
            options={
                'verbose_name': '导出记录',
                'verbose_name_plural': '导出记录',
                'ordering': ['-at'],
            },
        ),
    ]
