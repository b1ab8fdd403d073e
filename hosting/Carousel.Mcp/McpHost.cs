using Carousel.Data;
using Carousel.Studio.Messages;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Carousel.Mcp;

/// <summary>Answers an agent over a pair of streams until the first ends.</summary>
internal static class McpHost
{
    private const string Instructions =
        "Time series, event logs and texts in the user's files. Begin with list_files and describe_file. forecast "
        + "answers in seconds without training. find_anomalies trains on the file itself. For classes and labels, "
        + "train a model once, then use apply_model. Report the errors and baselines that an answer states.";

    /// <summary>Serves the tools.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="version">The version of the program.</param>
    /// <param name="input">Messages of the agent.</param>
    /// <param name="output">Answers.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(
        AgentTools tools, string version, Stream input, Stream output, CancellationToken cancellation)
    {
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "carousel", Version = version },
            ServerInstructions = Instructions,
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(
                    new ListToolsResult { Tools = [.. tools.All.Select(t => t.ToProtocol())] }),
                CallToolHandler = (request, stop) => CallAsync(tools, request, stop),
            },
        };
        var transport = new StreamServerTransport(input, output, "carousel");
        await using (transport.ConfigureAwait(false))
        {
            McpServer server = McpServer.Create(transport, options);
            await using (server.ConfigureAwait(false))
            {
                try
                {
                    await server.RunAsync(cancellation).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    // Ctrl-C is one of two ways to end.
                }
            }
        }
    }

    private static async ValueTask<CallToolResult> CallAsync(
        AgentTools tools, RequestContext<CallToolRequestParams> request, CancellationToken cancellation)
    {
        CallToolRequestParams asked = request.Params
            ?? throw new McpProtocolException("A call names its tool.", McpErrorCode.InvalidParams);
        AgentTool tool = tools.All.FirstOrDefault(t => t.Name == asked.Name)
            ?? throw new McpProtocolException(
                $"'{asked.Name}' is not a tool of this server.", McpErrorCode.InvalidParams);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(tool.Deadline);
        var progress = new CallProgress(request.Server, asked.ProgressToken);
        try
        {
            ToolAnswer answer = await tool.Run(new ToolCall(tool, asked.Arguments, progress.Tell, deadline.Token))
                .ConfigureAwait(false);
            return answer.ToProtocol();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Refused($"{tool.Name} took more than {tool.Deadline.TotalMinutes:0} minutes and was stopped.");
        }
        catch (Exception exception) when (
            exception is RefusalException or DataFormatException or IOException or UnauthorizedAccessException)
        {
            return Refused(exception.Message);
        }
    }

    /// <summary>A call that failed, which the agent can correct: a result, not an error of the protocol.</summary>
    private static CallToolResult Refused(string sentence) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = sentence }],
    };
}
