using System.Globalization;
using SecWatch.Detection.Language;
using SecWatch.Detection.LogSources;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>Binds conditions to the fields of one shape, and works out at once what the shape alone decides.</summary>
/// <remarks>
/// So a rule on event id 4732 is not even part of the plan for 4688. Beside its fields an event has what its shape
/// says:
/// <c>EventID</c>, <c>Channel</c>, <c>Provider_Name</c>, <c>Computer</c> and <c>Source</c>.
/// </remarks>
internal sealed class ShapeBinder
{
    private readonly EventShape shape;
    private readonly LogSource source;
    private readonly ILookup<string, int> fields;
    private readonly int[] allFields;

    public ShapeBinder(EventShape shape, LogSource source)
    {
        this.shape = shape;
        this.source = source;
        var names = shape.Fields.ToArray();
        allFields = [.. Enumerable.Range(0, names.Length)];
        fields = allFields.ToLookup(index => FieldKey.WithoutSpaces(names[index]), StringComparer.Ordinal);
    }

    public PlanNode Bind(Expression expression) => expression switch
    {
        Expression.AllOf all => Join(all.Parts, isAll: true),
        Expression.AnyOf any => Join(any.Parts, isAll: false),
        Expression.Not not => Negate(Bind(not.Part)),
        Expression.Value value => BindValue(value),
        Expression.Keyword keyword =>
            allFields.Length == 0 ? PlanNode.False : new ValueNode(allFields, keyword.Predicate),
        Expression.Present present => BindPresent(present.Field),
        Expression.Reference reference => BindReference(reference),
        Expression.Constant constant => constant.Holds ? PlanNode.True : PlanNode.False,
        _ => throw new InvalidOperationException("An expression of an unknown kind: " + expression.GetType().Name),
    };

    private static PlanNode Negate(PlanNode part)
    {
        if (part == PlanNode.True)
        {
            return PlanNode.False;
        }

        return part == PlanNode.False ? PlanNode.True : new NotNode(part);
    }

    private PlanNode Join(IReadOnlyList<Expression> expressions, bool isAll)
    {
        var neutral = isAll ? PlanNode.True : PlanNode.False;
        var decisive = isAll ? PlanNode.False : PlanNode.True;
        var parts = new List<PlanNode>();
        foreach (var expression in expressions)
        {
            var part = Bind(expression);
            if (part == decisive)
            {
                return decisive;
            }

            if (part != neutral)
            {
                parts.Add(part);
            }
        }

        PlanNode[] ordered = [.. parts.OrderBy(part => part.Cost)];
        return ordered.Length switch
        {
            0 => neutral,
            1 => ordered[0],
            _ => isAll ? new AllNode(ordered) : new AnyNode(ordered),
        };
    }

    private int[] Find(string field)
    {
        if (source.Fields.TryGetValue(field, out var renamed) && fields.Contains(renamed))
        {
            return [.. fields[renamed]];
        }

        return [.. fields[field]];
    }

    private PlanNode BindValue(Expression.Value value)
    {
        var indexes = Find(value.Field);
        if (indexes.Length > 0)
        {
            return new ValueNode(indexes, value.Predicate);
        }

        return value.Field switch
        {
            "Computer" => new MemberNode(static shape => shape.Computer, value.Predicate),
            "Source" => new MemberNode(static shape => shape.Source, value.Predicate),
            _ => Member(value.Field) is { } text && value.Predicate.Matches(text) ? PlanNode.True : PlanNode.False,
        };
    }

    private PlanNode BindPresent(string field)
    {
        var indexes = Find(field);
        if (indexes.Length > 0)
        {
            return new PresentNode(indexes);
        }

        return field is "Computer" or "Source" || Member(field) is not null ? PlanNode.True : PlanNode.False;
    }

    private PlanNode BindReference(Expression.Reference reference)
    {
        var indexes = Find(reference.Field);
        var others = Find(reference.Other);
        return indexes.Length == 0 || others.Length == 0
            ? PlanNode.False
            : new ReferenceNode(indexes, others, reference.Relation);
    }

    private string? Member(string field) => field switch
    {
        "EventID" when shape.Provider is not AgentEvent.LogProvider =>
            shape.EventId.ToString(CultureInfo.InvariantCulture),
        "Channel" when shape.Channel.Length > 0 => shape.Channel,
        "Provider_Name" when shape.Provider.Length > 0 => shape.Provider,
        _ => null,
    };
}
