using System.Text.Json;
using Carousel.Studio;
using Carousel.Studio.Works;

namespace Carousel.Mcp;

/// <summary>Command lines that answer calls, one at a time: each may use all of the machine.</summary>
/// <param name="commands">The command line.</param>
internal sealed class CommandCalls(ICommandLine commands) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Runs a command line in a temporary folder.</summary>
    /// <param name="call">Whose progress it reports.</param>
    /// <param name="words">What is typed after <c>carousel</c>; without <c>--out</c> its files are temporary.</param>
    /// <param name="table">The file whose lines are part of the answer; null for none.</param>
    /// <exception cref="Studio.Messages.RefusalException">It was refused: with its sentence.</exception>
    public async Task<ToolAnswer> RunAsync(ToolCall call, IReadOnlyList<string> words, string? table = null)
    {
        await _turn.WaitAsync(call.Cancellation).ConfigureAwait(false);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-mcp-");
        try
        {
            string place = Path.Combine(folder.FullName, "out");
            IReadOnlyList<string> lines = await CommandRun.RunAsync(
                commands, table is null ? words : [.. words, $"--out={place}"], folder.FullName, call.Tell,
                call.Cancellation).ConfigureAwait(false);
            string? values = lines is [.., ['{', ..] last] ? last : null;
            string? file = table is null || !Directory.Exists(place) ? null
                : Directory.EnumerateFiles(place, table).FirstOrDefault();
            IEnumerable<string> told = lines.Take(lines.Count - (values is null ? 0 : 1))
                .Where(line => !line.Contains(folder.FullName, StringComparison.Ordinal));
            return new ToolAnswer(
                file is null ? told : [.. told, Path.GetFileName(file), .. File.ReadLines(file)],
                values is null ? null : Parse(values));
        }
        finally
        {
            _turn.Release();
            Delete(folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The system deletes what is left among temporary files.
        }
    }
}
