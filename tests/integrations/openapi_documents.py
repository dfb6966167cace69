"""OpenAPI documents as people write them: a tidy one, and one with everything that goes wrong."""

from __future__ import annotations

from typing import Any

PETS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Pet House", "version": "1", "description": "A house\nof pets."},
    "servers": [
        {"url": "https://{place}.pets.example/v1", "variables": {"place": {"default": "eu", "enum": ["eu"]}}}
    ],
    "security": [{"key": []}],
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "summary": "List pets",
                "tags": ["pets"],
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 20}},
                    {"name": "tags[]", "in": "query", "schema": {"type": "array", "items": {}}},
                    {
                        "name": "fields",
                        "in": "query",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                    {"name": "X-Api-Key", "in": "header", "schema": {"type": "string"}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
                            }
                        }
                    }
                },
            },
            "post": {
                "operationId": "createPet",
                "description": "Adds a pet.",
                "tags": ["pets", "writing"],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                },
                "responses": {
                    "201": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
                    },
                    "default": {"description": "An error"},
                },
            },
        },
        "/pets/{petId}/photo": {
            "parameters": [{"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}}],
            "put": {
                "operationId": "setPhoto",
                "security": [],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["photo"],
                                "properties": {
                                    "photo": {"type": "string", "format": "binary"},
                                    "caption": {"type": "string"},
                                },
                            }
                        }
                    },
                    "required": True,
                },
                "responses": {"204": {"description": "Done"}},
            },
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}},
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "name": {"type": "string", "description": "What it is called"},
                    "kind": {"type": "string", "enum": ["cat", "guinea pig"], "nullable": True},
                    "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                },
            }
        },
    },
}

NASTY: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Nasty"},
    "servers": [{"url": "https://nasty.example"}],
    "paths": {
        "/things/{thing-id}/{}": {"get": {"responses": {}}},
        "/things/{thing-id}": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/hal+json; charset=utf-8": {
                                "schema": {"$ref": "#/components/schemas/Thing"}
                            }
                        }
                    }
                }
            },
            "patch": {
                "parameters": [{"name": "thing-id", "in": "path", "schema": {"type": ["integer", "null"]}}],
                "requestBody": {
                    "content": {
                        "application/merge-patch+json": {
                            "schema": {
                                "oneOf": [
                                    {"$ref": "#/components/schemas/Base"},
                                    {
                                        "type": "object",
                                        "required": ["note", "json"],
                                        "properties": {"note": {"type": "integer"}, "json": {"const": "yes"}},
                                    },
                                ]
                            }
                        }
                    }
                },
                "responses": {"2XX": {"description": "?"}},
            },
            "head": {"responses": {}},
        },
        "/search": {
            "get": {
                "operationId": "same",
                "parameters": [
                    {
                        "name": "filter",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {"type": "object", "properties": {"from": {}, "to": {}, "a-b": {}}},
                    },
                    {"name": "free", "in": "query", "schema": {"type": "object"}},
                    {"name": "session", "in": "cookie", "schema": {"type": "string"}},
                    {"name": "X-Secret-Token", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"content": {"text/csv": {}}}},
            },
            "post": {
                "operationId": "same",
                "requestBody": {"content": {"application/pdf": {}}, "required": True},
                "responses": {"200": {"content": {"image/png": {}}}},
            },
        },
        "/lost": {"get": {"parameters": [{"$ref": "#/components/parameters/none"}], "responses": {}}},
        "/around": {"get": {"parameters": [{"$ref": "#/components/parameters/around"}], "responses": {}}},
        "/outside": {"get": {"parameters": [{"$ref": "other.yaml#/x"}], "responses": {}}},
        "/both": {"get": {"security": [{"one": [], "two": []}], "responses": {}}},
        "/elsewhere": {"get": {"servers": [{"url": "https://evil.example"}], "responses": {}}},
        "/open": {"get": {"security": [{}], "responses": {}}},
    },
    "webhooks": {"changed": {"post": {}}},
    "security": [{"oauth": ["read"]}, {"signed": []}],
    "components": {
        "parameters": {"around": {"$ref": "#/components/parameters/around"}},
        "securitySchemes": {
            "signed": {"type": "http", "scheme": "digest"},
            "oauth": {"type": "oauth2", "flows": {}},
            "one": {"type": "apiKey", "in": "query", "name": "a"},
            "two": {"type": "apiKey", "in": "query", "name": "b"},
        },
        "schemas": {
            "Base": {
                "type": "object",
                "required": ["note"],
                "properties": {"note": {"type": "string"}, "more": {"type": ["string", "null"]}},
            },
            "Thing": {
                "allOf": [
                    {"$ref": "#/components/schemas/Base"},
                    {"$ref": "#/components/schemas/Thing"},
                    {"type": "object", "properties": {"error": {"type": "boolean"}, "2nd": {"anyOf": [
                        {"type": "number"}, {"type": "null"}]}}},
                ]
            },
        },
    },
}  # fmt: skip
