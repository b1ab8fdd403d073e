using System.CommandLine;
using Carousel.Benchmarks.Rendering;
using Carousel.Benchmarks.Serving;
using Carousel.Benchmarks.Timing;
using Carousel.Cli;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Layers;

namespace Carousel.Benchmarks.Commands;

/// <summary>The program's measurements: how fast this machine computes, and which part of its peak that is.</summary>
internal sealed class BenchmarkCommand() : VerbCommand(
    Program, "Time layers, training loops, servers and queues on this machine.",
    "carousel-benchmark lstm --shape tiny,s32 --seconds 0.05",
    new(
        "Folder for the report of --sweep, with its chart.",
        "Threads that compute. Default 1: figures of a single core are those to compare."))
{
    /// <summary>The name of the program, whose only verb this is.</summary>
    public const string Program = "carousel-benchmark";

    private const double LongestSeconds = 600;

    private const double LoopSeconds = 5, ServeSeconds = 10;

    private const string Recompute = "recompute", Load = "load", Serve = "serve", Parts = "parts";

    private const int DefaultMegabytes = 100, MostMegabytes = 2000;

    private static readonly string[] _cells = [.. Enum.GetNames<CellKind>().Select(n => n.ToLowerInvariant())];
    private static readonly string[] _loops = ["language", "forecast"];
    private static readonly IEnumerable<string> _inEightBits =
        RecurrentCell.All.Where(cell => cell.IsQuantizable).Select(cell => cell.Word);

    private static readonly string[] _kinds = [.. _cells, Recompute, Load, Serve, Parts, .. _loops];

    private readonly Argument<string> _kind = new("KIND")
    {
        Description = $"What is timed: {string.Join(", ", _kinds)}.",
    };

    private readonly Argument<string?> _file = new("FILE")
    {
        Description =
            "What a loop trains on: of language a text, of forecast a CSV file, whose last column of numbers is taken. "
            + "What load reads: a .safetensors file; without it one is made. What serve asks: the address of a server; "
            + "without it one is started.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _shapes = OptionKinds.Names(
        "--shape", "name|I/H/B/T[xL]",
        $"Sizes, several with commas between: inputs/hidden/batch/steps, xlayers, or a name "
        + $"({string.Join(", ", BenchmarkShape.Named.Select(s => s.Name))}). Default: every name.");

    private readonly Option<double?> _seconds = OptionKinds.Number(
        "--seconds", "Seconds a measurement, warm-up aside, 0.001 to 600. Default 0.5, of a loop 5, of serve 10.");

    private readonly Option<SweepAxis?> _sweep = OptionKinds.Choice(
        "--sweep",
        "Times one shape at growing lengths (steps, 10 to 10,000) or batches (batch, 1 to 1,024): what a step or a row "
        + "costs.",
        ("steps", SweepAxis.Steps), ("batch", SweepAxis.Batch));

    private readonly Option<string[]> _parts = OptionKinds.Names(
        "--part", "names", "What of a layer is timed: forward, training, streaming. Default: all.");

    private readonly Option<string[]> _precisions = OptionKinds.Names(
        "--precision", "names",
        "In what the weights lie: float32, int8 (inference of lstm and gru), or both with a comma between. Default "
        + "float32.");

    private readonly Option<int?> _size = OptionKinds.Whole(
        "--size",
        FormattableString.Invariant(
            $"Millions of bytes of the file that load makes, 1 to {MostMegabytes}. Default {DefaultMegabytes}."));

    private readonly ServeLoadOptionSet _serve = new();
    private readonly PartsOptionSet _queue = new();

    /// <inheritdoc/>
    public override string Call => Program;

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_kind, _file];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
    [
        new("Measuring", [_shapes, _seconds, _parts, _precisions, _sweep, _size]),
        _serve.Group,
        _queue.Group,
        Run.Group,
    ];

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">What was typed after the program.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Stops it: the first Ctrl-C.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage or bad data, 130 cancelled.</returns>
    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default) =>
        CarouselCommand.RunAsync(
            arguments is ["--version"] ? arguments : [Program, .. arguments], terminal, [new BenchmarkCommand()],
            cancellation, Program);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        string kind = result.GetRequiredValue(_kind);
        string name = kind.ToLowerInvariant();
        if (name == EmptyEndpoint.Kind)
        {
            return EmptyEndpoint.RunAsync(terminal, cancellation);
        }

        if (name == Serve)
        {
            return ServeLoadRun.RunAsync(
                ReadServe(result), terminal, Run.Quiet(result), Run.Json(result), cancellation);
        }

        if (name == Parts)
        {
            RequireNoOut(result);
            return PartsRun.RunAsync(
                _queue, result, ThreadCount(Run.Threads(result) is 0 ? 1 : Run.Threads(result)), terminal,
                Run.Json(result), cancellation);
        }

        if (_queue.Group.Options.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } other)
        {
            throw new UsageException($"{other.Name} is for parts.");
        }

        if (_serve.Group.Options.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } asked)
        {
            throw new UsageException($"{asked.Name} is for serve.");
        }

        Terminal? progress = Run.Quiet(result) ? null : terminal;
        BenchmarkOptions options = ReadOptions(result);
        if (_cells.Contains(name) && result.GetValue(_sweep) is { } axis)
        {
            if (result.GetResult(_precisions) is not null)
            {
                throw new UsageException("--precision and --sweep do not go together: a sweep is of float32.");
            }

            RunSweep(
                Enum.Parse<CellKind>(name, ignoreCase: true), axis, ReadShapes(result, name), result, options, terminal,
                cancellation);
            return Task.FromResult(ExitCode.Done);
        }

        RequireNoOut(result);
        if (name == Load)
        {
            LoadReport load = RunLoad(result, progress, cancellation);
            LoadTable.Write(terminal, load);
            if (Run.Json(result))
            {
                LoadTable.WriteJson(terminal, load);
            }

            return Task.FromResult(ExitCode.Done);
        }

        if (result.GetResult(_size) is not null)
        {
            throw new UsageException("--size is for load.");
        }

        BenchmarkReport report = name == Recompute
            ? BenchmarkRuns.Recompute(ReadShapes(result, name), options, progress, cancellation)
            : _cells.Contains(name)
                ? BenchmarkRuns.Cells(
                    Enum.Parse<CellKind>(name, ignoreCase: true), ReadShapes(result, name),
                    ReadPrecisions(result, name), options, progress, cancellation)
                : _loops.Contains(name)
                    ? BenchmarkRuns.Loop(name, ReadFile(result, name), options, progress, cancellation)
                    : throw new UsageException(
                        $"{Program} times {string.Join(", ", _kinds)}, but not "
                        + $"'{kind}'.{(NearestName.Find(kind, _kinds) is { } near ? $" Did you mean '{near}'?" : "")}");
        BenchmarkTable.Write(terminal, report);
        if (Run.Json(result))
        {
            BenchmarkJson.Write(terminal, report);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private void RunSweep(
        CellKind cell, SweepAxis axis, IReadOnlyList<BenchmarkShape> shapes, ParseResult result,
        BenchmarkOptions options, Terminal terminal, CancellationToken cancellation)
    {
        using OutputFolder? folder = Run.Out(result) is { } path ? OutputFolder.Open(path) : null;
        BenchmarkSweep sweep = Sweeping.Run(
            cell, axis, shapes, options, terminal, Run.Quiet(result), folder, CommandLineText.Words(result),
            cancellation);
        if (Run.Json(result))
        {
            BenchmarkJson.Write(terminal, sweep.Report, sweep);
        }
    }

    private LoadReport RunLoad(ParseResult result, Terminal? terminal, CancellationToken cancellation)
    {
        if (((Option[])[_shapes, _parts, _precisions, _sweep, _seconds])
            .FirstOrDefault(o => result.GetResult(o) is not null) is { } option)
        {
            throw new UsageException(
                $"{option.Name} belongs to layers: {string.Join(", ", _cells)}. load reads a file.");
        }

        using CountedProgress progress = new(terminal, "timing");
        int? megabytes = result.GetValue(_size);
        if (result.GetValue(_file) is { } file)
        {
            return megabytes is null
                ? LoadBenchmark.Run(
                    file, KnownModels.Every, (turn, turns) => progress.Begin(turn, turns, file), cancellation)
                : throw new UsageException(
                    "--size is of the file that load makes; leave it out where FILE is given.");
        }

        int size = megabytes ?? DefaultMegabytes;
        return size is >= 1 and <= MostMegabytes
            ? LoadBenchmark.Run(
                size, (turn, turns) => progress.Begin(turn, turns, FormattableString.Invariant($"{size} MB")),
                cancellation)
            : throw new OptionException(FormattableString.Invariant(
                $"--size must be 1…{MostMegabytes}, but is {size}."));
    }

    private void RequireNoOut(ParseResult result)
    {
        if (Run.Out(result) is not null)
        {
            throw new UsageException("--out is for --sweep: the figures themselves go to standard output.");
        }
    }

    private ServeLoadOptions ReadServe(ParseResult result)
    {
        if (((Option[])[_shapes, _parts, _precisions, _sweep, _size])
            .FirstOrDefault(o => result.GetResult(o) is not null) is { } option)
        {
            throw new UsageException($"{option.Name} is not for serve, which measures a server.");
        }

        RequireNoOut(result);
        return _serve.Read(result, result.GetValue(_file), ReadSeconds(result, ServeSeconds));
    }

    private string ReadFile(ParseResult result, string name)
    {
        foreach (Option option in (Option[])[_shapes, _parts, _precisions, _sweep])
        {
            if (result.GetResult(option) is not null)
            {
                throw new UsageException(
                    $"{option.Name} belongs to layers: {string.Join(", ", _cells)}. The loop {name} is one training of "
                    + $"one size.");
            }
        }

        return result.GetValue(_file)
            ?? throw new UsageException(
                $"{name} needs FILE, {(name == "language" ? "a text" : "a CSV file")} to train on. An "
                + $"example: carousel-benchmark {name} {(name == "language" ? "input.txt" : "data.csv")}");
    }

    /// <summary>The shapes that were named, none where none was.</summary>
    private IReadOnlyList<BenchmarkShape> ReadShapes(ParseResult result, string name)
    {
        if (result.GetValue(_file) is { } file)
        {
            throw new UsageException(
                $"{name} takes no file, but got '{file}'. Files are "
                + $"for {Load}, {string.Join(" and ", _loops)}.");
        }

        string[]? names = result.GetValue(_shapes);
        return names is { Length: > 0 } ? [.. names.Select(BenchmarkShape.Parse)]
            : result.GetResult(_shapes) is null ? []
            : throw new UsageException(
                "--shape names no shape. Pass a name such as mid, or sizes such as 64/128/32/100.");
    }

    private List<BenchmarkPrecision> ReadPrecisions(ParseResult result, string name)
    {
        var precisions = new List<BenchmarkPrecision>();
        foreach (string text in result.GetValue(_precisions) ?? [])
        {
            precisions.Add(text.ToLowerInvariant() switch
            {
                "float32" => BenchmarkPrecision.Full,
                "int8" when !RecurrentCell.Find(name)!.IsQuantizable =>
                    throw new UsageException(
                        $"--precision int8 is for {RecurrentCell.Listed(_inEightBits, "and")}: "
                        + $"{RecurrentCell.Find(name)!.WithArticle} layer has no kernel in 8 bits."),
                "int8" => BenchmarkPrecision.EightBits,
                _ => throw new UsageException($"--precision must be float32 or int8, but is '{text}'."),
            });
        }

        return precisions.Count == 0 ? [BenchmarkPrecision.Full] : [.. precisions.Distinct()];
    }

    private BenchmarkOptions ReadOptions(ParseResult result)
    {
        double seconds = ReadSeconds(
            result,
            _loops.Contains(result.GetRequiredValue(_kind).ToLowerInvariant())
                ? LoopSeconds
                : new BenchmarkOptions().Seconds);
        return new BenchmarkOptions
        {
            Threads = Math.Max(1, Run.Threads(result)),
            Seconds = seconds,
            Parts = ReadParts(result),
        };
    }

    private double ReadSeconds(ParseResult result, double unasked) =>
        (result.GetValue(_seconds) ?? unasked) is var seconds and >= 0.001 and <= LongestSeconds
            ? seconds
            : throw new OptionException(FormattableString.Invariant(
                $"--seconds must be 0.001…{LongestSeconds}, but is {result.GetValue(_seconds)}."));

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
