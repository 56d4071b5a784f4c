"""What `make up` and `make test` run: finding or starting PostgreSQL and Valkey, and minding the desk's processes."""
