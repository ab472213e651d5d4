"""The files and earlier runs that parameters name, read and checked."""
