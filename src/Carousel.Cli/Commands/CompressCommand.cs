using System.CommandLine;
using System.Globalization;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Language;
using Carousel.Language.Coding;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel compress</c>: a text in as many bits as it surprises a language model.</summary>
internal sealed class CompressCommand : VerbCommand
{
    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _text = new("TEXT") { Description = "A text in UTF-8." };
    private readonly Argument<string> _archive = new("ARCHIVE") { Description = "The file that is written." };
    private readonly Option<bool> _adapt = OptionKinds.Switch(
        "--adapt", "Learn on from the text while it is packed: smaller, but slower.");

    /// <inheritdoc/>
    public override string Name => "compress";

    /// <inheritdoc/>
    public override string Summary => "Pack a text into as many bits as it surprises a language model.";

    /// <inheritdoc/>
    public override string Example =>
        "carousel compress out/moby/model.safetensors samples/moby_dick.txt out/moby/moby.crsl --adapt";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _text, _archive];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Packing", [_adapt]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string file = result.GetRequiredValue(_model), path = result.GetRequiredValue(_text);
        string archive = result.GetRequiredValue(_archive);
        RequireWritable(archive, file, path);
        string text = TextFile.ReadWhole(path);
        using LanguageModel model = LanguageModel.Load(file, Run.Threads(result));
        model.RequirePacking(file);
        using var line = new ShareLine(terminal, "packing", Run.Quiet(result));
        var coder = new TextCoder(model, ArchiveIdentity.Of(file)) { Progress = line.Show };
        byte[] packed = coder.Pack(text, result.GetValue(_adapt), cancellation);
        AtomicFile.Write(archive, stream => stream.Write(packed));
        line.Dispose();
        if (!Run.Quiet(result))
        {
            double bytes = coder.Bits / 8;
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {FigureText.Counted(coder.Units, model.Tokeniser.UnitName)}, "
                + $"{coder.Bits / Math.Max(1, coder.Units):0.0000} bits each: the model's surprise is {bytes:#,0} "
                + $"bytes, the file has {packed.Length:#,0}"));
            terminal.Out.WriteLine($"  {archive}");
        }

        if (Run.Json(result))
        {
            new JsonLine
            {
                Task = Name,
                Data = path,
                Seed = model.Summary.Seed,
                Threads = ThreadCount(Run.Threads(result)),
                Seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds,
                Parameters = model.Summary.Parameters,
                Scores =
                [
                    new JobScore("carousel", "carousel", new Dictionary<string, double>
                    {
                        ["units"] = coder.Units,
                        ["surprise_bytes"] = coder.Bits / 8,
                        ["bytes"] = packed.Length,
                    }),
                ],
                Model = file,
            }.Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>What is written has to have a place, and may be none of the files that are read.</summary>
    internal static void RequireWritable(string written, params string[] read)
    {
        if (read.Any(r => Path.GetFullPath(r) == Path.GetFullPath(written)))
        {
            throw new UsageException($"{written} is read: name another file to write.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(written)) is { } folder && !Directory.Exists(folder))
        {
            throw new UsageException($"{folder} does not exist: make it first, or name a file elsewhere.");
        }

        if (Directory.Exists(written))
        {
            throw new UsageException($"{written} is a folder: name a file.");
        }
    }
}
