"""Does search find what people mean? Labelled listings and queries, and how well rankings do on them."""
