"""The site: pages and an API over `search`. The only HTML of the project is made here."""
