"""Where bytes are stored, and the file formats of pictures, relief and subtitles."""
