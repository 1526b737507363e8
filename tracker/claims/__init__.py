"""What public material lets a claim say: levels, effects, rules of evidence, wording and lint; no I/O."""
