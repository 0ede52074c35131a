"""What tests of software that uses Lerway need: fakes that keep the real ports."""
