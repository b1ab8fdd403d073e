using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio;
using Carousel.Studio.Works;

namespace Carousel.Mcp;

/// <summary>Command lines that answer calls, one at a time: each may use all of the machine.</summary>
/// <param name="commands">The command line.</param>
/// <param name="threads">Threads of each; 0 for as many as there are processors.</param>
internal sealed class CommandCalls(ICommandLine commands, int threads) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Runs a command line in a temporary folder.</summary>
    /// <param name="call">Whose progress it reports.</param>
    /// <param name="words">Makes what is typed after <c>carousel</c>, when nothing else runs.</param>
    /// <param name="table">The file of a temporary <c>--out</c> whose lines are part of the answer; null for none.
    /// </param>
    /// <exception cref="Studio.Messages.RefusalException">It was refused: with its sentence.</exception>
    public async Task<ToolAnswer> RunAsync(ToolCall call, Func<IEnumerable<string>> words, string? table = null)
    {
        await _turn.WaitAsync(call.Cancellation).ConfigureAwait(false);
        DirectoryInfo? folder = null;
        try
        {
            call.Begin();
            folder = Directory.CreateTempSubdirectory("carousel-mcp-");
            string place = Path.Combine(folder.FullName, "out");
            string[] typed =
            [
                .. words(), .. threads > 0 ? (string[])[$"--threads={threads}"] : [],
                .. table is null ? (string[])[] : [$"--out={place}"],
            ];
            IReadOnlyList<string> lines = await CommandRun.RunAsync(
                commands, typed, folder.FullName, call.Tell, call.Cancellation).ConfigureAwait(false);
            JsonElement? values = typed.Contains("--json") ? Parse(lines[^1], isKept: table is null) : null;
            string file = Path.Combine(place, table ?? "");
            IEnumerable<string> told = lines.Take(lines.Count - (values is null ? 0 : 1))
                .Where(line => !line.Contains(folder.FullName, StringComparison.Ordinal));
            return new ToolAnswer(File.Exists(file) ? [.. told, table!, .. File.ReadLines(file)] : told, values);
        }
        finally
        {
            _turn.Release();
            Delete(folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>The JSON of the command, without the names of files that are deleted.</summary>
    private static JsonElement Parse(string json, bool isKept)
    {
        JsonNode values = JsonNode.Parse(json)!;
        foreach (string name in isKept ? (string[])[] : ["model", "report"])
        {
            values.AsObject().Remove(name);
        }

        using var document = JsonDocument.Parse(values.ToJsonString());
        return document.RootElement.Clone();
    }

    private static void Delete(DirectoryInfo? folder)
    {
        try
        {
            folder?.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The system deletes what is left among temporary files.
        }
    }
}
