"""The pages of the reading room, one module a page: its queries, its address, its values for the template."""
