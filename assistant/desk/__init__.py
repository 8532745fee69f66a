"""The desk: work that reads all that matters instead of the best ten passages, and what becomes of it.

Each view is a module or folder of its own: it yields :class:`~assistant.desk.progress.Progress` while it reads, last
its result; a result turns into a :class:`~assistant.desk.document.Document`, which every export understands.
"""
