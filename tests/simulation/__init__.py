"""A year of two bodies in a few minutes: a virtual clock, crashes, lost answers, full disks, and planted bugs."""
