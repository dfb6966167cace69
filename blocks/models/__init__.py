from blocks.models.memory import KeptValue, Recollection

__all__ = ["KeptValue", "Recollection"]
