// Only so that the targets exist.
