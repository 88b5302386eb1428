"""Servers of things that are created, listed, read, changed and deleted, in four styles, each correct or with one fault.

    crud.py --style nested --port 0            serves it; the first line of the output is its address
    crud.py --style nested --document          prints its OpenAPI document
    crud.py --style nested --list-faults       prints the faults that it can have

Styles: `nested` (UUIDs, things within things, plain lists), `slugs` (names made of titles, PATCH, deletion that leaves a mark,
wrapped pages), `renamed` (the same, and a change of the title changes the name), `numbers` (integers, `Location` without a body,
wrapped things, 204 and 410).
"""

import argparse
import json
import re
import sys
import threading
import uuid
from urllib.parse import unquote
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def text(most, least=1):
    return {"type": "string", "minLength": least, "maxLength": most}


def whole(least, most):
    return {"type": "integer", "minimum": least, "maximum": most}


STYLES = {
    "nested": {
        "kinds": [
            {"path": "/projects", "name": "project", "id": "project_id", "members": {"title": text(40), "budget": whole(0, 100000)}},
            {"path": "/projects/{project_id}/tasks", "name": "task", "id": "task_id",
             "members": {"summary": text(60), "hours": whole(1, 500), "state": {"type": "string", "enum": ["open", "done"]}}},
        ],
        "id": {"type": "string", "format": "uuid"}, "change": "PUT", "wrapped": False, "gone": 404, "created": "body",
        "deleted": 204, "changed": 200,
    },
    "slugs": {
        "kinds": [
            {"path": "/articles", "name": "article", "id": "slug", "members": {"title": text(50), "words": whole(10, 90000)}},
            {"path": "/authors", "name": "author", "id": "slug", "members": {"title": text(50), "bio": text(300, 0)}},
        ],
        "id": {"type": "string", "pattern": "^[a-z0-9-]{1,80}$"}, "change": "PATCH", "wrapped": False, "gone": None,
        "created": "body", "deleted": 200, "changed": 200,
    },
    "numbers": {
        "kinds": [
            {"path": "/orders", "name": "order", "id": "order_id", "members": {"customer": text(30), "cents": whole(1, 10**9)}},
            {"path": "/orders/{order_id}/lines", "name": "line", "id": "line_id", "members": {"article": text(30), "count": whole(1, 99)}},
        ],
        "id": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, "change": "PUT", "wrapped": True, "gone": 410,
        "created": "location", "deleted": 204, "changed": 204,
    },
}

STYLES["renamed"] = {**STYLES["slugs"], "like": "slugs"}

# What can be wrong, of the first kind (`outer`) or the second (`inner`), and the check that says so.
FAULTS = {
    "delete-noop": "deleted",
    "delete-crash-second": "server-error",
    "change-lost": "kept",
    "change-first-member-lost": "kept",
    "change-accepts-missing": "invalid-accepted",
    "change-accepts-above": "invalid-accepted",
    "change-accepts-too-long": "invalid-accepted",
    "change-crash": "server-error",
    "read-lacks-member": "body",
    "read-number-as-text": "body",
    "read-crash": "server-error",
    "read-accepts-any-id": "invalid-accepted",
    "list-item-lacks-id": "body",
    "create-accepts-above": "invalid-accepted",
    "create-accepts-wrong-type": "invalid-accepted",
    "create-undeclared-status": "undeclared-status",
    "create-forgets-third": "lost",
    "create-overwrites-earlier": "isolation",
    "create-repeats-identity": "identity-reused",
    "delete-takes-another": "lost",
    "delete-leaves-children": "orphan",
    "list-lacks-newest": "listed",
    "list-keeps-deleted": "listed",
}


