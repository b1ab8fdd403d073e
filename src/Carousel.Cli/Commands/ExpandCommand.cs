using System.CommandLine;
using System.Text;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Language;
using Carousel.Language.Coding;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel expand</c>: the text that <c>compress</c> packed, with the same model.</summary>
internal sealed class ExpandCommand : VerbCommand
{
    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _archive = new("ARCHIVE") { Description = "A file that compress wrote." };
    private readonly Argument<string> _text = new("TEXT") { Description = "The file that is written." };

    /// <inheritdoc/>
    public override string Name => "expand";

    /// <inheritdoc/>
    public override string Summary => "Unpack a text that compress packed with the same model.";

    /// <inheritdoc/>
    public override string Example =>
        "carousel expand out/moby/model.safetensors out/moby/moby.crsl out/moby/moby.txt";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _archive, _text];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string file = result.GetRequiredValue(_model), path = result.GetRequiredValue(_archive);
        string written = result.GetRequiredValue(_text);
        CompressCommand.RequireWritable(written, file, path);
        byte[] archive = ReadArchive(path);
        using LanguageModel model = LanguageModel.Load(file, Run.Threads(result));
        using var line = new ShareLine(terminal, "unpacking", Run.Quiet(result));
        var coder = new TextCoder(model, ArchiveIdentity.Of(file)) { Progress = line.Show };
        string text = coder.Unpack(archive, path, cancellation);
        AtomicFile.Write(written, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        line.Dispose();
        if (!Run.Quiet(result))
        {
            terminal.Out.WriteLine($"  {written}");
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
                Model = file,
            }.Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static byte[] ReadArchive(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception caught) when (caught is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                $"{path} cannot be read: {caught.Message.TrimEnd('.')}. Pass a file that 'carousel compress' wrote.",
                caught);
        }
    }
}
