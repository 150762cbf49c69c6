using System.CommandLine;
using SecWatch.Agent.Control;

// Ends by a signal are the host's business: it stops the sources, drains the pipeline and says goodbye.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
var parsed = AgentCommands.Create().Parse(args);
var exitCode = await parsed.InvokeAsync(configuration, CancellationToken.None);
return parsed.Errors.Count > 0 ? ExitCode.WrongSettings : exitCode;
