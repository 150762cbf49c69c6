using SecWatch.Protos.Batches;

namespace SecWatch.Protos.Tests.Batches;

public sealed class EventShapeTests
{
    public static TheoryData<EventShape> Others { get; } =
    [
        new EventShape("S", "p", "c", 1, "pc", ["F", "G"]),
        new EventShape("s", "P", "c", 1, "pc", ["F", "G"]),
        new EventShape("s", "p", "C", 1, "pc", ["F", "G"]),
        new EventShape("s", "p", "c", 2, "pc", ["F", "G"]),
        new EventShape("s", "p", "c", 1, "PC", ["F", "G"]),
        new EventShape("s", "p", "c", 1, "pc", ["G", "F"]),
        new EventShape("s", "p", "c", 1, "pc", ["F"]),
    ];

    [Fact]
    public void Shapes_with_the_same_content_are_equal()
    {
        var shape = new EventShape("s", "p", "c", 1, "pc", ["F", "G"]);
        var same = new EventShape("s", "p", "c", 1, "pc", ["F", "G"]);

        Assert.Equal(shape, same);
        Assert.Equal(shape.GetHashCode(), same.GetHashCode());
        Assert.False(shape.Equals(null));
    }

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void Shapes_that_differ_in_one_part_are_not_equal(EventShape other)
    {
        Assert.NotEqual(new EventShape("s", "p", "c", 1, "pc", ["F", "G"]), other);
    }

    [Fact]
    public void A_negative_event_id_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventShape("s", "p", "c", -1, "pc", []));
    }

    [Fact]
    public void Fields_are_a_copy()
    {
        string[] fields = ["F"];
        var shape = new EventShape("s", "p", "c", 1, "pc", fields);
        fields[0] = "changed";

        Assert.Equal("F", shape.Fields[0]);
    }
}
