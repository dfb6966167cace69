"""How fast the ledger is: `manage.py bench_credits`."""
