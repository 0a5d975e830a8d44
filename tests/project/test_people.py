"""Coders: names that may be equal, roles, leaving and coming back; somebody always leads."""

from __future__ import annotations

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.coders import told_apart


def test_equal_names_do_no_harm(project: Project):
    one, other = project.coders.add("bea"), project.coders.add("bea")
    assert project.coders.named(one.uid) == one
    assert project.coders.named(other.uid[:8]) == other
    with pytest.raises(UsageError, match=r"Several coders are called “bea”.*bea \(") as refused:
        project.coders.named("bea")
    assert one.uid[:8] in str(refused.value)
    shown = told_apart(project.coders.all())
    assert shown[one.uid] == f"bea ({one.uid[:8]})"
    assert shown[project.coder.uid] == "A1"
    with pytest.raises(UsageError, match="no coder “ann”"):
        project.coders.named("ann")
    with pytest.raises(UsageError, match="no coder"):
        project.coders.named("")


def test_somebody_always_leads(project: Project):
    me, bea = project.coder, project.coders.add("bea")
    with pytest.raises(UsageError, match="needs a lead"):
        project.coders.set_role(me.uid, "coder")
    assert project.coder.role == "lead"
    project.coders.set_role(bea.uid, "lead")
    project.work_as(bea)
    project.coders.set_role(me.uid, "coder")
    project.work_as(me)
    with pytest.raises(UsageError, match="lead's to say"):
        project.coders.set_role(bea.uid, "coder")
    with pytest.raises(UsageError, match="needs a lead"):
        project.history.undo()  # of having made bea a lead
    assert [one.role for one in project.coders.all()] == ["coder", "lead"]


def test_a_coder_goes_and_comes_back(project: Project):
    bea = project.coders.add("bea")
    with pytest.raises(UsageError, match="themselves"):
        project.coders.remove(project.coder.uid)
    project.coders.remove(bea.uid)
    assert [one.name for one in project.coders.all()] == ["A1"]
    assert [one.removed for one in project.coders.everybody()] == [False, True]
    with pytest.raises(UsageError):
        project.coders.named("bea")
    assert project.coders.named("bea", gone=True).removed
    project.coders.bring_back(bea.uid)
    assert project.coders.named("bea") == bea
    project.history.undo()
    assert len(project.coders.all()) == 1


def test_a_model_does_not_lead(project: Project):
    model = project.coders.add("llm", kind="model")
    for wrong in (lambda: project.coders.set_role(model.uid, "lead"), lambda: project.coders.set_role(model.uid, "king"),
                  lambda: project.coders.add("m", kind="model", role="lead"), lambda: project.coders.add(" \n ")):  # fmt: skip
        with pytest.raises(UsageError):
            wrong()
    assert project.coders.add("a\n b").name == "a b"
