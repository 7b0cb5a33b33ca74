"""Packaged profiles: one TOML file a marketplace or layout, read by `data.exports.profile.files`."""
