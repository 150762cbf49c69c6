using static SecWatch.Detection.Tests.TestRules;

namespace SecWatch.Detection.Tests.Engine;

public sealed class RoutingTests
{
    private const string Sysmon = "Microsoft-Windows-Sysmon/Operational";

    /// <summary>
    /// One line a case: the rule's log source, the event's provider, channel and id, whether they belong together.
    /// </summary>
    [Theory]
    [InlineData("{ product: linux, category: process_creation }", "SecWatch-Process", "", 1, true)]
    [InlineData("{ product: linux, category: process_creation }", "SecWatch-Process", "", 5, false)]
    [InlineData("{ product: windows, category: process_creation }", "SecWatch-Process", "", 1, false)]
    [InlineData("{ product: windows, category: process_creation }", "SecWatch-Process", "Windows", 1, true)]
    [InlineData("{ product: linux, category: process_creation }", "SecWatch-Process", "Windows", 1, false)]
    [InlineData("{ product: linux, category: file_event }", "SecWatch-File", "", 11, true)]
    [InlineData("{ product: linux, category: file_event }", "SecWatch-File", "", 2, true)]
    [InlineData("{ product: linux, category: file_event }", "SecWatch-File", "", 26, true)]
    [InlineData("{ product: linux, category: file_event }", "SecWatch-File", "", 23, false)]
    [InlineData("{ product: linux, category: file_delete }", "SecWatch-File", "", 23, true)]
    [InlineData("{ product: linux, service: auth }", "SecWatch-Log", "auth", 0, true)]
    [InlineData("{ product: linux, service: sshd }", "SecWatch-Log", "secure", 0, true)]
    [InlineData("{ product: linux, service: auth }", "SecWatch-Log", "syslog", 0, false)]
    [InlineData("{ product: linux }", "SecWatch-Log", "anything", 0, true)]
    [InlineData("{ category: webserver }", "SecWatch-Log", "nginx", 0, true)]
    [InlineData("{ product: windows }", "SecWatch-Log", "auth", 0, false)]
    [InlineData("{ product: windows, category: process_creation }", "P", "Security", 4688, true)]
    [InlineData("{ product: windows, category: process_creation }", "P", "Security", 4624, false)]
    [InlineData("{ product: windows, category: process_creation }", "P", Sysmon, 1, true)]
    [InlineData("{ product: windows, service: sysmon }", "P", Sysmon, 1, true)]
    [InlineData("{ product: windows, service: security }", "P", "Security", 4624, true)]
    [InlineData("{ product: windows, service: system }", "P", "System", 7045, true)]
    [InlineData("{ product: windows, service: windefend }", "P", "Microsoft-Windows-Windows Defender/Operational", 5001,
        true)]
    [InlineData("{ category: antivirus }", "P", "Microsoft-Windows-Windows Defender/Operational", 1116, true)]
    [InlineData("{ product: windows, category: ps_script }", "P", "Microsoft-Windows-PowerShell/Operational", 4104,
        true)]
    [InlineData("{ product: windows, category: ps_module }", "P", "Microsoft-Windows-PowerShell/Operational", 4104,
        false)]
    [InlineData("{ product: windows, category: dns_query }", "P", Sysmon, 22, true)]
    [InlineData("{ product: windows, category: registry_set }", "P", Sysmon, 13, true)]
    [InlineData("{ product: windows }", "P", "Some/Channel", 1, true)]
    public void Rule_is_asked_about_the_events_of_its_log_source(
        string logSource, string provider, string channel, int eventId, bool expected)
    {
        var rules = Compile(Rule("    s:\n        A: x\n    condition: s", logSource));

        var hits = Hits(rules, TestEvents.Event(provider, channel, eventId, ("A", "x")));

        Assert.Equal(expected, hits.Count == 1);
    }

    [Fact]
    public void Process_creation_of_the_security_log_has_the_field_names_of_rules()
    {
        var rules = Compile(Rule(
            "    s:\n        Image: new\n        ParentImage: old\n    condition: s",
            "{ product: windows, category: process_creation }"));

        Assert.Single(Hits(rules, TestEvents.Event(
            "P", "Security", 4688, ("NewProcessName", "new"), ("ParentProcessName", "old"))));
    }

    [Theory]
    [InlineData("CreateKey", "registry_add", 1)]
    [InlineData("CreateKey", "registry_delete", 0)]
    [InlineData("DeleteValue", "registry_delete", 1)]
    [InlineData("DeleteKey", "registry_event", 1)]
    public void Event_type_tells_registry_events_apart(string eventType, string category, int expected)
    {
        var rules = Compile(Rule(
            "    s:\n        A: x\n    condition: s", $"{{ product: windows, category: {category} }}"));

        Assert.Equal(expected,
            Hits(rules, TestEvents.Event("P", Sysmon, 12, ("EventType", eventType), ("A", "x"))).Count);
    }

    [Theory]
    [InlineData("EventID: 7", true)]
    [InlineData("EventID: 8", false)]
    [InlineData("Channel: SECURITY", true)]
    [InlineData("Provider_Name|startswith: p", true)]
    [InlineData("Computer: pc-1", true)]
    [InlineData("Computer: pc-2", false)]
    [InlineData("Source: test", true)]
    [InlineData("EventID|exists: true", true)]
    [InlineData("Computer|exists: true", true)]
    public void What_the_shape_says_is_matched_like_a_field(string item, bool expected)
    {
        var rules = Compile(Rule($"    s:\n        {item}\n    condition: s", "{ product: windows }"));

        Assert.Equal(expected, Hits(rules, TestEvents.Event("P", "Security", 7, ("A", "x"))).Count == 1);
    }
}
