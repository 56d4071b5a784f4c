"""A learned tagger of source, cue and content, and a learned linker between them: numpy, tokenizers and onnxruntime alone."""
