# What systemd does for a socket unit: activate.py PATH MODE USER GROUP COMMAND… binds the socket and hands it on as descriptor 3.
import os
import shutil
import socket
import sys

path, mode, user, group, *command = sys.argv[1:]
os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listener.bind(path)
shutil.chown(path, user, group)
os.chmod(path, int(mode, 8))
listener.listen()
os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_FDS"] = "1"
os.environ["LISTEN_PID"] = str(os.getpid())
os.execvp(command[0], command)
