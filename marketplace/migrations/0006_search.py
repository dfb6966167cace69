"""What search finds things by: words, vectors, and the words there are."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgvector.django.halfvec
import pgvector.django.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_preferences"),
        ("agents", "0029_origin"),
        ("marketplace", "0005_reasons"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("listing", "Listing"), ("block", "Block"), ("agent", "Agent")], max_length=7
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("subtitle", models.CharField(blank=True, max_length=500)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "providers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
                ("price", models.BigIntegerField(default=0)),
                ("score", models.FloatField(default=0)),
                ("popularity", models.FloatField(default=0)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "creator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="marketplace.creator",
                    ),
                ),
                (
                    "graph",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.graph",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="marketplace.listing",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("stem", models.CharField(max_length=40)),
                ("entries", models.PositiveIntegerField(default=1)),
                (
                    "pieces",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4), size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["stem"], name="search_word_by_stem"),
                    django.contrib.postgres.indexes.GinIndex(fields=["pieces"], name="search_word_pieces"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchMeaning",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="meaning",
                        serialize=False,
                        to="marketplace.searchentry",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("listing", "Listing"), ("block", "Block"), ("agent", "Agent")], max_length=7
                    ),
                ),
                ("body", models.TextField(blank=True)),
                ("hashed", pgvector.django.halfvec.HalfVectorField(dimensions=384)),
                ("hashed_by", models.CharField(max_length=60)),
                ("modelled", pgvector.django.halfvec.HalfVectorField(dimensions=384, null=True)),
                ("modelled_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    pgvector.django.indexes.HnswIndex(
                        condition=models.Q(("kind", "listing")),
                        fields=["hashed"],
                        name="search_near_hashed",
                        opclasses=["halfvec_cosine_ops"],
                    ),
                    pgvector.django.indexes.HnswIndex(
                        condition=models.Q(("kind", "listing"), ("modelled__isnull", False)),
                        fields=["modelled"],
                        name="search_near_modelled",
                        opclasses=["halfvec_cosine_ops"],
                    ),
                    models.Index(fields=["modelled_by", "entry"], name="search_meaning_by_embedder"),
                    models.Index(fields=["hashed_by", "entry"], name="search_meaning_by_version"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_words"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "words",
                    models.Value("{a}"),
                    function="ts_filter",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="search_title_words",
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["categories", "providers", "tags"], name="search_facets"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["kind", "workspace"], name="search_of_a_workspace"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(("kind", "listing")), fields=["-popularity", "-id"], name="search_popular"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(("kind", "listing")), fields=["-published_at", "-id"], name="search_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(("kind", "listing")), fields=["-score", "-id"], name="search_best"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                django.db.models.functions.comparison.Collate(
                    django.db.models.functions.text.Lower("title"), "C"
                ),
                condition=models.Q(("kind", "listing")),
                name="search_title_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "listing"), ("listing__isnull", False), ("workspace", None)),
                    models.Q(("graph", None), ("kind", "block"), ("listing", None), ("workspace", None)),
                    models.Q(("graph__isnull", False), ("kind", "agent"), ("workspace__isnull", False)),
                    _connector="OR",
                ),
                name="search_entry_is_of_its_kind",
            ),
        ),
    ]
