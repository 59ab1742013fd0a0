"""The Great Expectations suites, one JSON file a table, as data of a package so that a wheel carries them."""
