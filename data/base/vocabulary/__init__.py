"""The words that files, Parquet and desk share: fields of profiles, columns of frames, statuses of orders. Pure."""
