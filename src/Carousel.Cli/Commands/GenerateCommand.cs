using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Language;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel generate</c>: a language model continues a text, written as it is made.</summary>
internal sealed class GenerateCommand() : VerbCommand(
    "generate", "Continue a text with a language model.",
    "carousel generate out/moby/model.safetensors --prime \"Call me \" --temperature 0.7 --length 300",
    new("Folder for the text as text.txt. Default: standard output."))
{
    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Option<string?> _prime = OptionKinds.Text(
        "--prime", "TEXT", "Text to continue. Default: that of the samples in training.");
    private readonly Option<double?> _temperature = OptionKinds.Number(
        "--temperature", "Below 1 safer, above 1 wilder, 0 always the likeliest. Default 0.8.");
    private readonly Option<int?> _topK = OptionKinds.Whole(
        "--top-k", "Sample only from the n likeliest units.");
    private readonly Option<double?> _topP = OptionKinds.Number(
        "--top-p", "Sample only from the likeliest units with this total probability, 0 to 1.");
    private readonly Option<ulong?> _seed = OptionKinds.Seed("--seed", "The same seed gives the same text. Default 1.");
    private readonly Option<int?> _length = OptionKinds.Whole(
        "--length", "Units to write, 1 to 100,000,000. Default 500.");

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new("Text", [_prime, _length]), new("Sampling", [_temperature, _topK, _topP, _seed]), Run.Group];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        var options = new GenerationOptions
        {
            Temperature = result.GetValue(_temperature) ?? 0.8,
            TopK = result.GetValue(_topK),
            TopP = result.GetValue(_topP),
            Seed = result.GetValue(_seed) ?? 1,
        };
        int length = result.GetValue(_length) ?? 500;
        if (length is < 1 or > 100_000_000)
        {
            throw new UsageException(Invariant.Of($"--length must be 1…100000000, but is {length}."));
        }

        string file = result.GetRequiredValue(_model);
        using LanguageModel model = LanguageModel.Load(file, Run.Threads(result));
        using Generator speaker = model.NewGenerator(options);
        using OutputFolder? folder = Run.OpenOut(result);
        using var kept = new StringWriter { NewLine = "\n" };
        TextWriter output = folder is null ? terminal.Data : kept;
        string? prime = result.GetValue(_prime);
        int[] beginning = model.Tokenizer.Encode(prime ?? model.Prime, "--prime");
        output.Write(prime ?? model.Prime.TrimStart('\n'));
        speaker.Say(beginning.Length > 0 ? beginning : [model.Start], length, output, cancellation);
        output.WriteLine();
        output.Flush();
        if (folder is not null)
        {
            Storage.AtomicFile.Write(folder.File("text.txt"), kept.ToString());
            terminal.Out.WriteLine($"  {folder.File("text.txt")}");
        }

        if (Run.Json(result))
        {
            (LineOf(result, terminal, started, model, file, null) with { Seed = options.Seed }).Write(terminal);
        }

        return Task.FromResult(cancellation.IsCancellationRequested ? ExitCode.Canceled : ExitCode.Done);
    }
}
