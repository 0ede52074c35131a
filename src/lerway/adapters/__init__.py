"""What touches the world: the network, folders of documents. Each behind a port."""
