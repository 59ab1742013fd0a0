"""What `dossier story ID` tells."""

from dedup_lake import Lake
from dedup_texts import Text, days, edited, excerpt, story

from dossier_etl.dedup.members import story_id_of
from dossier_etl.dedup.story_report import current_story, story_report, word_diff

BODY = story("a bridge opens")


def test_a_story_tells_who_was_first_how_late_others_were_and_what_they_changed(lake: Lake) -> None:
    changed = BODY.replace(BODY.split()[20], "zzz", 1)
    lake.load(
        [
            Text("a", BODY, days(0), outlet="The Courier"),
            Text("b", changed, days(0), outlet="The Echo"),
            Text("c", excerpt(BODY, 60), days(5), outlet="The Digest"),
        ]
    )
    report = story_report(lake.con, "lake", story_id_of("a")[:12])
    assert report is not None
    assert (report.first.article_id, report.first.role) == ("a", "first")
    echo, digest = report.others
    assert (echo.outlet, echo.lag_days, echo.may_be_first) == ("The Echo", (0, 0), True)
    assert [(c.kind, c.after) for c in echo.changes] == [("replace", "zzz")]
    assert (digest.lag_days, digest.containment, digest.may_be_first) == ((5, 5), 1.0, False)
    assert digest.words_kept == 60
    assert report.ties == (echo,)


def test_an_old_name_leads_to_the_story_of_today(lake: Lake) -> None:
    lake.load([Text("c", edited(BODY, "c"), days(2))])
    lake.load([Text("b", edited(BODY, "b"), days(1))])
    lake.load([Text("a", BODY, days(0))])
    assert current_story(lake.con, "lake", story_id_of("c")) == story_id_of("a")
    report = story_report(lake.con, "lake", story_id_of("c"))
    assert report is not None
    assert report.story_id == story_id_of("a")
    assert story_id_of("b") in report.renamed_from


def test_an_unknown_or_too_short_id_is_no_story(lake: Lake) -> None:
    lake.load([Text("a", BODY, days(0))])
    assert story_report(lake.con, "lake", "0123456789abcdef") is None
    assert story_report(lake.con, "lake", story_id_of("a")[:3]) is None
    assert story_report(lake.con, "lake", "%") is None


def test_word_diff_names_what_was_cut_put_in_and_replaced() -> None:
    changes, kept = word_diff("one two three four five", "one three vier five six")
    assert [(c.kind, c.before, c.after) for c in changes] == [
        ("delete", "two", ""),
        ("replace", "four", "vier"),
        ("insert", "", "six"),
    ]
    assert kept == 3