class Refusal(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


class Server:
    def __init__(self, style, fault):
        self.style = STYLES[style]
        self.name = self.style.get("like", style)
        self.renames = style == "renamed"
        which, _, self.fault = (fault or "").partition("/")
        self.faulty = {"outer": 0, "inner": 1}.get(which)
        self.things = {}
        self.gone = set()
        self.ever = {}
        self.number = 0
        self.lock = threading.Lock()
        self.routes = []
        for index, kind in enumerate(self.style["kinds"]):
            pattern = re.sub(r"\{[a-z_]+\}", "([^/]+)", kind["path"])
            self.routes.append((re.compile(pattern + "$"), index, False))
            self.routes.append((re.compile(pattern + "/([^/]+)$"), index, True))

    def has(self, index, fault):
        return self.faulty == index and self.fault == fault

    def can_have(self, which, fault):
        kind = self.style["kinds"][0 if which == "outer" else 1]
        has_numbers = any(schema["type"] == "integer" for schema in kind["members"].values()) or self.name == "numbers"
        if fault == "change-accepts-missing":
            return self.style["change"] == "PUT"
        if fault == "delete-leaves-children":
            return which == "outer" and self.name != "slugs"
        if fault == "create-repeats-identity":
            return self.name != "slugs"
        return has_numbers or not fault.endswith(("-above", "number-as-text"))

    # --- the document

    def document(self):
        paths = {}
        for kind in self.style["kinds"]:
            item = kind["path"] + "/{" + kind["id"] + "}"
            own = [{"name": name, "in": "path", "required": True, "schema": self.style["id"]} for name in re.findall(r"\{([a-z_]+)\}", kind["path"])]
            last = {"name": kind["id"], "in": "path", "required": True, "schema": self.style["id"]}
            name = kind["name"].capitalize()
            sent = {"required": True, "content": {"application/json": {"schema": self.sent(kind, True)}}}
            changed = {"required": True, "content": {"application/json": {"schema": self.sent(kind, self.style["change"] == "PUT")}}}
            shown = {"application/json": {"schema": self.shown(kind)}}
            created = {"description": "Created.", "content": shown}
            if self.style["created"] == "location":
                created = {"description": "Created.", "headers": {"Location": {"required": True, "schema": {"type": "string"}}}}
            refusals = {"400": self.refusal(), "404": self.refusal()}
            if self.style["gone"] == 410:
                refusals["410"] = self.refusal()
            change = {"200": {"description": "Changed.", "content": shown}} if self.style["changed"] == 200 else {"204": {"description": "Changed."}}
            mark = {"type": "object", "required": [kind["id"], "deleted"], "properties": {kind["id"]: self.style["id"], "deleted": {"const": True}}}
            removed = {"204": {"description": "Deleted."}} if self.style["deleted"] == 204 else {"200": {"description": "Deleted.", "content": {"application/json": {"schema": mark}}}}
            paths[kind["path"]] = {
                "parameters": own,
                "post": {"operationId": "create" + name, "requestBody": sent, "responses": {"201": created, **refusals}},
                "get": {"operationId": "list" + name + "s", "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": self.listed(kind)}}}, **refusals}},
            }
            paths[item] = {
                "parameters": own + [last],
                "get": {"operationId": "get" + name, "responses": {"200": {"description": "One.", "content": shown if self.style["gone"] else {"application/json": {"schema": {"anyOf": [self.shown(kind), mark]}}}}, **refusals}},
                self.style["change"].lower(): {"operationId": "change" + name, "requestBody": changed, "responses": {**change, **refusals}},
                "delete": {"operationId": "delete" + name, "responses": {**removed, **refusals}},
            }
        return {"openapi": "3.1.0", "info": {"title": "Things, " + self.name, "version": "1"}, "paths": paths}

    def refusal(self):
        return {"description": "Refused.", "content": {"application/json": {"schema": ERROR}}}

    def sent(self, kind, is_whole):
        required = list(kind["members"]) if is_whole else []
        return {"type": "object", "required": required, "properties": kind["members"]}

    def thing(self, kind):
        members = {kind["id"]: self.style["id"], **kind["members"]}
        return {"type": "object", "required": list(members), "properties": members}

    def shown(self, kind):
        thing = self.thing(kind)
        return {"type": "object", "required": ["data"], "properties": {"data": thing}} if self.style["wrapped"] else thing

    def listed(self, kind):
        things = {"type": "array", "items": self.thing(kind)}
        if self.name == "nested":
            return things
        return {"type": "object", "required": ["items"], "properties": {"items": things}}

    # --- answers

    def answer(self, method, path, content_type, body):
        for pattern, index, is_item in self.routes:
            found = pattern.match(path)
            if found:
                parts = found.groups()
                own = ["GET", self.style["change"], "DELETE"] if is_item else ["GET", "POST"]
                if method not in own:
                    allowed = ", ".join(own + ["HEAD"])
                    return 405, {"Allow": allowed}, {"error": "no such method"}
                if method in ("POST", "PUT", "PATCH") and content_type != "application/json":
                    raise Refusal(415, "JSON only")
                names = [self.identity(part, index, method, at + 1 == len(parts)) for at, part in enumerate(parts)]
                return self.operation(method, index, tuple(names), is_item, body)
        raise Refusal(404, "no such path")

    def identity(self, part, index, method, is_last):
        part = unquote(part)
        if self.has(index, "read-accepts-any-id") and method == "GET" and is_last:
            return part
        if self.name == "nested":
            if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", part):
                raise Refusal(400, "no UUID")
            return part.lower()
        if self.name == "slugs":
            if not re.fullmatch(r"[a-z0-9-]{1,80}", part):
                raise Refusal(400, "no slug")
            return part
        if not re.fullmatch(r"[1-9][0-9]{0,9}", part) or int(part) > 2**31 - 1:
            raise Refusal(400, "no number")
        return int(part)

    def operation(self, method, index, names, is_item, body):
        kind = self.style["kinds"][index]
        outer = names[:-1] if is_item else names
        is_kept = is_item and self.has(0, "delete-leaves-children") and (index, names) in self.things
        if outer and (0, outer) not in self.things and not is_kept:
            raise Refusal(self.status_of_missing(0, outer), "no such " + self.style["kinds"][0]["name"])
        if not is_item:
            return self.create(index, kind, names, body) if method == "POST" else self.all(index, kind, names)
        key = (index, names)
        if self.has(index, "read-accepts-any-id") and method == "GET" and key not in self.things:
            values = {name: sample(schema) for name, schema in kind["members"].items()}
            shown = self.show(index, kind, (names[-1],), values)
            shown_id = next(iter([known[1][-1] for known in self.things if known[0] == index]), names[-1])
            (shown["data"] if self.style["wrapped"] else shown)[kind["id"]] = shown_id
            return 200, {}, shown
        if key not in self.things:
            if key in self.gone and self.style["gone"] is None and method == "GET":
                return 200, {}, {kind["id"]: names[-1], "deleted": True}
            raise Refusal(self.status_of_missing(index, names), "no such " + kind["name"])
        if method == "GET":
            if self.has(index, "read-crash"):
                return 500, {}, {"error": "crash"}
            return 200, {}, self.show(index, kind, names, self.things[key])
        if method == "DELETE":
            return self.delete(index, kind, names)
        return self.change(index, kind, names, body)

    def status_of_missing(self, index, names):
        return 410 if self.style["gone"] == 410 and (index, names) in self.gone else 404

    def read(self, index, kind, body, is_whole, fault):
        try:
            value = json.loads(body.decode("utf-8"), parse_constant=lambda _: 1 / 0)
        except Exception:
            raise Refusal(400, "no JSON")
        if not isinstance(value, dict):
            raise Refusal(400, "no object")
        for name, schema in kind["members"].items():
            if name not in value:
                if is_whole and not self.has(index, fault + "-accepts-missing"):
                    raise Refusal(400, name + " is missing")
                continue
            self.judge(index, name, schema, value[name], fault)
        return {name: value[name] for name in kind["members"] if name in value}

    def judge(self, index, name, schema, value, fault):
        if "enum" in schema:
            if value not in schema["enum"]:
                raise Refusal(400, name)
        elif schema["type"] == "string":
            if not isinstance(value, str):
                if self.has(index, fault + "-accepts-wrong-type"):
                    return
                raise Refusal(400, name)
            longest = schema["maxLength"] + (10**6 if self.has(index, fault + "-accepts-too-long") else 0)
            if not schema["minLength"] <= len(value) <= longest:
                raise Refusal(400, name)
        else:
            is_whole = isinstance(value, int) and not isinstance(value, bool) or isinstance(value, float) and value.is_integer()
            most = schema["maximum"] * (10**9 if self.has(index, fault + "-accepts-above") else 1)
            if not is_whole or not schema["minimum"] <= value <= most:
                raise Refusal(400, name)

    def create(self, index, kind, outer, body):
        values = self.read(index, kind, body, True, "create")
        self.number += 1
        own = self.number if self.name == "numbers" else str(uuid.UUID(int=uuid.uuid5(uuid.NAMESPACE_URL, str(self.number)).int))
        if self.name == "slugs":
            own = slug(values["title"], self.number)
        names = outer + (own,)
        made = [key for key in self.things if key[0] == index and key[1][:-1] == outer]
        if self.has(index, "create-repeats-identity") and len(made) > 2:
            names = made[-1][1]
            own = names[-1]
        if self.has(index, "create-overwrites-earlier") and len(made) > 1:
            first = list(kind["members"])[0]
            self.things[made[-2]] = {**self.things[made[-2]], first: values[first]}
        if not self.has(index, "create-forgets-third") or self.number % 3:
            self.things[(index, names)] = values
        status = 202 if self.has(index, "create-undeclared-status") else 201
        if self.style["created"] == "location":
            path = kind["path"]
            for name in outer:
                path = re.sub(r"\{[a-z_]+\}", str(name), path, count=1)
            return status, {"Location": "%s/%s" % (path, own)}, None
        return status, {}, self.show(index, kind, names, values, is_read=False)

    def all(self, index, kind, outer):
        found = [(names, values) for (other, names), values in self.things.items() if other == index and names[:-1] == outer]
        if self.has(index, "list-lacks-newest") and len(found) > 1:
            found.pop()
        if self.has(index, "list-keeps-deleted"):
            found = self.ever.get((index, outer), []) + [one for one in found if one not in self.ever.get((index, outer), [])]
        items = [{kind["id"]: names[-1], **values} for names, values in found[:1000]]
        if self.has(index, "list-item-lacks-id"):
            items and items[-1].pop(kind["id"])
        return 200, {}, items if self.name == "nested" else {"items": items}

    def show(self, index, kind, names, values, is_read=True):
        shown = {kind["id"]: names[-1], **values}
        if is_read and self.has(index, "read-lacks-member"):
            shown.pop(list(kind["members"])[-1])
        if is_read and self.has(index, "read-number-as-text"):
            for name, value in shown.items():
                if isinstance(value, (int, float)):
                    shown[name] = str(value)
        return {"data": shown} if self.style["wrapped"] else shown

    def change(self, index, kind, names, body):
        values = self.read(index, kind, body, self.style["change"] == "PUT", "change")
        if self.has(index, "change-crash"):
            return 500, {}, {"error": "crash"}
        whole = {**self.things[(index, names)], **values}
        kept = dict(whole)
        if self.has(index, "change-lost"):
            kept = self.things[(index, names)]
        if self.has(index, "change-first-member-lost"):
            first = list(kind["members"])[0]
            kept[first] = self.things[(index, names)][first]
        if self.renames:
            del self.things[(index, names)]
            names = names[:-1] + (slug(kept["title"], names[-1].rpartition("-")[2]),)
        self.things[(index, names)] = kept
        if self.style["changed"] == 204:
            return 204, {}, None
        return 200, {}, self.show(index, kind, names, whole, is_read=False)

    def delete(self, index, kind, names):
        if self.has(index, "delete-crash-second") and any(other == index for other, _ in self.gone):
            return 500, {}, {"error": "crash"}
        if not self.has(index, "delete-noop"):
            self.ever.setdefault((index, names[:-1]), []).append((names, self.things[(index, names)]))
            is_child = lambda key: index == 0 and key[1][:-1] == names and not self.has(0, "delete-leaves-children")
            others = [key for key in self.things if key[0] == index and key[1][:-1] == names[:-1] and key[1] != names]
            taken = others[:1] if self.has(index, "delete-takes-another") and len(others) > 1 else []
            for key in [key for key in self.things if key == (index, names) or key in taken or is_child(key)]:
                del self.things[key]
                if key not in taken:
                    self.gone.add(key)
        if self.style["deleted"] == 200:
            return 200, {}, {kind["id"]: names[-1], "deleted": True}
        return 204, {}, None


