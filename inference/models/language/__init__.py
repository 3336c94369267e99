"""What both language models share: grammars, decoding under a grammar, prompts, and tokenizers for random weights."""
