"""The art director: MiniCPM-V-4.6 looks at a mural, names it, describes it and answers questions about it."""