def slug(title, number):
    plain = re.sub(r"[^a-z0-9]+", "-", str(title).lower()).strip("-")
    return ("%s-%s" % (plain or "untitled", number))[-80:].lstrip("-")


def sample(schema):
    if "enum" in schema:
        return schema["enum"][0]
    return schema["minimum"] if schema["type"] == "integer" else "a" * max(1, schema["minLength"])


def handler(server):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def handle_request(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            method = "GET" if self.command == "HEAD" else self.command
            path = self.path.split("?")[0]
            try:
                kind = (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()
                with server.lock:
                    status, headers, value = server.answer(method, path, kind, body)
            except Refusal as refusal:
                status, headers, value = refusal.status, {}, {"error": refusal.message}
            content = b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            if value is not None:
                self.send_header("Content-Type", "application/json")
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_TRACE = handle_request

        def log_message(self, *_):
            pass

    return Handler


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--style", choices=sorted(STYLES), default="nested")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--fault")
    arguments.add_argument("--document", action="store_true")
    arguments.add_argument("--list-faults", action="store_true")
    given = arguments.parse_args()
    server = Server(given.style, given.fault)
    if given.list_faults:
        for which in ("outer", "inner"):
            for fault, check in FAULTS.items():
                if not server.can_have(which, fault):
                    continue
                print(which + "/" + fault, check)
    elif given.document:
        json.dump(server.document(), sys.stdout, indent=1)
    else:
        listening = ThreadingHTTPServer(("127.0.0.1", given.port), handler(server))
        listening.daemon_threads = True
        print("http://127.0.0.1:%d" % listening.server_address[1], flush=True)
        listening.serve_forever()


if __name__ == "__main__":
    main()
