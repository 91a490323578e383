"""The demonstration: a real letter of 2019 travels through Chancery, told as it happened."""
