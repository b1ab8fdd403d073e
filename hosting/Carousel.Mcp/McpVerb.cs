using Carousel.Jobs;
using Carousel.Studio;
using Carousel.Studio.Messages;

namespace Carousel.Mcp;

/// <summary><c>carousel mcp</c>: tools for an agent, which starts this process and writes to its standard input.
/// </summary>
/// <param name="commands">The command line that the tools use.</param>
internal sealed class McpVerb(ICommandLine commands) : IVerb<McpVerbOptions>
{
    /// <inheritdoc/>
    public string Name => "mcp";

    /// <inheritdoc/>
    public string Summary => "Let an agent forecast, find anomalies and classify (Model Context Protocol).";

    /// <inheritdoc/>
    public string Example => "carousel mcp";

    /// <inheritdoc/>
    public async Task<bool> RunAsync(McpVerbOptions options, VerbRun run, CancellationToken cancellation)
    {
        AllowedFolders folders;
        try
        {
            folders = new AllowedFolders(options.Folder.Count > 0 ? options.Folder : ["."]);
        }
        catch (RefusalException refusal)
        {
            throw options.Wrong($"{{Folder}}: {refusal.Message}");
        }

        if (!Console.IsInputRedirected)
        {
            run.Tell(
                $"  waiting for an agent on standard input; it may read {folders}. An agent starts this command "
                + "itself: see docs/how-to/agents.md. Ctrl-C ends it.");
        }

        using var tools = new AgentTools(commands, folders, run.Threads);
        await McpHost.RunAsync(tools, commands, cancellation).ConfigureAwait(false);
        return true;
    }
}
