"""From sound to phrases: the open microphone, cutting at pauses, steady words.
Pure: the caller brings audio and clock."""
