"""The migrations of a later version, which remakes both tables that the history stands on."""
