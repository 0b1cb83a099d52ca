"""`python -m manicule` is `manicule`."""

from manicule.cli import main

if __name__ == "__main__":
    main(prog_name="manicule")
