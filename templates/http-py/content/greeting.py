"""What the app says."""


def greeting(path):
    return f"Hello from Python! You asked for {path}\n"
