"""The score that orders the desk's work: what it counts, what it says, and what the migration gave to what waited."""

import importlib.util
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from core.database import db
from partnerships import refusal_reasons, risk, risk_scoring
from partnerships.models import Requirement
from partnerships.requirement_kinds import KINDS
from partnerships.risk import RiskLevel, Sign
from partnerships.states import Decision, RequirementStatus
from tests.factories.partnerships import make_producer, make_requirement

MIGRATION = Path(__file__).parents[2] / "migrations" / "versions" / "0014_vetting_desk.py"


def signs(kind="nib", *codes, is_first=False, refused_before=0):
    return risk.signs_of(kind, codes, is_first=is_first, refused_before=refused_before)


def test_a_plain_document_of_a_known_producer_has_no_risk():
    assert signs() == {}
    assert risk.points({}) == 0
    assert risk.level_of(0) is RiskLevel.LOW


def test_each_sign_has_its_points_and_counts_only_so_often():
    assert risk.points(signs("nib", "number_shared")) == 40
    assert risk.points(signs("bank_account", "holder_is_not_owner")) == 25 + 10
    assert risk.points(signs("label_check", "evidence_missing", "back_photo_missing")) == 15
    assert risk.points(signs("nib", *["pirt_year_differs"] * 5)) == 30
    assert risk.points(signs(refused_before=7)) == 30
    assert risk.points(signs("pirt", is_first=True)) == 15


def test_a_shared_number_alone_is_high_and_a_missing_photo_of_a_permit_medium():
    assert risk.level_of(risk.points(signs("nib", "number_shared"))) is RiskLevel.HIGH
    assert risk.level_of(risk.points(signs("pirt", "evidence_missing"))) is RiskLevel.MEDIUM


def test_every_sign_is_said_in_words_with_its_count():
    found = risk.explained({"warnings": 2, "first_document": 1, "of an older version": 3})
    assert [problem.sentence % problem.params for problem in found] == [
        "Peringatan dari pembacaan nomor dan tanggal: 2.",
        "Ini dokumen pertama dari usaha ini.",
    ]


@given(st.integers(0, 500))
def test_every_score_lies_in_exactly_one_level(score):
    inside = [level for level in RiskLevel if risk.bounds_of(level)[0] <= score < risk.bounds_of(level)[1]]
    assert inside == [risk.level_of(score)]


@given(
    st.lists(st.sampled_from(["number_shared", "evidence_missing", "pirt_year_differs", "anything"])), st.integers(0, 9)
)
def test_more_signs_never_lower_the_score(codes, refused):
    score = risk.points(signs("nib", *codes, refused_before=refused))
    assert risk.points(signs("nib", *codes, "number_shared", refused_before=refused + 1)) >= score
    assert score <= sum(weight.points * weight.most for weight in risk.WEIGHTS.values())


def test_the_migration_scores_what_waited_as_a_new_submission_would_be(app):
    producer = make_producer()
    make_requirement(producer, "halal", status=RequirementStatus.REJECTED, reason="Palsu")
    warned = make_requirement(producer, "pirt", status=RequirementStatus.SUBMITTED)
    warned.warnings = [{"code": code} for code in ("number_shared", "evidence_missing", "pirt_year_differs")]
    plain = make_requirement(make_producer(), "nib", status=RequirementStatus.SUBMITTED)
    db.session.commit()
    spec = importlib.util.spec_from_file_location("link", MIGRATION)
    link = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(link)
    db.session.execute(text(link.SCORE_WHAT_WAITS))
    db.session.commit()
    told = {}
    for requirement in (warned, plain):
        db.session.refresh(requirement)
        told[requirement.id] = (requirement.risk, requirement.risk_signs)
        risk_scoring.score(requirement)
        assert told[requirement.id] == (requirement.risk, requirement.risk_signs)
    assert told[warned.id][0] == 40 + 15 + 10 + 10 + 15
    assert told[plain.id] == (5, {Sign.FIRST_DOCUMENT: 1})
    assert db.session.query(Requirement).filter(Requirement.risk > 0).count() == 2


def test_every_kind_can_be_returned_and_rejected_with_a_reason_of_the_list():
    for kind in KINDS:
        for decision in (Decision.RETURNED, Decision.REJECTED):
            codes = [reason.code for reason in refusal_reasons.reasons_for(kind, [decision])]
            assert len(codes) >= 3 if decision is Decision.RETURNED else codes
            assert len(codes) == len(set(codes))
            assert all(refusal_reasons.fits(code, kind, decision) for code in codes)
    assert all(reason.kinds <= set(KINDS) for reason in refusal_reasons.ALL_REASONS)
    assert len(refusal_reasons.REASONS) == len(refusal_reasons.ALL_REASONS)
    assert all(reason.sentence and reason.next_step for reason in refusal_reasons.ALL_REASONS)


def test_a_reason_for_one_kind_or_decision_does_not_fit_another():
    assert refusal_reasons.fits("other_regency", "pirt", Decision.RETURNED)
    assert not refusal_reasons.fits("other_regency", "nib", Decision.RETURNED)
    assert not refusal_reasons.fits("altered", "pirt", Decision.RETURNED)
    assert not refusal_reasons.fits("photo_unreadable", "pirt", Decision.ACCEPTED)
    assert not refusal_reasons.fits("no such reason", "pirt", Decision.RETURNED)
