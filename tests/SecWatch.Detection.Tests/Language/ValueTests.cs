using static SecWatch.Detection.Tests.TestRules;

namespace SecWatch.Detection.Tests.Language;

public sealed class ValueTests
{
    /// <summary>One line a case: key, value as YAML, the field's text, whether it matches.</summary>
    [Theory]
    [InlineData("A", "abc", "ABC", true)]
    [InlineData("A", "abc", "abcd", false)]
    [InlineData("A", "'ab*'", "ABxyz", true)]
    [InlineData("A", "'*yz'", "abxyz", true)]
    [InlineData("A", "'*'", "", true)]
    [InlineData("A", "'a*c*e'", "abcde", true)]
    [InlineData("A", "'a*c*e'", "abdce1", false)]
    [InlineData("A", "'ab*ba'", "aba", false)]
    [InlineData("A", "'a?c'", "abc", true)]
    [InlineData("A", "'a?c'", "ac", false)]
    [InlineData("A", "'*a?c*'", "xxabcxx", true)]
    [InlineData("A", "'*a?c?d*'", "aac a1c2d", true)]
    [InlineData("A", @"'a\*c'", "a*c", true)]
    [InlineData("A", @"'a\*c'", "abc", false)]
    [InlineData("A", @"'a\?c'", "a?c", true)]
    [InlineData("A", @"'C:\dir\x'", @"c:\DIR\x", true)]
    [InlineData("A", @"'C:\\dir'", @"C:\dir", true)]
    [InlineData("A", @"'C:\\*'", @"C:\dir", true)]
    [InlineData("A", @"'C:\\\*'", @"C:\*", true)]
    [InlineData("A", @"'C:\\\*'", @"C:\dir", false)]
    [InlineData("A", @"'\\\\srv'", @"\\srv", true)]
    [InlineData("A", @"'\\\srv'", @"\\srv", true)]
    [InlineData("A", "''", "", true)]
    [InlineData("A", "''", "x", false)]
    [InlineData("A", "4688", "4688", true)]
    [InlineData("A", "4688", "04688", false)]
    [InlineData("A", "true", "TRUE", true)]
    [InlineData("A", "ÄÖ", "äö", true)]
    [InlineData("A", "[one, two]", "TWO", true)]
    [InlineData("A", "[a, b, c, d, e, f]", "F", true)]
    [InlineData("A", "[a, b, c, d, e, f]", "g", false)]
    [InlineData("A|contains", "bc", "aBCd", true)]
    [InlineData("A|contains", "[x, 'y?z']", "--yaz--", true)]
    [InlineData("A|contains", "''", "anything", true)]
    [InlineData("A|startswith", "ab", "ABc", true)]
    [InlineData("A|startswith", "bc", "abc", false)]
    [InlineData("A|endswith", "['.exe', '.dll']", "x.DLL", true)]
    [InlineData("A|endswith", "exe", "exe.", false)]
    [InlineData("A|contains|all", "[a, b]", "xbxa", true)]
    [InlineData("A|contains|all", "[a, b]", "xb", false)]
    [InlineData("A|cased", "abc", "ABC", false)]
    [InlineData("A|cased|contains", "b", "abc", true)]
    [InlineData("A|contains|cased", "B", "abc", false)]
    [InlineData("A|re", "'^a.c$'", "abc", true)]
    [InlineData("A|re", "'^a.c$'", "ABC", false)]
    [InlineData("A|re", "'(?i)^a.c$'", "ABC", true)]
    [InlineData("A|re|i", "'^a.c$'", "ABC", true)]
    [InlineData("A|re|s", "'a.c'", "a\nc", true)]
    [InlineData("A|re", "'a.c'", "a\nc", false)]
    [InlineData("A|re|m", "'^b$'", "a\nb\nc", true)]
    [InlineData("A|re", "'^b$'", "a\nb\nc", false)]
    [InlineData("A|cidr", "10.0.0.0/8", "10.200.3.4", true)]
    [InlineData("A|cidr", "10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("A|cidr", "10.0.0.0/8", "::ffff:10.1.1.1", true)]
    [InlineData("A|cidr", "['fe80::/10', '10.0.0.0/8']", "fe80::1", true)]
    [InlineData("A|cidr", "10.0.0.0/8", "not an address", false)]
    [InlineData("A|lt", "5", "4", true)]
    [InlineData("A|lt", "5", "5", false)]
    [InlineData("A|lte", "5", "5", true)]
    [InlineData("A|gt", "5", "10", true)]
    [InlineData("A|gte", "5", "4.99", false)]
    [InlineData("A|gte", "16", "0x10", true)]
    [InlineData("A|gt", "5", "many", false)]
    [InlineData("A|neq", "abc", "abd", true)]
    [InlineData("A|neq", "abc", "ABC", false)]
    [InlineData("A|exists", "true", "", true)]
    [InlineData("A|exists", "false", "", false)]
    [InlineData("A|contains|windash", "' -enc '", "ps /enc x", true)]
    [InlineData("A|contains|windash", "' -enc '", "ps –enc x", true)]
    [InlineData("A|contains|windash", "' -enc '", "ps enc x", false)]
    [InlineData("A|windash|contains", "'/p /q'", "x ―p —q", true)]
    [InlineData("A|contains|windash", "'a-b'", "a/b", false)]
    [InlineData("A|base64", "'foo'", "Zm9v", true)]
    [InlineData("A|base64offset|contains", "foobar", "eGZvb2Jhcnl5", true)]
    [InlineData("A|base64offset|contains", "foobar", "eHhmb29iYXJ5", true)]
    [InlineData("A|base64offset|contains", "foobar", "Zm9vYmFy", true)]
    [InlineData("A|base64offset|contains", "foobar", "Zm9vYmF6", false)]
    [InlineData("A|wide|base64offset|contains", "ping", "AHAAaQBuAGcA", true)]
    [InlineData("A|utf16le|base64", "cmd", "YwBtAGQA", true)]
    [InlineData("A|utf16be|base64", "cmd", "AGMAbQBk", true)]
    [InlineData("A|utf16|base64", "cmd", "//5jAG0AZAA=", true)]
    public void Value_is_compared_as_its_modifiers_say(string key, string value, string text, bool expected) =>
        Assert.Equal(expected, Matches($"    s:\n        {key}: {value}\n    condition: s", ("A", text)));

    [Theory]
    [InlineData("A", "x", false)]
    [InlineData("A", "null", true)]
    [InlineData("A", "''", false)]
    [InlineData("A", "'*'", false)]
    [InlineData("A|exists", "true", false)]
    [InlineData("A|exists", "false", true)]
    [InlineData("A|neq", "x", true)]
    [InlineData("A|contains", "''", false)]
    public void Missing_field_matches_only_null_and_negations(string key, string value, bool expected)
    {
        var detection = $"    s:\n        {key}: {value}\n    condition: s";
        Assert.Equal(expected, Matches(detection, ("A", null), ("B", "x")));
        Assert.Equal(expected, Matches(detection, ("B", "x")));
    }

    [Fact]
    public void Null_is_not_empty() =>
        Assert.False(Matches("    s:\n        A: null\n    condition: s", ("A", "")));

    [Fact]
    public void Negation_of_a_test_on_a_missing_field_is_true() =>
        Assert.True(Matches("    s:\n        B: x\n    f:\n        A: y\n    condition: s and not f", ("B", "x")));

    [Fact]
    public void Any_value_of_a_repeated_field_may_match()
    {
        Assert.True(Matches("    s:\n        Data: two\n    condition: s", ("Data", "one"), ("Data", "two")));
        Assert.False(Matches("    s:\n        Data: three\n    condition: s", ("Data", "one"), ("Data", "two")));
    }

    [Fact]
    public void Field_names_are_compared_without_spaces() =>
        Assert.True(Matches("    s:\n        ThreatName: x\n    condition: s", ("Threat Name", "x")));

    [Theory]
    [InlineData("A|fieldref", "SAME", true)]
    [InlineData("A|fieldref", "other", false)]
    [InlineData("A|fieldref|startswith", "sa", true)]
    [InlineData("A|fieldref|endswith", "me", true)]
    [InlineData("A|fieldref|contains", "am", true)]
    [InlineData("A|cased|fieldref", "SAME", false)]
    public void Field_is_compared_with_another_field(string key, string other, bool expected) =>
        Assert.Equal(expected, Matches($"    s:\n        {key}: B\n    condition: s", ("A", "same"), ("B", other)));

    [Fact]
    public void Field_reference_to_a_missing_field_does_not_match() =>
        Assert.False(Matches("    s:\n        A|fieldref: B\n    condition: s", ("A", "same")));

    [Theory]
    [InlineData("        - evil", true)]
    [InlineData("        - 'e?il*ser'", true)]
    [InlineData("        - nothing\n        - SERVICE", true)]
    [InlineData("        - nothing", false)]
    [InlineData("        '|all':\n            - evil\n            - other", true)]
    [InlineData("        '|all':\n            - evil\n            - nothing", false)]
    [InlineData("        '|re': 'Evil.er'", true)]
    public void Keywords_are_looked_for_in_every_value(string keywords, bool expected) =>
        Assert.Equal(
            expected, Matches($"    k:\n{keywords}\n    condition: k", ("A", "an other"), ("B", "the EvilService")));
}
