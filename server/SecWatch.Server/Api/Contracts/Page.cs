namespace SecWatch.Server.Api.Contracts;

/// <summary>A part of a list.</summary>
/// <param name="Items">What is in this part.</param>
/// <param name="Next">Give it as <c>before</c> to get the next part; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
