"""The product's story, walked on real PostgreSQL, broker, workers, SMTP and IMAP: order in, proof out."""
