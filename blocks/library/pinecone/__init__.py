"""Blocks over Pinecone."""
