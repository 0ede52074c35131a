"""Pure functions, one room per published family of standards. No I/O, ever."""
