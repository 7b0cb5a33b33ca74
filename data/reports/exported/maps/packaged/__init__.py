"""Column maps that come along as examples; none is offered before somebody has made it their own."""
