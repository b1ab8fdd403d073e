using System.Globalization;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>Where a work keeps its files.</summary>
/// <param name="root">The folder of all works.</param>
/// <param name="id">Its number.</param>
internal sealed class WorkFolder(string root, long id)
{
    private static readonly string[] _hidden = [".carousel-lock", "run.json"];

    /// <summary>Its folder.</summary>
    public string Path { get; } = System.IO.Path.Combine(root, id.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the command writes into.</summary>
    public string Out => System.IO.Path.Combine(Path, "out");

    /// <summary>The events.</summary>
    public string Log => System.IO.Path.Combine(Path, "events.jsonl");

    /// <summary>The model.</summary>
    public string Model => System.IO.Path.Combine(Out, JobResult.ModelName);

    /// <summary>The report.</summary>
    public string Report => System.IO.Path.Combine(Out, JobResult.ReportName);

    /// <summary>Whether there is a checkpoint to go on from.</summary>
    public bool HasCheckpoint =>
        FitRun.CheckpointNames.Any(name => File.Exists(System.IO.Path.Combine(Out, name)));

    /// <summary>What the command wrote, by name.</summary>
    public IReadOnlyList<WrittenFile> Files =>
        !Directory.Exists(Out) ? [] :
        [
            .. new DirectoryInfo(Out).EnumerateFiles().Where(f => !IsHidden(f.Name))
                .OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => new WrittenFile(f.Name, f.Length)),
        ];

    /// <summary>A file that the command wrote.</summary>
    /// <param name="name">Its name, as asked for.</param>
    /// <returns>Its path; null if no file has this name.</returns>
    public string? Find(string name) =>
        Files.Any(f => f.Name == name) ? System.IO.Path.Combine(Out, name) : null;

    /// <summary>Removes all.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static bool IsHidden(string name) =>
        _hidden.Contains(name) || name.StartsWith("checkpoint", StringComparison.Ordinal)
        || name.EndsWith(".partial", StringComparison.Ordinal);
}
