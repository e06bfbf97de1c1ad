"""What the benches share: servers, load, the machine, and tables."""
