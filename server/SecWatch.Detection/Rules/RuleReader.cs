using SecWatch.Detection.Language;
using SecWatch.Detection.Yaml;

namespace SecWatch.Detection.Rules;

/// <summary>Reads one document of a rule file and checks everything that the specification asks of a rule.</summary>
internal sealed class RuleReader(RuleSource source, PredicateTable table, ErrorList errors)
{
    private const int IdentifierCountMax = 256;
    private const int ConditionCountMax = 64;

    private static readonly string[] Levels = ["informational", "low", "medium", "high", "critical"];
    private static readonly string[] Statuses = ["stable", "test", "experimental", "deprecated", "unsupported"];

    /// <returns>null where something is wrong: the error list says all of it.</returns>
    public ParsedRule? Read(YamlMapping document)
    {
        var before = errors.Count;
        foreach (var kind in (ReadOnlySpan<string>)["correlation", "filter", "action"])
        {
            if (document.Find(kind) is { } node)
            {
                errors.Add(node, $"Documents with '{kind}' are not supported.");
                return null;
            }
        }

        var attributes = new AttributeReader(document, errors);
        var rule = ReadAttributes(attributes);
        var logSource = ReadLogSource(attributes);
        var condition = ReadDetection(attributes);
        return errors.Count == before ? new ParsedRule(rule, logSource, condition) : null;
    }

    private SigmaRule ReadAttributes(AttributeReader attributes)
    {
        var title = attributes.RequiredText("title");
        var id = attributes.RequiredText("id");
        if (id.Length > 0 && !Guid.TryParseExact(id, "D", out _))
        {
            attributes.Fail("id", $"'{id}' is not a UUID.");
        }

        var own = attributes.Map("secwatch");
        return new SigmaRule(
            id.ToLowerInvariant(),
            title,
            attributes.OneOf("level", Levels, "medium"),
            attributes.Text("author"),
            attributes.Text("description"),
            attributes.Texts("tags"),
            own?.Texts("group_by") ?? [],
            source.Name)
        {
            Status = attributes.OneOf("status", Statuses, ""),
            License = attributes.Text("license"),
            FalsePositives = attributes.Texts("falsepositives"),
            English = ReadOwnerText(own?.Map("en")),
            Japanese = ReadOwnerText(own?.Map("ja")),
        };
    }

    private static OwnerText ReadOwnerText(AttributeReader? text) =>
        text is null ? OwnerText.None : new OwnerText(text.Text("title"), text.Text("reason"), text.Text("advice"));

    private static RuleLogSource ReadLogSource(AttributeReader attributes)
    {
        if (attributes.RequiredMap("logsource") is not { } parts)
        {
            return new RuleLogSource("", "", "");
        }

        var logSource = new RuleLogSource(parts.Text("product"), parts.Text("category"), parts.Text("service"));
        if (logSource is { Product: "", Category: "", Service: "" })
        {
            attributes.Fail("logsource", "A log source names a product, a category or a service.");
        }

        return logSource;
    }

    private Expression ReadDetection(AttributeReader attributes)
    {
        if (attributes.RequiredMap("detection") is not { } detection)
        {
            return new Expression.Constant(Holds: false);
        }

        var reader = new SelectionReader(table, errors);
        var identifiers = new Dictionary<string, Expression>(StringComparer.Ordinal);
        foreach (var (name, node) in detection.Mapping.Entries)
        {
            if (name.Value is not ("condition" or "timeframe") && identifiers.Count < IdentifierCountMax)
            {
                identifiers[name.Value] = reader.Read(node);
            }
        }

        if (detection.Mapping.Find("timeframe") is { } timeframe)
        {
            errors.Add(timeframe, "'timeframe' is not part of Sigma 2; write a correlation rule.");
        }

        if (identifiers.Count == 0)
        {
            attributes.Fail("detection", "The detection has no search identifier.");
        }

        var conditions = detection.Scalars("condition", isRequired: true);
        if (conditions.Count > ConditionCountMax)
        {
            detection.Fail("condition", "There are more than 64 conditions.");
            return new Expression.Constant(Holds: false);
        }

        return Expression.Any([.. conditions.Select(node => ConditionReader.Read(node, identifiers, errors))]);
    }
}
