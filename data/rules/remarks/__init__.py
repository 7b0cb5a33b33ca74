"""What buyers ask for in their remarks: rules in a file, matched in linear time, several kinds to a remark."""

from orderdeck.data.rules.remarks.fold import fold
from orderdeck.data.rules.remarks.match import Classifier, classifier, classify
from orderdeck.data.rules.remarks.rules import Kind, RuleError, Rules, load_rules

__all__ = ["Classifier", "Kind", "RuleError", "Rules", "classifier", "classify", "fold", "load_rules"]
