"""Agreement coefficients against worked examples in print, to four digits."""

from collections.abc import Callable

import numpy as np
import pytest

from referral_analysis.statistics.agreement import (
    Coefficient,
    Ratings,
    agreement,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    raw_agreement,
)

Measure = Callable[[Ratings, int], Coefficient]
FIVE_DIGITS = 5e-6

# Fleiss (1971), Psychol. Bull. 76, table 1: diagnoses of 30 patients by 6 psychiatrists each, as
# counts of depression, personality disorder, schizophrenia, neurosis, other
FLEISS_1971 = [
    *("00060", "03003", "01401", "00006", "03030", "20400"),
    *("00402", "20310", "20040", "00006", "10050", "11040"),
    *("03300", "10050", "02031", "00501", "30012", "51000"),
    *("02040", "10203", "00006", "01050", "02013", "20040"),
    *("10041", "05010", "40002", "02040", "10500", "00006"),
]

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: 4 observers, 12 units
KRIPPENDORFF_C = (
    ("1", "2", "3", "3", "2", "1", "4", "1", "2", ".", ".", "."),
    ("1", "2", "3", "3", "2", "2", "4", "1", "2", "5", ".", "3"),
    (".", "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", "."),
    ("1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", "."),
)


def of_table(table: list[list[int]]) -> Ratings:
    """Write a square table of two auditors out as ratings, a case a row."""
    k = range(len(table))
    return np.array([(i, j) for i in k for j in k for _ in range(table[i][j])])


def of_words(*auditors: str) -> Ratings:
    """Read one string an auditor, a letter or digit a case; a full stop is no rating."""
    kinds = sorted(set("".join(auditors)) - {"."})
    return np.array([[kinds.index(x) if x != "." else -1 for x in one] for one in auditors]).T


def of_counts(rows: list[str]) -> Ratings:
    """Write counts a case and category out as ratings; who gave which does not matter here."""
    return np.array([np.repeat(np.arange(len(row)), [int(n) for n in row]) for row in rows])


def test_cohen_1960_table_2() -> None:
    # N = 200; kappa = 58/118 = .492 in print
    kappa = cohen_kappa(of_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]]), 3)
    assert kappa.estimate == pytest.approx(58 / 118, abs=1e-12)
    assert round(kappa.estimate, 4) == 0.4915


def test_fleiss_1971_diagnoses() -> None:
    kappa = fleiss_kappa(of_counts(FLEISS_1971), 5)
    assert round(kappa.estimate, 4) == 0.4302
    assert kappa.cases == 30


def test_krippendorff_2011_two_observers_nominal() -> None:
    alpha = krippendorff_alpha(of_words("aabbdcccedda", "babbbccceddd"), 5)
    assert round(alpha.estimate, 3) == 0.692


def test_krippendorff_2011_two_observers_binary() -> None:
    alpha = krippendorff_alpha(of_words("0100000010", "1110010000"), 2)
    assert round(alpha.estimate, 3) == 0.095


def four_observers() -> Ratings:
    return of_words(*("".join(one) for one in KRIPPENDORFF_C))


def test_krippendorff_2011_four_observers_with_missing_ratings() -> None:
    alpha = krippendorff_alpha(four_observers(), 5)
    assert round(alpha.estimate, 4) == 0.7434
    assert alpha.cases == 11


@pytest.mark.parametrize(
    ("measure", "estimate", "standard_error", "low"),
    [(gwet_ac1, 0.77544, 0.14295, 0.461), (fleiss_kappa, 0.76117, 0.15302, 0.424)],
)
def test_gwet_2014_four_raters_with_missing_ratings(
    measure: Measure, estimate: float, standard_error: float, low: float
) -> None:
    # printed by Gwet's own package irrCAC 1.0 (README) for the data of his Handbook, 4th edition
    found = measure(four_observers(), 5)
    assert found.estimate == pytest.approx(estimate, abs=FIVE_DIGITS)
    assert found.standard_error == pytest.approx(standard_error, abs=FIVE_DIGITS)
    assert (round(found.low, 3), found.high) == (low, 1.0)


def test_gwet_2014_six_raters_of_fifteen_patients() -> None:
    # irrCAC 1.0 README, distrib.6raters: the first half of Fleiss (1971)
    ratings = of_counts(FLEISS_1971[:15])
    ac1, kappa = gwet_ac1(ratings, 5), fleiss_kappa(ratings, 5)
    assert ac1.estimate == pytest.approx(0.4448007, abs=FIVE_DIGITS)
    assert ac1.standard_error == pytest.approx(0.08418757, abs=FIVE_DIGITS)
    assert (round(ac1.low, 3), round(ac1.high, 3)) == (0.264, 0.625)
    assert kappa.estimate == pytest.approx(0.4139265, abs=FIVE_DIGITS)
    assert kappa.standard_error == pytest.approx(0.08119291, abs=FIVE_DIGITS)
    assert krippendorff_alpha(ratings, 5).estimate == pytest.approx(0.4204384, abs=FIVE_DIGITS)


def test_gwet_2014_two_abstractors() -> None:
    # irrCAC 1.0 README, cont3x3abstractors; its tables divide by cases where ours has cases less 1
    found = {one.name: one for one in agreement(of_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]]), 3)}
    printed = {
        "raw agreement": (0.89, 0.03128898),
        "Cohen's kappa": (0.7964094, 0.05891072),
        "Fleiss' kappa": (0.7962397, 0.05905473),
        "Krippendorff's alpha": (0.7972585, 0.05905473),
        "Gwet's AC1": (0.8493305, 0.04321747),
    }
    assert list(found) == list(printed)
    for name, (estimate, standard_error) in printed.items():
        assert found[name].estimate == pytest.approx(estimate, abs=FIVE_DIGITS)
        assert found[name].standard_error * np.sqrt(0.99) == pytest.approx(
            standard_error, rel=5e-3 if "Kripp" in name else 1e-5
        )


def test_kappa_collapses_where_one_class_prevails_and_ac1_does_not() -> None:
    # Gwet (2008), section 2, after Cicchetti and Feinstein (1990): 118 of 125 agree
    ratings = of_table([[118, 5], [2, 0]])
    assert round(raw_agreement(ratings, 2).estimate, 4) == 0.944
    assert round(cohen_kappa(ratings, 2).estimate, 4) == -0.0234
    assert round(gwet_ac1(ratings, 2).estimate, 4) == 0.9408
