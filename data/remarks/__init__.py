"""What buyers ask for in their remarks: rules in a file, matched in linear time, several kinds to a remark."""

from orderdeck.data.remarks.fold import fold
from orderdeck.data.remarks.match import Classifier, classifier, classify
from orderdeck.data.remarks.rules import Kind, RuleError, Rules, load_rules

__all__ = ["Classifier", "Kind", "RuleError", "Rules", "classifier", "classify", "fold", "load_rules"]
