#!/usr/bin/env python3
# What examples/ has for pipelines: files of their formats, whose commands are run as they stand.
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import *  # noqa: E402,F403

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
EXAMPLES = os.path.join(TOP, "examples")
ENV = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI_"))}


def example(name):
    with open(os.path.join(EXAMPLES, name)) as file:
        return file.read()


def runs(line, **env):
    """LINE in a folder that is laid out as the examples say; its exit code, what it printed, and the report."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "ci"))
        os.symlink(os.path.abspath(SOCKBOX), os.path.join(folder, "ci/sockbox"))
        shutil.copy(os.path.join(EXAMPLES, "net.check"), os.path.join(folder, "ci"))
        ran = subprocess.run(["sh", "-c", line], cwd=folder, env=dict(ENV, **env), capture_output=True, text=True,
                             stdin=subprocess.DEVNULL, timeout=60)
        report = os.path.join(folder, "report.xml")
        root = ElementTree.parse(report).getroot() if os.path.exists(report) else None
    return ran.returncode, ran.stdout + ran.stderr, root


def all_pass(line, **env):
    code, said, root = runs(line, **env)
    equal(code, 0, line + "\n" + said)
    true(root is None or root.get("failures") == "0", said)
    return said, root


def yaml_of(name):
    """By a reader that no one here wrote, where there is one for this Python."""
    script = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"
    ran = subprocess.run(["/usr/bin/python3", "-c", script], input=example(name), capture_output=True, text=True)
    equal(ran.returncode, 0, ran.stderr)
    return json.loads(ran.stdout)


@check("the plan passes, and has a report of each check")
def _():
    said, root = all_pass("ci/sockbox netcheck ci/net.check -o human -o junit=report.xml")
    equal(len(root.findall(".//testcase")), 5, said)


@check("the plan says so where a port is not what it says")
def _():
    code, said, _ = runs("sed -i 's/127.0.0.1 1 => refused/127.0.0.1 1 => open/' ci/net.check; "
                         "ci/sockbox netcheck ci/net.check")
    equal(code, 1, said)
    true(re.search(r"^FAIL +closed", said, re.M), said)


@check("GitHub Actions: a workflow, whose commands run")
def _():
    steps = yaml_of("github-actions.yml")["jobs"]["checks"]["steps"]
    lines = [step["run"] for step in steps if "run" in step]
    equal(len(lines), 2)
    for line in lines:
        all_pass(line, GITHUB_ACTIONS="true")


@check("GitLab CI: a job in parts, which together are the plan")
def _():
    job = yaml_of("gitlab-ci.yml")["network"]
    names = []
    for part in range(1, job["parallel"] + 1):
        for line in job["script"]:
            _, root = all_pass(line, CI_NODE_INDEX=str(part), CI_NODE_TOTAL=str(job["parallel"]))
        names += [case.get("name") for case in root.findall(".//testcase")] if root is not None else []
    needed = ["port"]  # also in the part of the check that needs it
    equal(sorted(name for name in names if name not in needed), ["closed", "echo", "resolves", "services"])
    true("port" in names, names)


@check("Kubernetes: an indexed Job, whose pods together are the plan")
def _():
    job = yaml_of("kubernetes-job.yml")["spec"]
    pod = job["template"]["spec"]["containers"][0]
    env = {entry["name"]: entry["value"] for entry in pod["env"]}
    equal((job["completionMode"], env["CI_NODE_TOTAL"]), ("Indexed", str(job["completions"])))
    names = []
    for part in range(job["completions"]):
        said, _ = all_pass(" ".join(["ci/sockbox", *pod["command"][1:]]), JOB_COMPLETION_INDEX=str(part), **env)
        names += re.findall(r"^ok +([a-z]+)", said, re.M)
    equal(sorted(set(names)), ["closed", "echo", "port", "resolves", "services"])


@check("Jenkins: the commands of its steps run")
def _():
    lines = re.findall(r"sh '(.*)'", example("Jenkinsfile"))
    equal(len(lines), 2)
    for line in lines:
        all_pass(line)


@check("a container's HEALTHCHECK: not before its server, and then it is healthy")
def _():
    text = example("Dockerfile.healthcheck")
    check_words, server_words = (json.loads(words) for words in re.findall(r"CMD (\[.*\])", text))
    equal((check_words[0], server_words[0]), ("sockbox", "sockbox"))
    server = start(SOCKBOX, server_words[1], "127.0.0.1:0", "--ready-fd", "1", "-q", stdout=subprocess.PIPE, text=True)
    port = str(json.loads(server.stdout.readline())["port"])
    words = [port if word == "8080" else word for word in check_words[1:]]
    equal(subprocess.run([SOCKBOX, *words], env=ENV, timeout=20).returncode, 0, "healthy")
    server.terminate()
    server.wait()
    equal(subprocess.run([SOCKBOX, *words], env=ENV, timeout=20).returncode, 1, "not healthy")


done()
