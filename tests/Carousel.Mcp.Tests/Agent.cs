using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Carousel.Mcp.Tests;

/// <summary>The protocol's own client, and the command that it started, in a folder of its own.</summary>
public sealed class Agent : IAsyncDisposable
{
    private readonly McpClient _client;

    private Agent(McpClient client, string folder) => (_client, Folder) = (client, folder);

    /// <summary>What the agent may read.</summary>
    public string Folder { get; }

    /// <summary>The tools by name.</summary>
    public async Task<IReadOnlyDictionary<string, McpClientTool>> ToolsAsync() =>
        (await _client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken))
            .ToDictionary(t => t.Name);

    /// <summary>Starts the command.</summary>
    public static async Task<Agent> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("agent-").FullName;
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [CommandFile, "mcp", "--folder", folder],
        });
        return new Agent(
            await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken), folder);
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="tool">Its name.</param>
    /// <param name="values">Name, value, name, value.</param>
    public Task<CallToolResult> CallAsync(string tool, params object?[] values) => CallAsync(tool, null, values);

    /// <summary>Calls a tool, and hears of its progress.</summary>
    public async Task<CallToolResult> CallAsync(
        string tool, IProgress<ProgressNotificationValue>? progress, params object?[] values) =>
        await _client.CallToolAsync(
            tool, values.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => pair[1]), progress,
            cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Copies a bundled sample into the folder.</summary>
    /// <param name="name">Its name.</param>
    public void Give(string name) =>
        File.Copy(SampleFile(name), Path.Combine(Folder, name));

    /// <summary>The command.</summary>
    public static string CommandFile => Path.Combine(AppContext.BaseDirectory, "Carousel.Cli.dll");

    /// <summary>A bundled sample.</summary>
    /// <param name="name">Its name.</param>
    public static string SampleFile(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    /// <summary>The text of an answer.</summary>
    /// <param name="result">The answer.</param>
    public static string TextOf(CallToolResult result) =>
        string.Join('\n', result.Content.OfType<TextContentBlock>().Select(b => b.Text));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
