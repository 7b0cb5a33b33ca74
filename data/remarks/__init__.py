"""What buyers ask for in their remarks: rules in a file, matched in linear time, several kinds to a remark."""

from data.remarks.fold import fold
from data.remarks.match import Classifier, classifier, classify
from data.remarks.rules import Kind, RuleError, Rules, load_rules

__all__ = ["Classifier", "Kind", "RuleError", "Rules", "classifier", "classify", "fold", "load_rules"]
