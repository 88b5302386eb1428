"""The smallest graph: it repeats what it is told."""

from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class State(TypedDict):
    text: str


builder = StateGraph(State)
builder.add_node("echo", lambda state: {"text": state.get("text", "")})
builder.add_edge(START, "echo")
builder.add_edge("echo", END)
graph = builder.compile()
