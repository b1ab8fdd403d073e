using System.Text.RegularExpressions;
using Carousel.Studio;
using Carousel.Studio.Messages;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Carousel.Mcp;

/// <summary>Answers an agent until its messages end.</summary>
internal static class McpHost
{
    private const string Instructions =
        "Time series, event logs and texts in the user's files. Begin with list_files and describe_file. forecast "
        + "answers in seconds without training. find_anomalies trains on the file itself. For classes and labels, "
        + "train a model once, then use apply_model. Report the errors and baselines that an answer states.";

    /// <summary>Serves the tools over standard input and output.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="commands">The command line.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(AgentTools tools, ICommandLine commands, CancellationToken cancellation)
    {
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "carousel", Version = commands.Version },
            ServerInstructions = Instructions,
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(
                    new ListToolsResult { Tools = [.. tools.All.Select(t => t.ToProtocol())] }),
                CallToolHandler = (request, stop) => CallAsync(tools, commands, request, stop),
            },
        };
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var transport = new StdioServerTransport(options);
        await using (transport.ConfigureAwait(false))
        {
            McpServer server = McpServer.Create(transport, options);
            await using (server.ConfigureAwait(false))
            {
                // An agent that is gone needs no answer: what it started stops.
                Task gone = EndAsync(transport.MessageReader.Completion, ended);
                try
                {
                    await server.RunAsync(ended.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (ended.IsCancellationRequested)
                {
                    // Ctrl-C and the end of the input are the two ways to end.
                }

                await ended.CancelAsync().ConfigureAwait(false);
                await gone.ConfigureAwait(false);
            }
        }
    }

    private static async Task EndAsync(Task input, CancellationTokenSource ended)
    {
        try
        {
            await input.WaitAsync(ended.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The input failed: it has ended too.
        }

        await ended.CancelAsync().ConfigureAwait(false);
    }

    private static async ValueTask<CallToolResult> CallAsync(
        AgentTools tools, ICommandLine commands, RequestContext<CallToolRequestParams> request,
        CancellationToken cancellation)
    {
        CallToolRequestParams asked = request.Params
            ?? throw new McpProtocolException("A call names its tool.", McpErrorCode.InvalidParams);
        AgentTool tool = tools.All.FirstOrDefault(t => t.Name == asked.Name)
            ?? throw new McpProtocolException(
                $"'{asked.Name}' is not a tool of this server.", McpErrorCode.InvalidParams);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var progress = new CallProgress(request.Server, asked.ProgressToken);
        CallToolResult result;
        try
        {
            var call = new ToolCall(tool, asked.Arguments, progress.Tell, deadline);
            result = (await tool.Run(call).ConfigureAwait(false)).ToProtocol();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            result = Refused($"{tool.Name} took more than {tool.Deadline.TotalMinutes:0} minutes and was stopped.");
        }
        catch (RefusalException refusal)
        {
            result = Refused(
                refusal.Message.Length > 0
                    ? tool.Parameters.Aggregate(
                        refusal.Message, (s, p) => Regex.Replace(s, $@"--{p.Name}(?![\w-])", $"'{p.Name}'"))
                : "The command ended without a reason; the machine may have too little memory.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            result = Refused(commands.SentenceOf(exception) ?? $"{tool.Name} failed: {exception.Message}");
        }

        await progress.SentAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>A call that failed, which the agent can correct: a result, not an error of the protocol.</summary>
    private static CallToolResult Refused(string sentence) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = sentence }],
    };
}
