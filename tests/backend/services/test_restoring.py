"""What two restores keep never falls on one file."""

from manicule.services.backups.restoring import unused


def test_two_restores_in_one_second_keep_what_was_there_in_two_files(tmp_path):
    path = tmp_path / "library-before-restore-20260101-000000.db"
    assert unused(path) == path
    path.touch()
    second = unused(path)
    second.touch()
    assert len({path, second, unused(path)}) == 3
