"""What a determination is: value types, readers (files to text), the parser (text to values), sample letters."""
