"""What can be stored and asked: the field table, query and answer values, the engine interface, engines, the build."""
