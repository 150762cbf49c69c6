namespace SecWatch.EndToEnd.Tests.Interop;

public sealed class NodePackagesTests
{
    [Fact]
    public void A_machine_without_node_is_told_what_is_missing()
    {
        Directory.CreateDirectory(NodePackages.Folder);

        var failure = Assert.Throws<InvalidOperationException>(() => NodePackages.Start("node-that-is-not-there"));

        Assert.StartsWith(
            "`node-that-is-not-there` was not found. The interoperability tests need Node.js 20", failure.Message,
            StringComparison.Ordinal);
    }
}
