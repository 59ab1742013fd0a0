from dossier_etl.clean.html.lexicon import Lexicon, token_parts


def test_parts_of_class_names_keep_their_order_so_that_sums_do_not_vary_from_run_to_run() -> None:
    assert token_parts("post-body__text-2 body x1") == ["post", "body", "text"]


def test_odds_are_summed_over_distinct_parts_and_the_same_when_asked_again() -> None:
    lexicon = Lexicon({"body": 1.5, "menu": -2.0, "side": -0.5}, {})
    assert lexicon.token_odds("body body-side menu") == lexicon.token_odds("body body-side menu") == (-1.0, -2.0, 1.5)
