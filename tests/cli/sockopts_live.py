# Runs a command beside sockets that are set up here; in its words {client} {server} {listener} {pair}
# {dgram} {file} {path} are descriptors, which it inherits, {pid} is this process,
# {port} the listener's and {client_port} the client's.
#   sockopts_live.py COMMAND...      exits as the command does
#   sockopts_live.py --then EXPR COMMAND...   and prints EXPR, over the same names, once it has ended
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import socket
import subprocess
import sys

words = sys.argv[1:]
then = None
if words[0] == "--then":
    then, words = words[1], words[2:]

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(3)
client = socket.create_connection(listener.getsockname())
server, _ = listener.accept()
client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 5000)
client.sendall(b"x" * 1000)
server.settimeout(10)
while len(server.recv(1000, socket.MSG_PEEK)) < 1000:
    pass
waiting = socket.create_connection(listener.getsockname())
pair, other = socket.socketpair()
other.sendall(b"abc")
# A datagram that nobody takes: its ICMP error is pending.
dgram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
closed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
closed.bind(("127.0.0.1", 0))
dgram.connect(closed.getsockname())
closed.close()
dgram.send(b"x")
file = open("/dev/null")
path = socket.socket()  # becomes a descriptor of a path
os.dup2(os.open("/", os.O_PATH), path.fileno())

names = {"client": client, "server": server, "listener": listener, "pair": pair, "dgram": dgram,
         "file": file, "path": path}
fds = {name: it.fileno() for name, it in names.items()}
for fd in fds.values():
    os.set_inheritable(fd, True)
ports = {"port": listener.getsockname()[1], "client_port": client.getsockname()[1]}
words = [word.format(pid=os.getpid(), **ports, **fds) for word in words]
code = subprocess.run(words, close_fds=False).returncode
if then:
    print(eval(then))
sys.exit(code)
