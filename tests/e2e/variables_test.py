"""Variables: where their values come from, who sees them, and who does not."""

import os
import unittest

import house

DECLARED = """
[variables]
colour = { default = "blue" }
token = { required = true, secret = true }
"""
SEEN = '{ colour = "{{ colour }}", header = "Bearer {{ token }}", fixed = "no template" }'


def app(**keys):
    return house.app("stores", variables=SEEN, **keys) + DECLARED


class Variables(house.TestCase):
    def assertIs(self, torpor, name, value):
        for interface in ["variables", "config", "wasi-config"]:
            got = torpor.get(f"/{interface}?name={name}")
            self.assertEqual((got[0], got[2].decode()), (200, value))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as f:
            f.write(text)
        return path

    def refused(self, *args, env=None):
        """The exit code and the message of an `up` that does not start."""
        code, _, err = house.run("up", "--listen", "127.0.0.1:0", *args, cwd=self.folder, env=env)
        return code, err

    def test_values_come_from_flags_and_defaults(self):
        torpor = self.up(app(), "--variable", "token=t-1")
        self.assertIs(torpor, "header", "Bearer t-1")
        self.assertIs(torpor, "colour", "blue")
        self.assertIs(torpor, "fixed", "no template")

    def test_flags_may_name_files(self):
        self.write("token.txt", "from-file")
        self.write("all.toml", 'colour = "red"\n')
        torpor = self.up(app(), "--variable", "token=@token.txt", "--variable", "@all.toml")
        self.assertIs(torpor, "header", "Bearer from-file")
        self.assertIs(torpor, "colour", "red")

    def test_json_files_too(self):
        self.write("all.json", '{"token": "j", "colour": "green"}')
        torpor = self.up(app(), "--variable", "@all.json")
        self.assertIs(torpor, "header", "Bearer j")
        self.assertIs(torpor, "colour", "green")

    def test_the_environment_and_dotenv_come_last(self):
        self.write(".env", "SPIN_VARIABLE_TOKEN=dotenv\nSPIN_VARIABLE_COLOUR=dotenv\n")
        torpor = self.up(app(), env={"SPIN_VARIABLE_TOKEN": "environment"})
        self.assertIs(torpor, "header", "Bearer environment")
        self.assertIs(torpor, "colour", "dotenv")

    def test_providers_of_the_runtime_configuration(self):
        config = self.write("runtime.toml", """
[[variables_provider]]
type = "static"
values = { token = "static" }
[[variables_provider]]
type = "env"
prefix = "MY"
""")
        torpor = self.up(app(), "--runtime-config-file", config, "--variable", "colour=flag",
                         env={"MY_TOKEN": "late", "MY_COLOUR": "late", "SPIN_VARIABLE_TOKEN": "x"})
        self.assertIs(torpor, "header", "Bearer static")
        self.assertIs(torpor, "colour", "flag")

    def test_a_required_variable_without_a_value_is_refused(self):
        self.write("spin.toml", app())
        code, err = self.refused()
        self.assertEqual(code, 3)
        self.assertIn("the variable `token` is required and has no value; give it with --variable "
                      "token=..., or SPIN_VARIABLE_TOKEN in the environment", err)

    def test_a_component_sees_its_own_variables_alone(self):
        torpor = self.up(app(), "--variable", "token=t-1")
        status, _, body = torpor.get("/variables?name=token")
        self.assertEqual(status, 409)
        self.assertRegex(body.decode(), "^Error::Undefined")
        status, _, body = torpor.get("/variables?name=Not%20A%20Name")
        self.assertRegex(body.decode(), "^Error::InvalidName")
        self.assertEqual(torpor.get("/wasi-config")[2].decode(),
                         "colour=blue\nfixed=no template\nheader=Bearer t-1\n")

    def test_secrets_never_show(self):
        self.write("bad.toml", 'token = "hunter2"\ncolour = { hunter2 = 1 }\n')
        self.write("spin.toml", app())
        _, err = self.refused("--variable", "@bad.toml")
        self.assertIn("bad.toml:2", err)
        self.assertNotIn("hunter2", err)
        torpor = self.up(app(), "--variable", "token=hunter2", "--variable", "tokn=hunter2")
        self.assertIs(torpor, "header", "Bearer hunter2")
        torpor.stop()
        text = "\n".join(torpor.log)
        self.assertIn("--variable tokn: the app declares no such variable; did you mean `token`?",
                      text)
        self.assertNotIn("hunter2", text)

    def test_hosts_are_templates_too(self):
        manifest = house.app("probe", allowed_outbound_hosts='["http://{{ host }}:1"]') + \
            "[variables]\nhost = { required = true }\n"
        torpor = self.up(manifest, "--variable", "host=127.0.0.1")
        denied, allowed = torpor.get("/fetch?url=http://127.0.0.2:1/"), \
            torpor.get("/fetch?url=http://127.0.0.1:1/")
        self.assertEqual(denied[2], b"HttpRequestDenied\n")
        self.assertNotEqual(allowed[2], b"HttpRequestDenied\n")

    def test_a_host_that_is_none_is_refused_without_its_value(self):
        self.write("spin.toml", house.app(
            "probe", allowed_outbound_hosts='["http://{{ host }}"]') +
            "[variables]\nhost = { required = true }\n")
        code, err = self.refused("--variable", "host=hunter2/path")
        self.assertEqual(code, 3)
        self.assertIn("`http://{{ host }}` is no scheme://host:port", err)
        self.assertNotIn("hunter2", err)


if __name__ == "__main__":
    unittest.main()
