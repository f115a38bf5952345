"""What cannot be true together: HermiT, asked about the core and one account at a time."""
