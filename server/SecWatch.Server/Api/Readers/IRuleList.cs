using SecWatch.Server.Api.Contracts;

namespace SecWatch.Server.Api.Readers;

/// <summary>The rules that the server runs now, and those that it could not load.</summary>
internal interface IRuleList
{
    RulesResponse Current();
}
