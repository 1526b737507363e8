"""The screens of the terminal, each with its stylesheet beside it."""
