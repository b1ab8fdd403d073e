"""A broker, a database and workers of a measurement's own, all on this machine, in a temporary folder."""

import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

RABBIT = "/usr/lib/rabbitmq/bin/rabbitmq-server"
AS_ROOT = os.geteuid() == 0


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


class Machines:
    def __init__(self, carousel):
        self.carousel = carousel
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="carousel-cluster-"))
        self.folder.chmod(0o755)
        self.password = secrets.token_hex(8)
        self.port, self.names, self.distance, self.database_port = free_ports(4)
        self.workers, self.broker_processes, self.databases = [], [], 0

    def __enter__(self):
        try:
            self.start_database()
            self.start_broker()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for worker in list(self.workers):
            self.kill(worker)
        self.kill_broker()
        if hasattr(self, "database"):
            # Not the process that was started: where root is nobody's database, that one only passes the user on.
            os.kill(int((self.folder / "database" / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
            self.database.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_database(self):
        programs = sorted(pathlib.Path("/usr/lib/postgresql").iterdir())[-1] / "bin"
        home = self.folder / "database"
        home.mkdir()
        (self.folder / "password").write_text(self.password)
        prefix = ["runuser", "-u", "postgres", "--"] if AS_ROOT else []
        if AS_ROOT:
            for path in (home, self.folder / "password"):
                shutil.chown(path, "postgres")
        subprocess.run(
            [*prefix, programs / "initdb", "-D", home / "data", "-U", "carousel", "--pwfile", self.folder / "password",
             "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.database = subprocess.Popen(
            [*prefix, programs / "postgres", "-D", home / "data", "-h", "127.0.0.1", "-p", str(self.database_port),
             "-k", "", "-c", "max_connections=200"], stderr=open(self.folder / "database.log", "w"), cwd="/")
        while not answers(self.database_port):
            time.sleep(0.05)

    def new_store(self):
        """A connection string of an empty database."""
        self.databases += 1
        name = f"work{self.databases}"
        while subprocess.run(
                ["psql", "-h", "127.0.0.1", "-p", str(self.database_port), "-U", "carousel", "-d", "postgres", "-c",
                 f"CREATE DATABASE {name}"],
                env={**os.environ, "PGPASSWORD": self.password}, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL).returncode:
            time.sleep(0.1)
        return (f"Host=127.0.0.1;Port={self.database_port};Username=carousel;Password={self.password};"
                f"Database={name}")

    def start_broker(self):
        home = self.folder / "broker"
        home.mkdir(exist_ok=True)
        (home / "plugins").write_text("[].")
        (home / "rabbit.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\ndefault_user = carousel\ndefault_pass = {self.password}\n"
            "disk_free_limit.absolute = 10MB\nlog.console = true\nlog.console.level = error\nlog.file = false\n")
        environment = {
            **os.environ, "HOME": str(home), "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": str(self.names),
            "RABBITMQ_DIST_PORT": str(self.distance), "RABBITMQ_NODENAME": "measured@localhost",
            "RABBITMQ_NODE_PORT": str(self.port), "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(home / "data"), "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_CONFIG_FILE": str(home / "rabbit"), "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(home / "none"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
            "RABBITMQ_PID_FILE": str(home / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"}
        (home / "pid").unlink(missing_ok=True)
        log = open(home / "out", "a")
        self.broker_processes = [
            subprocess.Popen(["epmd", "-port", str(self.names), "-address", "127.0.0.1"], stdout=log, stderr=log),
            subprocess.Popen([RABBIT], env=environment, stdout=log, stderr=log, cwd="/")]
        while not answers(self.port):
            if self.broker_processes[1].poll() is not None:
                raise SystemExit((home / "out").read_text())
            time.sleep(0.1)

    def kill_broker(self):
        pid = self.folder / "broker" / "pid"
        if pid.exists():
            os.kill(int(pid.read_text()), signal.SIGKILL)
        for process in self.broker_processes[::-1]:
            if process is self.broker_processes[0]:
                process.kill()
            process.wait()
        self.broker_processes = []
        pid.unlink(missing_ok=True)

    @property
    def broker(self):
        return f"amqp://carousel:{self.password}@127.0.0.1:{self.port}"

    def at(self, store):
        return ["--broker", self.broker, "--store", store]

    def start_worker(self, store, *more, wait=True):
        worker = subprocess.Popen(
            [*self.carousel, "work", *self.at(store), "--threads", "1", "--cache", str(self.folder / "cache"), *more],
            stdout=subprocess.PIPE, stderr=open(self.folder / "workers.log", "a"), text=True)
        if wait:
            worker.stdout.readline()
        self.workers.append(worker)
        return worker

    def kill(self, worker):
        worker.kill()
        worker.wait()
        worker.stdout.close()
        self.workers.remove(worker)

    def stop_workers(self):
        for worker in list(self.workers):
            worker.send_signal(signal.SIGTERM)
        for worker in list(self.workers):
            worker.wait()
            worker.stdout.close()
            self.workers.remove(worker)
