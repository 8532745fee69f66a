"""Does the evidence answer the question, and does each sentence of the answer stand on it?"""
