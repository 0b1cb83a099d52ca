"""Eight clients that write at once to a running server; `scripts/bench --clients` does the same for a minute."""

from served import serving

from drive.benches.writers import write


def test_what_eight_clients_write_at_once_is_all_there_and_once(url, make_person):
    tokens = [make_person(f"client {n}").token for n in range(8)]
    with serving(url) as served:
        written = write(served.port, tokens, seconds=3)
    assert written.refused == []
    assert written.faults() == {"failed": 0, "duplicates": 0, "lost": 0, "untold": 0}
    assert [key for key in written.new if key.startswith("doi:10.9999/same.")]
