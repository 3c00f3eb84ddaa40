"""The README tells the truth: its tree is the disk's, its links lead somewhere, its numbers are the code's."""

import re

from application.demo import LOGINS
from commissions.rates import commission
from tests.architecture.sources import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
TREE = README.split("## What lies where")[1].split("\n## ")[0]


def shown(pattern):
    return set(re.findall(pattern, TREE, re.MULTILINE))


def test_the_tree_names_every_folder_of_the_repository_and_no_other():
    folders = {
        path.name
        for path in PROJECT.iterdir()
        if path.is_dir() and path.name != "var" and not path.name.startswith((".", "__"))
    }
    assert shown(r"^    (\w+)/ +\w") == folders


def test_every_file_the_tree_names_is_there():
    assert [name for name in shown(r"^    (\w[\w.]*) +[a-z]") if not (PROJECT / name).exists()] == []


def test_every_link_leads_to_something():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(targets) > 8
    assert [target for target in targets if not (PROJECT / target).exists()] == []


def test_every_demo_login_is_told():
    assert {email for email, _role in LOGINS} == set(re.findall(r"`(\w+@contoh\.id)`", README))


def test_the_commission_of_the_example_is_what_the_code_computes():
    assert commission(1, 15_000, 300) == 450
    assert "**Rp450**" in README
