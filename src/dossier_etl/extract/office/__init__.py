"""Documents of office programs: zip files of XML parts, read within limits that hold before anything is parsed."""
