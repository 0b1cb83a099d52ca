"""The commands, one module per subject; manicule.cli gathers them."""
