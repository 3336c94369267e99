"""Whisper's ears: OpenAI's models of several sizes, by CTranslate2 on a CPU, with weights that are fetched once."""
