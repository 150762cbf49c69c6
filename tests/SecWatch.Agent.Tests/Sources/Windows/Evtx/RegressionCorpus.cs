using System.Text.Json;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Finds the public recordings: an EVTX file and the same events as JSON beside it.</summary>
internal static class RegressionCorpus
{
    public static string? Folder()
    {
        var named = Environment.GetEnvironmentVariable("SECWATCH_CORPUS");
        if (named is not null)
        {
            return Path.Combine(named, "regression");
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SecWatch.sln")))
        {
            folder = folder.Parent;
        }

        var found = folder?.Parent is null ? null : Path.Combine(folder.Parent.FullName, "shared/corpus/regression");
        return Directory.Exists(found) ? found : null;
    }

    public static string[] Files()
    {
        var folder = Folder();
        Assert.SkipWhen(folder is null, "The corpus is not there; set SECWATCH_CORPUS to its folder.");
        return Directory.GetFiles(folder!, "*.evtx", SearchOption.AllDirectories);
    }

    /// <summary>The JSON documents of a file, which stand one after the other.</summary>
    public static List<JsonElement> Documents(string path)
    {
        var data = File.ReadAllBytes(path);
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { AllowMultipleValues = true });
        var documents = new List<JsonElement>();
        while (reader.Read())
        {
            documents.Add(JsonElement.ParseValue(ref reader));
        }

        return documents;
    }
}
