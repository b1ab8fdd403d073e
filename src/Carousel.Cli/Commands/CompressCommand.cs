using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Language;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel compress</c>: a text in as many bits as it surprises a language model.</summary>
internal sealed class CompressCommand() : PackingCommand(
    "compress", "Compress a text with a language model.",
    "carousel compress out/moby/model.safetensors samples/moby_dick.txt out/moby/moby.crsl --adapt",
    "packing", new Argument<string>("TEXT") { Description = "A text in UTF-8." },
    new Argument<string>("ARCHIVE") { Description = "The file to write." })
{
    private readonly Option<bool> _adapt = OptionKinds.Switch(
        "--adapt", "Keep learning from the text: smaller, but slower.");

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Compression", [_adapt]), Run.Group];

    /// <inheritdoc/>
    protected override Func<TextCoder, LanguageModel, Coded> Read(
        ParseResult result, string path, CancellationToken cancellation)
    {
        string text = TextFile.ReadWhole(path);
        return (coder, model) =>
        {
            byte[] packed = coder.Pack(text, result.GetValue(_adapt), cancellation);
            double bytes = coder.Bits / 8;
            return new Coded(packed)
            {
                Result = new JobResult(
                    [],
                    [
                        new JobScore("carousel", "carousel", new Dictionary<string, double>
                        {
                            ["units"] = coder.Units,
                            ["surprise_bytes"] = bytes,
                            ["bytes"] = packed.Length,
                        }),
                    ],
                    Invariant.Of(
                        $"{FigureText.Counted(coder.Units, model.Tokenizer.UnitName)}, "
                        + $"{coder.Bits / Math.Max(1, coder.Units):0.0000} bits each: the model's surprise is "
                        + $"{bytes:#,0} bytes, the file has {packed.Length:#,0}")),
            };
        };
    }
}
