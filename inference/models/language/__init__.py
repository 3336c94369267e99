"""What both language models share: grammars, decoding under them, prompts, and tokenizers for random weights."""
