using System.Diagnostics.CodeAnalysis;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>The tests that share <see cref="NodePackages"/>, one after the other.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class NodeCollection : ICollectionFixture<NodePackages>
{
    public const string Name = "node";
}
