"""From sound to phrases: the open microphone, cutting at pauses, partial words. Pure: the caller has the clock."""
