namespace SecWatch.Detection.Language;

/// <summary>What a rule asks of an event, before it is known which fields the event has.</summary>
internal abstract record Expression
{
    /// <summary>Always, or never.</summary>
    internal sealed record Constant(bool Holds) : Expression;

    /// <summary>Every part holds.</summary>
    internal sealed record AllOf(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>At least one part holds.</summary>
    internal sealed record AnyOf(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>The part does not hold. Two-valued: a missing field makes the part false and this true.</summary>
    internal sealed record Not(Expression Part) : Expression;

    /// <summary>The field is present, and one of its values matches.</summary>
    internal sealed record Value(string Field, StringPredicate Predicate) : Expression;

    /// <summary>One of all values of the event matches.</summary>
    internal sealed record Keyword(StringPredicate Predicate) : Expression;

    /// <summary>The field is present, empty or not.</summary>
    internal sealed record Present(string Field) : Expression;

    /// <summary>
    /// Two fields are present, and a value of the first stands to one of the other as <paramref name="Relation"/> says.
    /// </summary>
    internal sealed record Reference(string Field, string Other, FieldRelation Relation) : Expression;

    public static Expression All(IReadOnlyList<Expression> parts) => parts.Count == 1 ? parts[0] : new AllOf(parts);

    public static Expression Any(IReadOnlyList<Expression> parts) => parts.Count == 1 ? parts[0] : new AnyOf(parts);
}
