using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Tasks.Benchmarking;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Reading;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel benchmark</c>: how fast this machine computes, and which part of its peak that is.</summary>
internal sealed class BenchmarkCommand : VerbCommand
{
    private const double LongestSeconds = 600;

    private static readonly string[] _kinds = [.. Enum.GetNames<BenchmarkCell>().Select(n => n.ToLowerInvariant())];

    private readonly Argument<string> _kind = new("KIND") { Description = $"What is timed: {string.Join(", ", _kinds)}." };

    private readonly Option<string[]> _shapes = OptionKinds.Names(
        "--shape", "name|I/H/B/T[xL]", $"Sizes, several with commas between: inputs/hidden/batch/steps, xlayers, or a name ({string.Join(", ", BenchmarkShape.Named.Select(s => s.Name))}). Default: every name.");

    private readonly Option<double?> _seconds = OptionKinds.Number("--seconds", "Seconds a measurement, warm-up aside, 0.001 to 600. Default 0.5.");

    private readonly Option<string[]> _parts = OptionKinds.Names("--part", "names", "What of a layer is timed: forward, training, streaming. Default: all.");

    /// <inheritdoc/>
    public override string Name => "benchmark";

    /// <inheritdoc/>
    public override string Summary => "Time layers and training loops on this machine, as a share of what it can do.";

    /// <inheritdoc/>
    public override string Example => "carousel benchmark lstm --shape tiny,s32 --seconds 0.05";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_kind];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Measuring", [_shapes, _seconds, _parts]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null, "Threads that compute. Default 1: figures of a single core are those to compare.");

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        string kind = result.GetRequiredValue(_kind);
        BenchmarkOptions options = ReadOptions(result);
        BenchmarkReport report = Enum.TryParse(kind, ignoreCase: true, out BenchmarkCell cell) && _kinds.Contains(kind.ToLowerInvariant())
            ? RunCells(cell, ReadShapes(result), options, Run.Quiet(result) ? null : terminal, cancellation)
            : throw new UsageException($"benchmark times {string.Join(", ", _kinds)}, but not '{kind}'.{(NearestName.Find(kind, _kinds) is { } near ? $" Did you mean '{near}'?" : "")}");
        BenchmarkTable.Write(terminal, report);
        if (Run.Json(result))
        {
            BenchmarkJson.Write(terminal, report);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static BenchmarkReport RunCells(
        BenchmarkCell cell, IReadOnlyList<BenchmarkShape> shapes, BenchmarkOptions options, Terminal? terminal, CancellationToken cancellation)
    {
        var peak = new MachinePeak();
        peak.Measure();
        var results = new List<BenchmarkResult>();
        using BenchmarkProgress progress = new(terminal, shapes.Count);
        foreach (BenchmarkShape shape in shapes)
        {
            progress.Begin(shape.Name == shape.Sizes ? shape.Sizes : $"{shape.Name} {shape.Sizes}");
            results.Add(RecurrentBenchmark.Run(cell, shape, options, cancellation));
            peak.Measure();
        }

        return new BenchmarkReport(Processor.Name, peak.Gigaflops, results);
    }

    private IReadOnlyList<BenchmarkShape> ReadShapes(ParseResult result)
    {
        string[]? names = result.GetValue(_shapes);
        return names is { Length: > 0 } ? [.. names.Select(BenchmarkShape.Parse)]
            : result.GetResult(_shapes) is null ? BenchmarkShape.Named
            : throw new UsageException("--shape names no shape. Pass a name such as mid, or sizes such as 64/128/32/100.");
    }

    private BenchmarkOptions ReadOptions(ParseResult result)
    {
        double seconds = result.GetValue(_seconds) ?? new BenchmarkOptions().Seconds;
        if (seconds is < 0.001 or > LongestSeconds)
        {
            throw new OptionException(FormattableString.Invariant($"--seconds must be 0.001…{LongestSeconds}, but is {seconds}."));
        }

        return new BenchmarkOptions { Threads = Math.Max(1, Run.Threads(result)), Seconds = seconds, Parts = ReadParts(result) };
    }

    private BenchmarkParts ReadParts(ParseResult result)
    {
        BenchmarkParts parts = BenchmarkParts.None;
        foreach (string name in result.GetValue(_parts) ?? [])
        {
            parts |= name.ToLowerInvariant() switch
            {
                "forward" => BenchmarkParts.Forward,
                "training" => BenchmarkParts.Training,
                "streaming" => BenchmarkParts.Streaming,
                _ => throw new UsageException($"--part must be forward, training or streaming, but is '{name}'."),
            };
        }

        return parts == BenchmarkParts.None ? BenchmarkParts.All : parts;
    }
}
