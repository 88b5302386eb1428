"""Rooms and their bookings as somebody writes them with connexion: the document comes first (`openapi.yaml`), and connexion
validates by it. It is meant to be correct: what a run accuses it of is held against it by hand (`verdicts.toml`)."""

import connexion

rooms: dict[str, dict] = {}
bookings: dict[str, list[dict]] = {}


JSON = {"content-type": "application/json"}


def problem(status: int, title: str):
    return connexion.problem(status, title, title)


def create_room(body: dict):
    if body["name"] in rooms:
        return problem(409, "there is such a room")
    rooms[body["name"]] = body
    bookings[body["name"]] = []
    return body, 201, {"location": f"/rooms/{body['name']}", **JSON}


def list_rooms(floor: int | None = None, equipment: list[str] | None = None, limit: int = 20):
    chosen = [room for room in rooms.values() if floor is None or room.get("floor") == floor]
    chosen = [room for room in chosen if set(equipment or []) <= set(room.get("equipment", []))]
    return chosen[:limit], 200, JSON


def read_room(name: str):
    return (rooms[name], 200, JSON) if name in rooms else problem(404, "no such room")


def delete_room(name: str):
    if name not in rooms:
        return problem(404, "no such room")
    del rooms[name], bookings[name]
    return "", 204


def book(name: str, body: dict):
    if name not in rooms:
        return problem(404, "no such room")
    bookings[name].append({**body, "number": len(bookings[name]) + 1})
    return bookings[name][-1], 201, JSON


def list_bookings(name: str):
    return (bookings[name], 200, JSON) if name in rooms else problem(404, "no such room")


app = connexion.FlaskApp(__name__)
app.add_api("openapi.yaml", strict_validation=False)
