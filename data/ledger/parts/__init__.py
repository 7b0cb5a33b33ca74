"""Parts: the immutable Parquet files that hold rows of exports."""
