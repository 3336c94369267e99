"""Recorded speech: the job that transcribes it, the audio it takes, and where in it somebody speaks."""
