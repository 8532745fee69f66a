"""Speed and memory, printed with their conditions; `python -m benchmarks.NAME`."""
