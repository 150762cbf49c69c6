using static SecWatch.Detection.Tests.TestRules;

namespace SecWatch.Detection.Tests.Language;

public sealed class ConditionTests
{
    private const string Identifiers =
        "    a:\n        A: 1\n    b:\n        B: 1\n    c:\n        C: 1\n    sel_x:\n        A: 1\n"
        + "    sel_y:\n        B: 1\n    _hidden:\n        D: 1\n";

    /// <summary>One line a case: condition, the fields of A to D that are 1, whether it matches.</summary>
    [Theory]
    [InlineData("a", "A", true)]
    [InlineData("a and b", "A", false)]
    [InlineData("a and b", "AB", true)]
    [InlineData("a or b and c", "A", true)]
    [InlineData("(a or b) and c", "A", false)]
    [InlineData("(a or b) and c", "BC", true)]
    [InlineData("not a and b", "B", true)]
    [InlineData("not a and b", "AB", false)]
    [InlineData("not (a and b)", "A", true)]
    [InlineData("not not a", "A", true)]
    [InlineData("1 of sel_*", "B", true)]
    [InlineData("1 of sel_*", "C", false)]
    [InlineData("all of sel_*", "A", false)]
    [InlineData("all of sel_*", "AB", true)]
    [InlineData("not 1 of sel_*", "C", true)]
    [InlineData("c and not all of sel_*", "AC", true)]
    [InlineData("1 of them", "D", false)]
    [InlineData("1 of them", "C", true)]
    [InlineData("all of them", "ABC", true)]
    [InlineData("1 of _*", "D", true)]
    [InlineData("A or a", "A", null)]
    [InlineData("a AND b", "AB", true)]
    [InlineData("[a and b, c]", "C", true)]
    [InlineData("[a and b, c]", "A", false)]
    public void Condition_joins_its_identifiers(string condition, string ones, bool? expected)
    {
        var detection = Identifiers + "    condition: " + condition;
        if (expected is null)
        {
            Assert.Contains("'A'", Error(Rule(detection)).Message, StringComparison.Ordinal);
            return;
        }

        (string, string?)[] fields =
            [.. "ABCD".Select(name =>
                (name.ToString(), ones.Contains(name, StringComparison.Ordinal) ? "1" : (string?)"0"))];
        Assert.Equal(expected, Matches(detection, fields));
    }

    [Fact]
    public void List_of_maps_is_any_of_them_and_a_map_is_all_of_it()
    {
        const string Detection = "    s:\n        - A: 1\n          B: 1\n        - C: 1\n    condition: s";

        Assert.True(Matches(Detection, ("A", "1"), ("B", "1")));
        Assert.True(Matches(Detection, ("C", "1")));
        Assert.False(Matches(Detection, ("A", "1"), ("B", "0")));
    }
}
