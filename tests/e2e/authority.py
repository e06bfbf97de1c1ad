"""A certificate authority of a test's own, by the openssl command."""

import os
import subprocess


class Authority:
    """Keeps its files in `folder`; `name` tells authorities apart."""

    def __init__(self, folder, name):
        self.folder = folder
        self.name = name
        self.root = self._path("pem")
        self._run("req", "-x509", *self._new_key(self._path("key")), "-days", "2",
                  "-subj", f"/CN={name}", "-out", self.root)

    def issue(self, name, hosts="DNS:localhost,IP:127.0.0.1"):
        """(certificate, key) for these hosts: paths of files."""
        cert, key, request, extensions = (os.path.join(self.folder, f"{name}.{kind}")
                                          for kind in ("pem", "key", "csr", "ext"))
        with open(extensions, "w") as f:
            f.write(f"subjectAltName={hosts}\n")
        self._run("req", *self._new_key(key), "-subj", f"/CN={name}", "-out", request)
        self._run("x509", "-req", "-in", request, "-CA", self.root, "-CAkey", self._path("key"),
                  "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", cert)
        return cert, key

    def _path(self, kind):
        return os.path.join(self.folder, f"{self.name}.{kind}")

    @staticmethod
    def _new_key(path):
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path)

    @staticmethod
    def _run(*args):
        subprocess.run(["openssl", *args], check=True, capture_output=True)
