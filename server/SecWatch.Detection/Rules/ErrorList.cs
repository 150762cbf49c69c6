using SecWatch.Detection.Yaml;

namespace SecWatch.Detection.Rules;

/// <summary>Collects what is wrong with one rule file, with places.</summary>
internal sealed class ErrorList(string file, List<RuleError> errors)
{
    public int Count => errors.Count;

    public void Add(YamlNode node, string message) => Add(node.Line, node.Column, message);

    public void Add(int line, int column, string message) => errors.Add(new RuleError(file, line, column, message));
}
